"""The questions before, during and after, one module each."""
