"""Steps from every released database version to the present one (run by alembic)."""
