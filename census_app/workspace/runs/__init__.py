"""Runs: the newest snapshot against the rules in force, recorded, compared, voided, derived again."""
