"""The review workbook of links: pairs side by side for a person, decisions read back cell by cell."""
