"""Corrections tried out on a snapshot without writing anything: an overlay, what it reaches, and both verdicts."""
