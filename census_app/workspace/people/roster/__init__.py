"""Rosters: workbooks of units and people, read cell by cell, compared with what stands, taken whole or not at all."""
