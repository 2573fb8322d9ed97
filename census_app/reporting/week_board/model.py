"""What the board shows, as plain counts; every rate keeps its numerator and denominator."""

from __future__ import annotations

from dataclasses import dataclass

from census_app.reporting.week_board.ranking import UnitRank


@dataclass(frozen=True)
class Queue:
    """What waits now: counts of outstanding problems by where they stand; `oldest_*` in days, 0 when none waits.

    `bulletin` of the `overdue` ones are so late that a bulletin names them.
    """

    in_review: int = 0
    oldest_in_review: int = 0
    returned: int = 0
    oldest_returned: int = 0
    overdue: int = 0
    bulletin: int = 0
    unsent: int = 0
    new: int = 0
    appealed: int = 0
    outstanding: int = 0


@dataclass(frozen=True)
class RatePoint:
    """核心档案合格率 of one ISO week as its run kept it (`workspace.run_quality`): `right` of `customers` that count.

    `right` is None where no official run was made or it kept none. `pack` names the packs in force, `changed` says
    that they are other ones than at the point before.
    """

    week: str
    right: int | None = None
    customers: int = 0
    pack: str = ""
    changed: bool = False


@dataclass(frozen=True)
class HeatCell:
    """One unit and category: outstanding problems now and after the run before; `judged` is False when every rule of
    the category that ran could judge nothing there."""

    problems: int = 0
    before: int | None = None
    judged: bool = True


@dataclass(frozen=True)
class HeatRow:
    """One unit with its cells in the order of the categories; `total` is their sum, `units` those it stands for."""

    unit: str
    name: str
    customers: int
    cells: tuple[HeatCell, ...]
    units: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        """The sum of the cells."""
        return sum(cell.problems for cell in self.cells)


@dataclass(frozen=True)
class RuleNews:
    """New problems of a rule in the newest run and in the one before (None before there were two).

    `precision` in words, `share` only where enough was judged; `demote` when nearly all of it was no problem.
    """

    rule_id: str
    title: str
    severity: str
    new: int
    before: int | None
    precision: str = ""
    share: float | None = None
    demote: bool = False


@dataclass(frozen=True)
class Freshness:
    """One table: the day of its oldest part, how many units of how many it has, and whether parts are inherited or
    stale; `partly_inherited` when only some units' are.

    `units` None: the table knows no units. `days` counts back from the snapshot's data date,
    below 0 for a register dated after it.
    """

    table: str
    name: str
    date: str
    days: int
    rows: int
    units: int | None
    all_units: int
    state: str


@dataclass(frozen=True)
class WeekBoard:
    """The whole board. `unable_rules` judged nothing anywhere or nothing in some unit; `unable_records` is how many
    records they could not judge. The heat grid's last row may sum up `other_units` units; its rows and the ranks are
    counties when `counties`."""

    data_date: str
    run: str
    previous: str
    pack: str
    week: str
    customers: int
    queue: Queue
    rates: tuple[RatePoint, ...]
    categories: tuple[str, ...]
    heat: tuple[HeatRow, ...]
    other_units: int
    news: tuple[RuleNews, ...]
    freshness: tuple[Freshness, ...]
    missing: tuple[str, ...]
    unable_rules: int
    unable_records: int
    ranks: tuple[UnitRank, ...] = ()
    counties: bool = False
