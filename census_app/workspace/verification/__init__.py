"""`census verify`: the log's chain and every file against what was bound."""
