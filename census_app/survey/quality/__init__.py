"""The quality of the survey itself: signs that somebody should look again. Reasons to look, never verdicts."""
