"""`census link`: the newest snapshot joined to the outside world, kept as a link set."""
