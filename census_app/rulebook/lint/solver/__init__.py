"""What can be proved about a pack's conditions with z3, without any data.

Everything is an over-approximation of what records can be: whatever the solver finds impossible *is* impossible,
whatever it cannot express (functions, aggregates, relations) is a free variable, the same one for equal trees.
Imported late: only lint needs z3.
"""
