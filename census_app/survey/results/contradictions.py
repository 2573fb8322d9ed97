"""Items of one visit that cannot all be true: rules as data in `resources/survey/contradictions.yaml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from census_app.foundation.settings_files import settings
from census_app.survey.words import VisitOutcome


class Contradiction(BaseModel):
    """One rule: exactly one of `together`, `order`, `unlike`, `visit` says what it looks at."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")
    says: str = Field(min_length=1)
    together: dict[str, tuple[str, ...]] = {}
    order: tuple[str, str] | None = None
    unlike: tuple[str, str] | None = None
    visit: tuple[VisitOutcome, ...] = ()
    answered: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if sum(bool(kind) for kind in (self.together, self.order, self.unlike, self.visit)) != 1:
            raise ValueError("each entry needs exactly one of together, order, unlike, visit")
        return self

    @property
    def items(self) -> tuple[str, ...]:
        """The items whose values it reads."""
        return (*self.together, *(self.order or ()), *(self.unlike or ()))


@dataclass(frozen=True)
class Found:
    """A contradiction met: the items it is between."""

    says: str
    items: tuple[str, ...]


def contradictions_of(
    values: Mapping[str, str], outcome: VisitOutcome | None, written: Mapping[str, str]
) -> Iterator[Found]:
    """What cannot be true together. `values`: item → value known on the spot, consistent ones among them; `written`:
    item → value that somebody wrote there."""
    for rule in contradictions():
        items = _met(rule, values, outcome, written)
        if items:
            yield Found(rule.says, items)


def contradictions(path: Path | None = None) -> tuple[Contradiction, ...]:
    """The rules that ship, or those in `path`; `BadInput` says what is wrong with them."""
    return settings(tuple[Contradiction, ...], "survey/contradictions.yaml", "矛盾规则有误", path)


def _met(
    rule: Contradiction, values: Mapping[str, str], outcome: VisitOutcome | None, written: Mapping[str, str]
) -> tuple[str, ...]:
    if rule.visit:
        named = [item for item in written if not rule.answered or item in rule.answered]
        return tuple(named) if outcome in rule.visit else ()
    if any(not values.get(item) for item in rule.items):
        return ()
    if rule.together:
        return tuple(rule.together) if all(values[item] in wanted for item, wanted in rule.together.items()) else ()
    if rule.order is not None:
        return rule.order if _is_greater(values[rule.order[0]], values[rule.order[1]]) else ()
    return rule.items if values[rule.items[0]] == values[rule.items[1]] else ()


def _is_greater(first: str, second: str) -> bool:
    """Numbers as numbers, ISO dates as texts; what is neither is not compared."""
    try:
        return Decimal(first) > Decimal(second)
    except InvalidOperation:
        return first > second if first[:4].isdigit() and second[:4].isdigit() and "-" in first + second else False
