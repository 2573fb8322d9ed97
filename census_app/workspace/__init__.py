"""The workspace a county works in: database, acts, runs, problems and their life."""
