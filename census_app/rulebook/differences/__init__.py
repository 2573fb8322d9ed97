"""What differs between two rule packs, in words."""

from census_app.rulebook.differences.comparing import differences
from census_app.rulebook.differences.model import Difference, Effect, Kind
from census_app.rulebook.differences.telling import counts, lines

__all__ = ["Difference", "Effect", "Kind", "counts", "differences", "lines"]
