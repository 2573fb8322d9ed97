"""合格率 and 异常率 as the runs kept them: read, lifted to any unit, added up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from census_app.archive.columns import quote_path
from census_app.workspace.runs.quality import QUALITY_FILE

if TYPE_CHECKING:
    import duckdb

    from census_app.workspace.runs.record import RunRecord
    from census_app.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Quality:
    """Customers of one unit and measure (see `runs.quality.write_quality`), and the verdicts behind 项合格率."""

    active: int = 0
    in_transit: int = 0
    exempted: int = 0
    wrong: int = 0
    checks: int = 0
    checks_wrong: int = 0

    @property
    def judged(self) -> int:
        """Denominator: active customers without unfinished orders and without mere exemptions."""
        return self.active - self.in_transit - self.exempted

    @property
    def right(self) -> int:
        """Numerator of 合格率."""
        return self.judged - self.wrong

    @property
    def checks_right(self) -> int:
        """Numerator of 项合格率."""
        return self.checks - self.checks_wrong

    def __add__(self, other: Quality) -> Quality:
        return Quality(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))


def quality_of(
    connection: duckdb.DuckDBPyConnection, workspace: Workspace, run: RunRecord
) -> dict[tuple[str, str], Quality]:
    """(Unit, measure) → quality as the run kept it; empty for runs of programs that did not keep it."""
    if QUALITY_FILE not in run.files:
        return {}
    path = quote_path(run.file(workspace, QUALITY_FILE))
    columns = ", ".join(one.name for one in fields(Quality))
    rows = connection.execute(f"SELECT unit, measure, {columns} FROM read_parquet({path})").fetchall()
    return {(row[0], row[1]): Quality(*row[2:]) for row in rows}


def total_quality(found: dict[tuple[str, str], Quality], measure: str, units: Iterable[str] | None = None) -> Quality:
    """The sum over these units, or over all."""
    wanted = None if units is None else set(units)
    total = Quality()
    for (unit, of), quality in found.items():
        if of == measure and (wanted is None or unit in wanted):
            total = total + quality
    return total
