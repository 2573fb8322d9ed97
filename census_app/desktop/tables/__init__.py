"""Big tables: the one paged model and what feeds it. The only place of the window that may touch DuckDB."""
