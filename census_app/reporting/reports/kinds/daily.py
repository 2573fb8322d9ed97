"""日进展: how things stand at the end of a day, what came back on it, what is late."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from census_app.foundation.jobs import JobContext
from census_app.reporting.reports.day_facts import STATES, DayFacts, DayRow, day_facts, said_counts
from census_app.reporting.reports.document import (
    FULL,
    HALF,
    Cell,
    Column,
    Document,
    Pair,
    Row,
    Table,
    Text,
    Tile,
    Tiles,
    Tone,
)
from census_app.reporting.reports.ground import Ground
from census_app.reporting.reports.kinds import parts
from census_app.reporting.reports.kinds.ladder import ladder_at, ladder_number, ladder_table
from census_app.reporting.reports.kinds.recovered import recovery_words
from census_app.reporting.reports.numbers import Number
from census_app.reporting.reports.report import Asked, Report, Unit
from census_app.survey.overdue import OverdueLadder
from census_app.survey.overdue_settings import overdue_settings
from census_app.survey.words import TaskState
from census_app.workspace.problems.model import OUTSTANDING, State

_GROUPS: dict[str, tuple[State, ...]] = {
    "未派发": (State.NEW, State.OPEN, State.REOPENED),
    "已派发": (State.ASSIGNED,),
    "待复核": (State.IN_REVIEW,),
    "退回": (State.RETURNED,),
    "申诉": (State.APPEALED,),
    "声称整改": (State.CLAIMED,),
}
_COLUMNS = (
    Column("单位", 5), *(Column(name, 2) for name in _GROUPS), Column("当天收回", 2), Column("当天复核", 2),
    Column("在办任务", 2), Column("超期", 2),
)  # fmt: skip
assert sum(column.width for column in _COLUMNS) == FULL


@dataclass(frozen=True)
class _Day:
    """The ground of the day's numbers."""

    ground: Ground
    facts: DayFacts
    ladder: OverdueLadder

    def number(self, figure: str, count: int, name: str = "", **picks: Any) -> Number:
        """A number of the day with its code."""
        given = {"day": self.facts.day.isoformat(), "until": str(self.facts.until), **picks}
        return self.ground.ledger.count(figure, count, name=name, **given)

    @property
    def run(self) -> str:
        """The official run in force at the end of the day."""
        return self.facts.run.run if self.facts.run is not None else ""


def build(ground: Ground, asked: Asked, context: JobContext) -> Document:
    """The report of one day."""
    facts = day_facts(ground.connection, ground.workspace, asked.period.last)
    day = _Day(ground, facts, ladder_at(ground, STATES, facts.day, facts.until))
    end = parts.foreseen(ground)[1]
    return Document(
        title="营销普查日进展",
        issue=asked.period.written,
        subtitle=f"{ground.county}　｜　当天结束时　｜　{_rests_on(day)}",
        headline=(),
        sections=(
            _tiles(day),
            _units(day),
            Pair(_came(day), _tasks(day)),
            Pair(
                ladder_table(ground, day.ladder, "超期阶梯", run=day.run, until=str(facts.until)),
                Text("追补和预测", (("当天登记：", *recovery_words(ground, facts.day, facts.day)), *end.lines)),
            ),
        ),
        footer=parts.sources(ground, "{head}"),
        pages=0,
    )


def _rests_on(day: _Day) -> str:
    run = day.facts.run
    return "当天还没有正式校验" if run is None else f"最近一次正式校验 {run.run}，数据日期 {run.data_date}"


def _standing(day: _Day) -> dict[tuple[str, str], int]:
    """(Answering unit, state) → problems."""
    listed = ", ".join(f"'{state.value}'" for state in OUTSTANDING)
    rows = day.ground.connection.execute(
        f"SELECT coalesce(u.node, s.unit, ''), s.state, count(*) FROM {STATES} s "
        f"LEFT JOIN unit_nodes u ON u.unit = coalesce(s.unit, '') WHERE s.state IN ({listed}) GROUP BY ALL"
    ).fetchall()
    return {(unit, state): count for unit, state, count in rows}


def _tiles(day: _Day) -> Tiles:
    facts = day.facts
    standing = _standing(day)
    every = [state.value for state in OUTSTANDING]
    total = day.number("standing_now", sum(standing.values()), "未整改", run=day.run, states=every)
    waiting = sum(count for (_, state), count in standing.items() if state == State.IN_REVIEW)
    in_review = day.number("standing_now", waiting, "待复核", run=day.run, states=[State.IN_REVIEW.value])
    answered = day.number("answers_day", len(facts.answers))
    visited = day.number("visits_day", len(facts.visits))
    reviewed = day.number("reviews_day", len(facts.reviews))
    picks = {"run": day.run, "until": str(facts.until)}
    late = ladder_number(day.ground, day.ladder, "", day.ladder.overdue, **picks)
    open_tasks = day.number("tasks_open", sum(task.is_open for task in facts.tasks))
    return Tiles(
        (
            Tile("未整改问题", total, ("其中待复核 ", in_review)),
            Tile("当天收回答复", answered, ("到访记录 ", visited), Tone.ACCENT),
            Tile("当天复核", reviewed, ("在办任务 ", open_tasks), Tone.GOOD),
            Tile("超期", late, ("不含批准暂缓的",), Tone.BAD),
        )
    )


def _units(day: _Day) -> Table:
    standing = _standing(day)
    nodes = dict(day.ground.connection.execute("SELECT unit, node FROM unit_nodes").fetchall())

    def node(unit: str) -> str:
        return str(nodes.get(unit, unit))

    facts = day.facts
    units = {unit for unit, _ in standing}
    units |= {node(row.unit) for row in (*facts.answers, *facts.reviews)}
    units |= {node(task.unit) for task in facts.tasks if task.is_open}
    rows = [_unit_row(day, unit, standing, node) for unit in sorted(units, key=lambda unit: (not unit, unit))]
    if not rows:
        rows = [Row((Cell(("没有未整改的问题",), left=True), *(Cell(("—",)) for _ in _COLUMNS[1:])))]
    return Table("各单位手里的问题和任务", _COLUMNS, tuple(rows))


def _unit_row(day: _Day, unit: str, standing: dict[tuple[str, str], int], node: Callable[[str], str]) -> Row:
    name = day.ground.organisation.name(unit)
    facts, held = day.facts, overdue_settings().deferred.id
    cells = [Cell((name,), left=True)]
    for group, states in _GROUPS.items():
        count = sum(standing.get((unit, state.value), 0) for state in states)
        listed = [state.value for state in states]
        number = day.number("standing_now", count, f"{name} {group}", run=day.run, states=listed, unit=unit)
        cells.append(_count(number))
    for figure, rows in (("answers_day", facts.answers), ("reviews_day", facts.reviews)):
        count = sum(node(row.unit) == unit for row in rows)
        cells.append(_count(day.number(figure, count, name, unit=unit), bold=True))
    tasks = sum(task.is_open and node(task.unit) == unit for task in facts.tasks)
    cells.append(_count(day.number("tasks_open", tasks, name, unit=unit)))
    late = sum(one.unit == unit and one.step != held for one in day.ladder.problems)
    picks = {"run": day.run, "until": str(facts.until), "unit": unit}
    number = ladder_number(day.ground, day.ladder, "", late, name, **picks)
    cells.append(_count(number, bold=True, tone=Tone.BAD))
    return Row(tuple(cells))


def _count(number: Number, bold: bool = False, tone: Tone = Tone.PLAIN) -> Cell:
    """A count; nothing is printed faintly."""
    return Cell((number,), bold=bold, tone=tone) if number.value else Cell((number,), tone=Tone.MUTE)


def _came(day: _Day) -> Table:
    """What came back on the day, by what it says."""
    facts = day.facts
    rows = [
        *_said(day, "答复", "answers_day", facts.answers),
        *_said(day, "到访", "visits_day", facts.visits),
        *_said(day, "复核", "reviews_day", facts.reviews),
    ]
    if not rows:
        rows = [Row((Cell(("当天没有收回、没有复核",), left=True), Cell(("",)), Cell(("—",))))]
    columns = (Column("什么", 3), Column("结果", 6), Column("条数", 3))
    assert sum(column.width for column in columns) == HALF
    return Table("当天收回和复核", columns, tuple(rows))


def _said(day: _Day, kind: str, figure: str, rows: Sequence[DayRow]) -> list[Row]:
    return [
        Row(
            (
                Cell((kind,)),
                Cell((said,), left=True),
                Cell((day.number(figure, count, f"{kind} {said}", said=said),), bold=True),
            )
        )
        for said, count in said_counts(rows).items()
    ]


def _tasks(day: _Day) -> Table:
    tasks = day.facts.tasks
    today = day.facts.day.isoformat()
    rows = []
    for word, states in _TASK_GROUPS.items():
        count = sum(task.entered and task.state in states for task in tasks)
        number = day.number("tasks_day", count, word, states=[state.value for state in states])
        rows.append(Row((Cell((word,), left=True), _count(number, bold=True))))
    late = sum(task.is_open and bool(task.due) and task.due < today for task in tasks)
    number = day.number("tasks_late", late)
    rows.append(Row((Cell(("过期还没办",), left=True), _count(number, bold=True, tone=Tone.BAD))))
    return Table("任务", (Column("任务", 8), Column("个数", 4)), tuple(rows))


_TASK_GROUPS = {
    "当天派发": (TaskState.DISPATCHED,),
    "当天普查完": (TaskState.SURVEYED,),
    "当天没见到人": (TaskState.UNREACHED,),
    "当天审核通过": (TaskState.ACCEPTED,),
    "当天退回重查": (TaskState.RETURNED,),
}

REPORT = Report("daily", "日进展", "各单位手里的问题、当天收回和复核、任务、超期", Unit.DAY, build)
