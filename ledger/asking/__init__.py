"""What every answer is made of: records, look-ups, pages."""
