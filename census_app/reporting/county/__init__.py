"""The county's weekly summary: where problems went, unit × rule, completion with intervals, detail, twelve weeks."""
