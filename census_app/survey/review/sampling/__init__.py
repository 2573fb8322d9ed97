"""Acceptance sampling: how many accepted tasks to check again, which ones, and what the check says of the whole lot."""
