"""From a pack's text to resolved rules: every name, type and place settled."""
