"""Names of people and organisations in parts."""

from __future__ import annotations

from census_app.matching.names.glance import usual_persons
from census_app.matching.names.model import Name, NameKind
from census_app.matching.names.parse import is_listed_person, is_plain_person, parse_name, parse_names
from census_app.matching.names.person import surname_of
from census_app.matching.names.regions import learn_divisions
from census_app.matching.names.words import body_of

__all__ = [
    "Name",
    "NameKind",
    "body_of",
    "is_listed_person",
    "is_plain_person",
    "learn_divisions",
    "parse_name",
    "parse_names",
    "surname_of",
    "usual_persons",
]
