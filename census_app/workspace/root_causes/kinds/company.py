"""One company: its accounts have one wrong or outdated name, certificate or code."""

from __future__ import annotations

from collections.abc import Iterable

from census_app.foundation.masking import masked
from census_app.workspace.root_causes.factors import CUSTOMER, Factor, Kind, Scene

_SHORTEST = 5
"""Characters a name needs to be held for an organisation's when no credit code says so."""
_CODE_LENGTH = 18


def _factors(scene: Scene) -> Iterable[Factor]:
    accusations = scene.allowed("company", table=CUSTOMER)
    name = (
        f"CASE WHEN length(c.cons_name) >= {_SHORTEST} AND NOT contains(c.cons_name, '*') "
        "AND NOT contains(c.cons_name, '·') THEN c.cons_name END"
    )
    code = f"CASE WHEN length(c.uscc) = {_CODE_LENGTH} AND NOT contains(c.uscc, '*') THEN c.uscc END"
    if accusations:
        # apart: a company's accounts without the code would else be a group of their own, wrong for being without it
        yield Factor("company", CUSTOMER, code, ("uscc",), accusations)
        yield Factor("company", CUSTOMER, name, ("cons_name",), accusations)


def _told(value: str, names: tuple[str, ...]) -> tuple[str, str]:
    """The name most accounts have and, where the business register says otherwise, the one it has now."""
    kept, registered = (masked(name) for name in names)
    if not kept:
        return masked(value), masked(value)
    renamed = f" → {registered}" if registered and registered != kept else ""
    return masked(value), f"{kept}{renamed}（{value}）"


_NAMED = ((CUSTOMER, "uscc", "cons_name"), ("gov_market_entity", "uscc", "ent_name"))
KIND = Kind("company", _factors, named=_NAMED, told=_told)
