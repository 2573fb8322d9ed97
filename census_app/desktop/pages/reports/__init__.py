"""报表: made, opened, and every number of them explained."""
