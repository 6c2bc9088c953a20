"""Who there is and who may see what: departments, keys, items, sign-in, sight."""
