"""Units beside each other: who is better or worse than the whole beyond chance, and of whom nobody can say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from census_app.archive.columns import quote_path
from census_app.archive.unit_names import told_apart
from census_app.reporting.county.model import SMALL_DENOMINATOR, wilson_interval
from census_app.reporting.measures import OPEN_STATES
from census_app.reporting.quality import Quality, quality_of
from census_app.workspace.runs.quality import CORE
from census_app.workspace.runs.record import COUNTS_FILE

if TYPE_CHECKING:
    import duckdb

    from census_app.reporting.week_board.lifting import Lifting
    from census_app.survey.overdue import OverdueLadder
    from census_app.workspace.runs.record import RunRecord
    from census_app.workspace.workspace import Workspace

LEAST_JUDGED = 0.8
ABOVE, LEVEL, BELOW, UNRANKED = "above", "level", "below", "unranked"
_ORDER = (BELOW, LEVEL, ABOVE, UNRANKED)


@dataclass(frozen=True)
class UnitRank:
    """One unit: 核心档案合格率 (`right` of `customers`) now and in the run of an earlier week, how much of what was
    asked of its records could be judged (`judged` of `judged` + `unsure`), and its problems.

    `place` compares the rate with that of all units: above or below only when the 95 % interval excludes it, `unranked`
    when fewer than 30 customers count or less than four fifths could be judged. `units` are the units summed up in it.
    """

    unit: str
    name: str
    units: tuple[str, ...]
    place: str
    right: int
    customers: int
    right_before: int
    customers_before: int
    judged: int
    unsure: int
    outstanding: int
    new: int
    overdue: int

    @property
    def rate(self) -> float | None:
        """合格率; None when nobody counts."""
        return self.right / self.customers if self.customers else None

    @property
    def change(self) -> float | None:
        """How the rate moved since the earlier run; None when one of the two is not known."""
        before = self.right_before / self.customers_before if self.customers_before else None
        return self.rate - before if self.rate is not None and before is not None else None

    @property
    def covered(self) -> float | None:
        """The share that could be judged; None when nothing was asked."""
        asked = self.judged + self.unsure
        return self.judged / asked if asked else None


def rank_units(
    connection: duckdb.DuckDBPyConnection,
    workspace: Workspace,
    run: RunRecord,
    earlier: RunRecord | None,
    lifting: Lifting,
    names: Mapping[str, str],
    ladder: OverdueLadder,
) -> tuple[UnitRank, ...]:
    """Every unit that has customers or problems: the worse ones first, those that cannot be compared last.

    Expects the present problems in table `now`.
    """
    qualities = _qualities(quality_of(connection, workspace, run), lifting)
    before = _qualities(quality_of(connection, workspace, earlier), lifting) if earlier is not None else {}
    judging, standing = _verdicts(connection, workspace, run), _problems(connection)
    verdicts, problems = _sums(judging, lifting, 2), _sums(standing, lifting, 2)
    overdue = _sums(((unit, sum(ladder.counts(unit).values())) for unit in ladder.units()), lifting, 1)
    members: dict[str, set[str]] = {}
    for unit, *_ in (*judging, *standing):
        members.setdefault(lifting.to(unit), set()).add(unit)
    whole = sum(qualities.values(), Quality())
    rate = whole.right / whole.judged if whole.judged else None
    found = []
    shown = told_apart({unit: lifting.name(unit) or names.get(unit, unit) for unit in {*qualities, *problems}})
    for unit, name in shown.items():
        quality, earlier_one = qualities.get(unit, Quality()), before.get(unit, Quality())
        judged, unsure = verdicts.get(unit, (0, 0))
        outstanding, new = problems.get(unit, (0, 0))
        found.append(
            UnitRank(
                unit, name, tuple(sorted(members.get(unit, {unit}))),
                _place(quality, judged, unsure, rate), quality.right, quality.judged, earlier_one.right,
                earlier_one.judged, judged, unsure, outstanding, new, overdue.get(unit, (0,))[0],
            )
        )  # fmt: skip
    return tuple(sorted(found, key=_order))


def _order(one: UnitRank) -> tuple[int, float, int, str]:
    return _ORDER.index(one.place), one.rate if one.rate is not None else 2.0, -one.outstanding, one.unit


def _place(quality: Quality, judged: int, unsure: int, rate: float | None) -> str:
    asked = judged + unsure
    if rate is None or quality.judged < SMALL_DENOMINATOR or (asked and judged / asked < LEAST_JUDGED):
        return UNRANKED
    low, high = wilson_interval(quality.right, quality.judged)
    if low > rate:
        return ABOVE
    return BELOW if high < rate else LEVEL


def _qualities(found: Mapping[tuple[str, str], Quality], lifting: Lifting) -> dict[str, Quality]:
    lifted: dict[str, Quality] = {}
    for (unit, measure), quality in found.items():
        if measure == CORE:
            shown = lifting.to(unit)
            lifted[shown] = lifted.get(shown, Quality()) + quality
    return lifted


def _sums(rows: Iterable[tuple[str | int, ...]], lifting: Lifting, width: int) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for unit, *numbers in rows:
        shown = lifting.to(str(unit))
        found[shown] = tuple(one + int(more) for one, more in zip(found.get(shown, (0,) * width), numbers, strict=True))
    return found


def _problems(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, int, int]]:
    return connection.execute(
        f"SELECT coalesce(unit, ''), count(*), count(*) FILTER (WHERE is_new) FROM now "
        f"WHERE merged_into IS NULL AND state IN ({OPEN_STATES}) GROUP BY 1 ORDER BY 1"
    ).fetchall()


def _verdicts(
    connection: duckdb.DuckDBPyConnection, workspace: Workspace, run: RunRecord
) -> list[tuple[str, int, int]]:
    counts = run.file(workspace, COUNTS_FILE)
    if not counts.is_file():
        return []
    return connection.execute(
        f"SELECT coalesce(unit, ''), sum(wrong + \"right\"), sum(cannot_judge) FROM read_parquet({quote_path(counts)}) "
        "WHERE clause = '' GROUP BY 1 ORDER BY 1"
    ).fetchall()
