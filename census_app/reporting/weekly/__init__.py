"""The weekly problem list of one unit: cover, problem sheet, instructions, hidden code sheet."""
