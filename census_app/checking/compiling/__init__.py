"""Rule trees to SQL over a frame of tables: three-valued, exact, one expression a clause."""
