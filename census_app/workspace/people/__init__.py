"""Units and people: who may do what where, how a person is known, and where both come from."""
