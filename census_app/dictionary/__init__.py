"""The data dictionary: tables, fields, relations, code lists and census items, read from `resources/dictionary/`."""
