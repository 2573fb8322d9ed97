"""The week at a glance: what waits, how the county stands, where problems are, which data are old."""

from census_app.reporting.week_board.model import WeekBoard
from census_app.reporting.week_board.read import read_week_board

__all__ = ["WeekBoard", "read_week_board"]
