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
        yield Factor("company", CUSTOMER, f"coalesce({code}, {name})", ("uscc", "cons_name"), accusations)


def _told(value: str, name: str) -> tuple[str, str]:
    return masked(value), f"{masked(name)}（{value}）" if name else masked(value)


KIND = Kind("company", _factors, named=(CUSTOMER, "uscc", "cons_name"), told=_told)
