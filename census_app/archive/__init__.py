"""From files and databases to parts and snapshots: readers, recognition, typing, coverage."""
