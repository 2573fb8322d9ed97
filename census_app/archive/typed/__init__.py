"""Raw cells to typed values: fast in SQL, and one at a time where a spelling is unusual."""
