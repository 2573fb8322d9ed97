"""A county nobody tuned the rules on: its own people, grid, meters, bills and orders, all of them in order.

Written from the dictionary and the domain notes alone. It shares no code with the sample county of the program,
so that an error in the one is not repeated in the other.
"""
