"""Calls: one sheet per unit, one row per customer, safe wording; out and back in."""
