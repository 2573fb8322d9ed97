"""Tuning rules by sight: drafts over past snapshots, and a parameter at many values."""
