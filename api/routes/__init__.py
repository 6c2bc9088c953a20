"""Routes by subject; each module has one ``router`` and calls use cases, nothing more."""
