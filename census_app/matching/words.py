"""What the matcher says to people, from `resources/matching/words.yaml`."""

from __future__ import annotations

from functools import cache

from pydantic import BaseModel, ConfigDict, Field

from census_app.foundation.resources import read_yaml, resource


class Band(BaseModel):
    """A stretch of probabilities, from `least` to the next higher band, and what it is called."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    least: float = Field(alias="from", ge=0, le=1)
    zh: str


class Reckoning(BaseModel):
    """What a step from the sum to the share is called, and what it says."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    said: str


class Words(BaseModel):
    """Chinese words for levels (by kind), frequencies, decisions, doubts, verdicts, claims and bands of probability.

    `parts` names what keys are made of (by kind), `cut` what a cap left out, `strange`, `outside`, `unmet`, `blank`
    (with `only`) and `repeated_keys` what is odd about a source as a whole; `strangers` are forbidden to be linked
    and no finding, `crowded` records share what they share with too many. `renamed` and `regrouped` tell two names
    of one place, the latter what is added to its groups. `alone` and `reckoned` tell the steps from a sum to a
    share, `above` that a reason was told before.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    levels: dict[str, dict[str, str]]
    frequencies: dict[str, str]
    rarities: dict[str, str]
    decisions: dict[str, str]
    crowded: str
    strangers: str
    bands: tuple[Band, ...]
    verdicts: dict[str, str]
    claims: dict[str, str]
    doubts: dict[str, str]
    alone: str
    above: str
    reckoned: dict[str, Reckoning]
    parts: dict[str, dict[str, str]]
    cut: str
    strange: str
    outside: str
    unmet: str
    blank: str
    only: str
    repeated_keys: str
    renamed: str
    regrouped: str

    def band(self, probability: float) -> int:
        """The number of the band a probability falls into, 0 being the most probable."""
        return next((place for place, band in enumerate(self.bands) if probability >= band.least), len(self.bands) - 1)


@cache
def words() -> Words:
    """The shipped words."""
    return Words.model_validate(read_yaml(resource("matching/words.yaml")))
