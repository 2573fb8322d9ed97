"""Dispatch: which customers are seen, by whom, on which day, in which order."""
