"""Corrections in files: our own lists filled in, and plain tables of corrected values."""
