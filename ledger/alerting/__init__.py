"""Alerts of a running ledger: watched, kept, signed, shown, streamed and sent on."""
