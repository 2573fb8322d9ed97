"""What leaves the house on paper: weekly lists and the county summary."""
