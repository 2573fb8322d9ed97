"""What the matcher says to people, from `resources/matching/words.yaml`."""

from __future__ import annotations

from functools import cache

from pydantic import BaseModel, ConfigDict

from census_app.foundation.resources import resource


class Words(BaseModel):
    """Chinese words for levels (by kind), frequency bands and decisions."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    levels: dict[str, dict[str, str]]
    frequencies: dict[str, str]
    rarities: dict[str, str]
    decisions: dict[str, str]


@cache
def words() -> Words:
    """The shipped words."""
    import yaml

    return Words.model_validate(yaml.safe_load(resource("matching/words.yaml").read_text(encoding="utf-8")))
