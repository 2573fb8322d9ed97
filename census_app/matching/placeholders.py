"""Values typed to fill a cell: they identify nobody."""

from __future__ import annotations

from functools import cache

from pydantic import BaseModel, ConfigDict

from census_app.foundation.resources import read_yaml, resource


class Placeholders(BaseModel):
    """Lists of `resources/matching/placeholders.yaml`, in upper case without spaces."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    identifiers: frozenset[str]
    mobile_tails: frozenset[str]
    landlines: frozenset[str]


@cache
def placeholders() -> Placeholders:
    """The shipped lists."""
    return Placeholders.model_validate(read_yaml(resource("matching/placeholders.yaml")))
