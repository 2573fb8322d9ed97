"""Tasks: one visit, call or piece of desk work for one customer, from being given out to being accepted."""
