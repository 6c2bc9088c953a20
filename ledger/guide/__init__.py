"""What an event or an act asks for, in words, and what may follow it."""
