"""The rejected list: written, filled in, read back."""
