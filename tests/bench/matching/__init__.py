"""The parts of the matching benchmark: one engine a file, each run in a process of its own."""
