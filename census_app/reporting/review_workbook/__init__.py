"""The review workbook: what waits for a reviewer out, decisions read back row by row."""
