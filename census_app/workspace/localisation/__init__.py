"""Which fields of a workspace's customers are most likely wrong."""
