"""What a weekly list shows, already worded and masked; building the workbook needs nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

SEVERITY_WORDS = {"urgent": "紧急", "important": "重要", "normal": "一般"}
SEVERITY_ORDER = ("urgent", "important", "normal")


@dataclass(frozen=True, slots=True)
class ListProblem:
    """One row of the problem sheet; `severity` is the English enum value, `check_code` the keyed row code;
    `is_answered`: nothing more is wanted of the unit for now."""

    problem_no: str
    severity: str
    rule: str
    customer: str
    customer_name: str
    address: str
    transformer: str
    manager: str
    accused: str
    message: str
    remedy: str
    weeks: int
    due: date | None
    overdue: bool
    is_new: bool
    check_code: str
    is_answered: bool = False


@dataclass(frozen=True, slots=True)
class CoverageLine:
    """One table on the cover: which day's data, how many rows of this unit's county, what to know."""

    table: str
    data_date: date | None
    rows: int
    note: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the problems of the last list (`issued`, in `week`), `answered` of which came back: proven, still
    wrong, returned by review, under review or appealed, waiting for new data, settled otherwise (exempted, gone …).
    The last six add up to `issued`."""

    week: str
    issued: int = 0
    answered: int = 0
    proven: int = 0
    still_wrong: int = 0
    returned: int = 0
    in_review: int = 0
    waiting: int = 0
    otherwise: int = 0


@dataclass(frozen=True)
class WeeklyList:
    """A unit's list of one week. `stock` counts problems kept back by the limit; they stay open."""

    county: str
    unit: str
    unit_name: str
    week: str
    first_day: date
    last_day: date
    list_no: str
    data_date: date
    run_label: str
    pack_label: str
    chain_head: str
    issued: date
    problems: tuple[ListProblem, ...]
    coverage: tuple[CoverageLine, ...]
    outcome: Outcome | None = None
    stock: int = 0
    people: tuple[str, ...] = ()
    answer_options: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def count(self, severity: str) -> int:
        """Problems of this severity."""
        return sum(problem.severity == severity for problem in self.problems)
