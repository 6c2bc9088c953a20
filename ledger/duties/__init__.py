"""What is due: grounds, periods, projection, work lists, the watcher of silence."""
