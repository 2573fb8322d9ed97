"""Why, and why not: one rule on one record, every part with its value."""
