"""Names of people and organisations in parts."""

from __future__ import annotations

from census_app.matching.names.model import Name, NameKind
from census_app.matching.names.parse import parse_name, parse_names

__all__ = ["Name", "NameKind", "parse_name", "parse_names"]
