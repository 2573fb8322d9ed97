"""What is wrong in the delivered county, to compare a run's findings with."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path

from census_app.foundation.files import publish


class Fate(StrEnum):
    """What becomes of an error in the second week."""

    FIXED = "fixed"
    STILL = "still"
    CLAIMED = "claimed"
    NEW = "new"
    NOT_RECHECKED = "not_rechecked"


@dataclass(frozen=True)
class TruthRow:
    """One accusation that is right: `primary` for the injected error itself, False for what it drags along.

    `present` says whether the error is in this week's data; in the second week a row with fate `fixed`
    is absent (its problem must be proved), one with `not_rechecked` lies where this week's files do not reach.
    """

    rule_id: str
    clause: str
    table: str
    record_key: str
    unit: str
    what: str
    primary: bool
    present: bool
    fate: Fate

    @property
    def accusation(self) -> tuple[str, str, str]:
        """(rule, table, record key), as findings name it."""
        return self.rule_id, self.table, self.record_key


@dataclass(frozen=True)
class DeliveryDefect:
    """Something the import must report: a rejected row, an unreadable cell, a masked or missing column."""

    kind: str
    table: str
    file: str
    record_key: str
    field: str
    what: str


@dataclass(frozen=True)
class CountyTruth:
    """Everything known to be wrong with one week's delivery."""

    week: int
    rows: tuple[TruthRow, ...]
    defects: tuple[DeliveryDefect, ...] = ()
    files: tuple[Path, ...] = ()

    def wrong(self) -> set[tuple[str, str, str]]:
        """(rule, table, record key) of every accusation that is right in this week's data."""
        return {row.accusation for row in self.rows if row.present}


def write_truth(truth: CountyTruth, folder: Path) -> list[Path]:
    """`truth_week<n>.csv` and `defects_week<n>.csv` in `folder` hold the truth; returns their paths."""
    errors, defects = folder / f"truth_week{truth.week}.csv", folder / f"defects_week{truth.week}.csv"
    _write(errors, [field.name for field in fields(TruthRow)], truth.rows)
    _write(defects, [field.name for field in fields(DeliveryDefect)], truth.defects)
    return [errors, defects]


def _write(target: Path, columns: list[str], rows: Iterable[TruthRow | DeliveryDefect]) -> None:
    with publish(target) as temporary, temporary.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(columns)
        for row in rows:
            writer.writerow([_text(getattr(row, column)) for column in columns])


def _text(value: object) -> str:
    return ("是" if value else "否") if isinstance(value, bool) else str(value)
