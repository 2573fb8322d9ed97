"""What goes back to whoever sent a document: a copy of it with the outcome beside each row and a summary."""
