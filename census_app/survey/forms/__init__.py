"""Forms out: one survey workbook per surveyor and week, and the same form for phones."""
