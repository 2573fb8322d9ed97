"""The Excel form of a pack: what a supervisor edits, as exact as the YAML it stands for."""
