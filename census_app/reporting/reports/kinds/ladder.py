"""超期阶梯: the steps with their counts and units, deferred ones beside them."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from census_app.foundation.database import reading
from census_app.reporting.reports.document import Cell, Column, Row, Table, Tone
from census_app.reporting.reports.ground import Ground
from census_app.reporting.reports.kinds.parts import short_names
from census_app.reporting.reports.numbers import Number, Words
from census_app.reporting.reports.settings import report_settings
from census_app.survey.deferrals import deferrals_in
from census_app.survey.overdue import OverdueLadder, ladder_of
from census_app.survey.overdue_settings import Step, overdue_settings

_TONES = (Tone.PLAIN, Tone.WARN, Tone.STRONG_WARN)
_MARKS = "①②③④⑤⑥"


def ladder_at(ground: Ground, table: str, day: date, until: int) -> OverdueLadder:
    """The ladder over a DuckDB table of problems on that day, with the deferrals up to an act; units lifted to those
    that answer."""
    with reading(ground.workspace.engine) as database:
        deferred = deferrals_in(database, day, until)
    tree = ground.organisation
    nodes = dict(ground.connection.execute("SELECT unit, node FROM unit_nodes").fetchall())

    def unit_of(unit: str) -> tuple[str, str]:
        node = nodes.get(unit, unit)
        return node, tree.name(node)

    return ladder_of(ground.connection, table, day, deferred, unit_of)


def ladder_table(ground: Ground, ladder: OverdueLadder, title: str, **picks: Any) -> Table:
    """One row per step; the steps add up to what is overdue, the deferred stand beside."""
    settings = overdue_settings()
    counted = ladder.counts()
    rows = [
        Row(
            (
                Cell((f"{_MARKS[place]} {step.zh}（{_days(step)}）",), bold=True, left=True),
                Cell((ladder_number(ground, ladder, step.id, counted[step.id], step.zh, **picks),), bold=True),
                Cell(_asked(ground, ladder, step, picks), left=True, small=True),
            ),
            _TONES[min(place, len(_TONES) - 1)] if counted[step.id] else Tone.PLAIN,
        )
        for place, step in enumerate(settings.steps)
    ]
    deferred = settings.deferred
    number = ladder_number(ground, ladder, deferred.id, counted[deferred.id], deferred.zh, **picks)
    rows.append(
        Row(
            (
                Cell((f"{deferred.zh}",), bold=True, left=True),
                Cell((number,), bold=True),
                Cell((_last_deferral(ladder),), left=True, small=True),
            )
        )
    )
    total = ladder_number(ground, ladder, "", ladder.overdue, **picks)
    note: Words = ("超期合计 ", total, f"（截至 {ladder.day}；批准暂缓的不在内）")
    return Table(title, (Column("台阶", 5), Column("条数", 2), Column("单位与要求", 5)), tuple(rows), note)


def ladder_number(ground: Ground, ladder: OverdueLadder, step: str, count: int, name: str = "", **picks: Any) -> Number:
    """How many problems stand on a step; the empty step is all of them but the deferred."""
    figure = "ladder" if step else "ladder_total"
    return ground.ledger.count(figure, count, name=name, day=ladder.day.isoformat(), ladder=step, **picks)


def _days(step: Step) -> str:
    return f"超 {step.after}–{step.until} 天" if step.until else f"超过 {step.after - 1} 天"


def _asked(ground: Ground, ladder: OverdueLadder, step: Step, picks: dict[str, Any]) -> Words:
    """Which units have most on the step, and what they are asked."""
    units = Counter(one.unit for one in ladder.problems if one.step == step.id)
    if not units:
        return ("没有",)
    most = report_settings().most_units_named
    words: list[str | Number] = []
    for unit, count in units.most_common(most):
        name = ground.organisation.name(unit)
        number = ladder_number(ground, ladder, step.id, count, f"{name} {step.zh}", **picks, unit=unit)
        words += ["、" if words else "", f"{short_names(ground, [unit])} ", number]
    more = f" 等 {len(units)} 个单位" if len(units) > most else ""
    return (*words, f"{more}：{step.asks.partition('；')[0]}")


def _last_deferral(ladder: OverdueLadder) -> str:
    days = [one.deferred_until for one in ladder.problems if one.deferred_until is not None]
    return f"最近到期 {min(days)}" if days else "没有"
