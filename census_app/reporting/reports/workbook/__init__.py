"""A report as a workbook: its page, the numbers behind its charts, and every number with its code."""
