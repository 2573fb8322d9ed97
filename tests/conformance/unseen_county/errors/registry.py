"""The register of errors: what each spoils, who is to be accused, and which records may be drawn in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..county import County, Row
from ..delivery import key_fields, key_text

Spoil = Callable[[County], "Row | tuple[Row, ...]"]


@dataclass(frozen=True)
class Error:
    """`spoil` changes the county and returns the accused row, then the other rows that may be drawn in."""

    rule: str
    clause: str
    table: str
    spoil: Spoil
    by: tuple[str, ...]


@dataclass(frozen=True)
class Injected:
    """An error that was put in: the accused record's key and everything a side effect may name."""

    rule: str
    clause: str
    table: str
    key: str
    drawn_in: frozenset[str]


ERRORS: dict[tuple[str, str], Error] = {}


def error(rule: str, clause: str, table: str = "customer", by: tuple[str, ...] = ()) -> Callable[[Spoil], Spoil]:
    """Register a way to make this error; `by` are the fields a summary is grouped by."""

    def keep(spoil: Spoil) -> Spoil:
        if (rule, clause) in ERRORS:
            raise ValueError(f"{rule} {clause} is there twice")
        ERRORS[rule, clause] = Error(rule, clause, table, spoil, by)
        return spoil

    return keep


def inject_all(county: County, only: set[str] | None = None) -> list[Injected]:
    """Put every error (or those of the rules named) into the county, each on records of its own."""
    return [_inject(county, one) for one in ERRORS.values() if only is None or one.rule in only]


def _inject(county: County, one: Error) -> Injected:
    made = one.spoil(county)
    rows = made if isinstance(made, tuple) else (made,)
    names: set[str] = set()
    for row in rows:
        names.update(_names(row))
    fields = one.by or key_fields(one.table)
    return Injected(one.rule, one.clause, one.table, key_text(rows[0], fields), frozenset(names))


def _names(row: Row) -> set[str]:
    """Numbers by which a finding may point at this row."""
    numbers: tuple[Any, ...] = tuple(
        row.get(name)
        for name in ("cons_no", "mp_no", "asset_no", "line_no", "subs_no", "gen_no", "hall_no", "area_no", "app_no")
    )
    own = {str(number) for number in numbers[:1] if number}
    if not own:
        own = {str(number) for number in numbers if number}
        if "tg_cap" in row:
            own = {str(row["tg_no"])}
    return own | {str(row[name]) for name in ("task_no", "station_no", "gen_no", "app_no", "equip_no") if row.get(name)}
