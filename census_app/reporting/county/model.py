"""What the summary shows, as plain counts; every rate keeps its numerator and denominator."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from math import sqrt

from census_app.foundation.weeks import earlier_week
from census_app.workspace.root_causes.model import CauseReport

SMALL_DENOMINATOR = 30
_Z_95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Flow:
    """The ledger of one unit between two official runs: opening + new + reopened − leavings = closing."""

    opening: int = 0
    new: int = 0
    reopened: int = 0
    fixed: int = 0
    left_scope: int = 0
    gone: int = 0
    cannot_judge: int = 0
    withdrawn: int = 0
    exempted: int = 0

    @property
    def leaving(self) -> int:
        """Problems that left the open stock, whatever the name."""
        return self.fixed + self.left_scope + self.gone + self.cannot_judge + self.withdrawn + self.exempted

    @property
    def closing(self) -> int:
        """Open problems at the end."""
        return self.opening + self.new + self.reopened - self.leaving

    @property
    def due(self) -> int:
        """Denominator of 整改完成率: opening + new + reopened."""
        return self.opening + self.new + self.reopened

    @property
    def unproven(self) -> int:
        """Left without proof: out of scope, gone or no longer judgeable; a reason to look, not a verdict."""
        return self.left_scope + self.gone + self.cannot_judge

    def __add__(self, other: Flow) -> Flow:
        """Ledgers add up."""
        return Flow(*(getattr(self, name) + getattr(other, name) for name in Flow.__slots__))


@dataclass(frozen=True, slots=True)
class RuleCount:
    """Verdicts of one rule in one unit, with last week's wrong count (None: nothing to compare with)."""

    wrong: int = 0
    right: int = 0
    out_of_scope: int = 0
    cannot_judge: int = 0
    wrong_before: int | None = None

    @property
    def judged(self) -> int:
        """Denominator of the error rate: records the rule could judge."""
        return self.wrong + self.right


@dataclass(frozen=True, slots=True)
class RuleTitle:
    """A column of the unit × rule tables."""

    rule: str
    title: str


@dataclass(frozen=True, slots=True)
class WeekPoint:
    """One ISO week of the trend; None where no official run was made."""

    week: str
    open: int | None = None
    new: int | None = None
    fixed: int | None = None
    note: str = ""


@dataclass(frozen=True)
class UnitLine:
    """One unit: its active customers, customers with any error, ledger, long-standing problems, counts per rule."""

    unit: str
    name: str
    customers: int
    customers_wrong: int
    flow: Flow
    long_standing: int = 0
    overdue: int = 0
    rate_before: float | None = None
    counts: dict[str, RuleCount] = field(default_factory=dict)


@dataclass(frozen=True)
class CountySummary:
    """One week of a county; `core_right`/`core_judged` are customers for 核心档案合格率, `causes` None when
    nobody looked for them. `repeats`: the earlier week whose lists rest on the same data, "" where the data are new."""

    county: str
    week: str
    week_before: str | None
    data_date: date
    run_label: str
    pack_label: str
    chain_head: str
    units: tuple[UnitLine, ...]
    rules: tuple[RuleTitle, ...]
    trend: tuple[WeekPoint, ...]
    core_right: int = 0
    core_judged: int = 0
    causes: CauseReport | None = None
    repeats: str = ""

    @property
    def compared_with(self) -> str:
        """What the earlier week of the comparison is called."""
        return "上周" if self.week_before is None else earlier_week(self.week_before, self.week)

    @property
    def flow(self) -> Flow:
        """The county's ledger: the sum of its units'."""
        total = Flow()
        for unit in self.units:
            total = total + unit.flow
        return total


def wilson_interval(successes: int, trials: int) -> tuple[float, float]:
    """95 % Wilson score interval of a proportion (Wilson 1927); (0, 1) when there are no trials."""
    if trials == 0:
        return 0.0, 1.0
    share, squared = successes / trials, _Z_95**2
    centre = (share + squared / (2 * trials)) / (1 + squared / trials)
    half = _Z_95 * sqrt(share * (1 - share) / trials + squared / (4 * trials**2)) / (1 + squared / trials)
    # Exact at the ends: a hair above 0 or below 1 would set units apart that do not differ.
    return 0.0 if successes == 0 else centre - half, 1.0 if successes == trials else centre + half
