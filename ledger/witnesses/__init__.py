"""Other departments' witnesses, and our own as one."""
