"""Which table a grid is, which row names its columns, which column feeds which field, which rows are no data."""
