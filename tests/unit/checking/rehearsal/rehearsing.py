"""A rehearsal on small tables, told in few words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from census_app.archive.snapshot import Snapshot
from census_app.checking.model import EngineLimits
from census_app.checking.rehearsal.corrections import Action, Correction
from census_app.checking.rehearsal.rehearse import Comparison, rehearse_snapshot
from census_app.foundation.jobs import silent
from tests.unit.checking.build import County, pack_of

AS_OF = date(2026, 11, 25)


def change(table: str, key: str, field: str, value: str, row: int | None = None) -> Correction:
    return Correction(table, key, field, value, source_row=row)


def delete(table: str, key: str) -> Correction:
    return Correction(table, key, action=Action.DELETE)


def add(table: str, key: str, field: str, value: str) -> Correction:
    return Correction(table, key, field, value, Action.ADD)


def rehearsed(
    county: County, tables: Mapping[str, Any] | Snapshot, notes: Sequence[Mapping[str, Any]], *corrections: Correction
) -> Comparison:
    snapshot = tables if isinstance(tables, Snapshot) else county.snapshot(tables)
    pack = pack_of(county.dictionary, notes)
    limits = EngineLimits(threads=1)
    return rehearse_snapshot(snapshot, pack, county.dictionary, AS_OF, corrections, limits, silent())


def fates(comparison: Comparison) -> dict[tuple[str, str], str]:
    """(rule, record key) → solved as `right`, `cannot_judge` …, `left`, or `caused`."""
    found = {}
    for fate in comparison.fates:
        what = "caused" if fate.before is None else "left" if fate.after is not None else fate.verdict.verdict
        found[fate.rule.id, fate.finding.record_key] = what
    return found


def reasons(comparison: Comparison) -> list[str]:
    return [one.reason for one in comparison.refused]
