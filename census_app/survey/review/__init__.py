"""Review: what waits for a reviewer, what was decided by whom, and what that does to problems and tasks."""
