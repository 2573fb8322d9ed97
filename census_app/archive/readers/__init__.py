"""Readers turn one kind of file into text grids; each runs inside the killable reader process."""
