"""Which fields of a record with several problems are most likely wrong (Fellegi and Holt, 1976).

The fewest fields, weighted by trust, that take part in every failing clause; and whether values exist that clear them.
"""
