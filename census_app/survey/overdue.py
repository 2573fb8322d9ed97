"""The overdue ladder: who is asked for what, the longer a problem stays unsettled past its deadline."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from census_app.foundation.database import reading
from census_app.survey.deferrals import Deferral, deferrals_in
from census_app.survey.overdue_settings import overdue_settings
from census_app.workspace.engine import scratch_engine
from census_app.workspace.problems.life import load_current
from census_app.workspace.problems.model import OUTSTANDING, SEVERITY_LABELS, STATE_LABELS

if TYPE_CHECKING:
    import duckdb

    from census_app.workspace.workspace import Workspace

_STANDING = ", ".join(f"'{state.value}'" for state in OUTSTANDING)


@dataclass(frozen=True)
class OverdueProblem:
    """One problem past its deadline. `step` is a step's id or the deferral's; `role` and `asks` say who is asked for
    what now; texts are empty where nothing is known."""

    problem_no: str
    unit: str
    unit_name: str
    manager: str
    rule: str
    customer: str
    severity: str
    state: str
    due: date
    days: int
    step: str
    role: str
    asks: str
    deferred_until: date | None = None
    deferral_reason: str = ""

    def as_json(self) -> dict[str, Any]:
        """For the command line."""
        return {
            **self.__dict__,
            "due": self.due.isoformat(),
            "deferred_until": None if self.deferred_until is None else self.deferred_until.isoformat(),
        }


@dataclass(frozen=True)
class OverdueLadder:
    """All problems past their deadline on `day`, the longest first. The steps add up to `overdue`; deferred ones stand
    beside it."""

    day: date
    problems: tuple[OverdueProblem, ...]

    @property
    def overdue(self) -> int:
        """How many are pressed for: past the deadline and not deferred."""
        deferred = overdue_settings().deferred.id
        return sum(one.step != deferred for one in self.problems)

    def counts(self, unit: str | None = None) -> dict[str, int]:
        """Step id → problems, every step and the deferrals, of one unit or of all."""
        settings = overdue_settings()
        counted = {step.id: 0 for step in settings.steps} | {settings.deferred.id: 0}
        for one in self.problems:
            if unit is None or one.unit == unit:
                counted[one.step] += 1
        return counted

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        return {
            "day": self.day.isoformat(),
            "overdue": self.overdue,
            "steps": self.counts(),
            "units": [{"unit": unit, "name": name, "steps": self.counts(unit)} for unit, name in self.units().items()],
            "problems": [one.as_json() for one in self.problems],
        }

    def units(self) -> dict[str, str]:
        """Unit → name of the units that have overdue or deferred problems, by code."""
        return {one.unit: one.unit_name for one in sorted(self.problems, key=lambda one: one.unit)}


def overdue_ladder(workspace: Workspace, day: date | None = None) -> OverdueLadder:
    """The ladder over the problems as they stand now; `day` (default today) decides what is overdue."""
    chosen = day or date.today()
    with scratch_engine(workspace.cache) as connection:
        load_current(connection, workspace, "current_problems")
        with reading(workspace.engine) as database:
            deferred = deferrals_in(database, chosen)
        return ladder_of(connection, "current_problems", chosen, deferred)


def ladder_of(
    connection: duckdb.DuckDBPyConnection,
    problems: str,
    day: date,
    deferred: Mapping[str, Deferral],
    unit_of: Callable[[str], tuple[str, str]] | None = None,
) -> OverdueLadder:
    """The ladder over a DuckDB table of problems (columns of `problems.model`). `unit_of` lifts a problem's unit to the
    one that answers for it: code → code, name."""
    rows = connection.execute(
        f"""
        SELECT problem_no, coalesce(unit, ''), coalesce(unit_name, ''), coalesce(tg_manager, ''),
            concat_ws(' ', rule_id, rule_title), coalesce(customer, record_key), severity, state, due_date
        FROM {problems}
        WHERE state IN ({_STANDING}) AND merged_into IS NULL AND due_date < $day
        ORDER BY due_date, problem_no
        """,
        {"day": day},
    ).fetchall()
    return OverdueLadder(day, tuple(_placed(row, day, deferred.get(row[0]), unit_of) for row in rows))


def lines(ladder: OverdueLadder) -> Iterable[str]:
    """The ladder in Chinese for the terminal: one line per step and unit."""
    settings = overdue_settings()
    counted = ladder.counts()
    labels = {step.id: step.zh for step in settings.steps} | {settings.deferred.id: settings.deferred.zh}
    figures = "　".join(f"{labels[step]} {number:,}" for step, number in counted.items())
    yield f"{ladder.day}：超期 {ladder.overdue:,} 个　{figures}"
    for unit, name in ladder.units().items():
        of_unit = "　".join(f"{labels[step]} {number:,}" for step, number in ladder.counts(unit).items() if number)
        yield f"  {name or unit or '未归属'}：{of_unit}"
    for step in settings.steps:
        if counted[step.id]:
            days = f"{step.after}–{step.until} 天" if step.until else f"{step.after} 天以上"
            yield f"{step.zh}（{days}）：{step.asks}"


def _placed(
    row: tuple[Any, ...],
    day: date,
    deferral: Deferral | None,
    unit_of: Callable[[str], tuple[str, str]] | None,
) -> OverdueProblem:
    number, unit, name, manager, rule, customer, severity, state, due = row
    if unit_of is not None:
        unit, name = unit_of(unit)
    days = (day - due).days
    settings = overdue_settings()
    step, waiting = settings.step(days), settings.waiting.get(state)
    assert step is not None
    role, asks = (step.role, step.asks) if waiting is None else (waiting.role, waiting.asks)
    if deferral is not None:
        role, asks = "", settings.deferred.asks
    return OverdueProblem(
        problem_no=number,
        unit=unit,
        unit_name=name,
        manager=manager,
        rule=rule,
        customer=customer,
        severity=SEVERITY_LABELS[severity],
        state=STATE_LABELS[state],
        due=due,
        days=days,
        step=step.id if deferral is None else settings.deferred.id,
        role=role,
        asks=asks,
        deferred_until=None if deferral is None else deferral.until,
        deferral_reason="" if deferral is None else deferral.reason,
    )
