"""The rows of a day: problems by state, tasks, answers, reviews, visits; texts people wrote stay out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from census_app.foundation.database import reading
from census_app.reporting.reports.day_facts import STATES, DayFacts, DayRow, DayTask, day_facts, state_word
from census_app.reporting.reports.onsite import onsite
from census_app.reporting.reports.sources.model import PROBLEM_COLUMNS, Behind, Case, Source, problem_rows_of

_TASK_COLUMNS = ("任务号", "单位编码", "普查员", "期限", "状态")
_ROW_COLUMNS = ("行", "结果", "任务号", "问题短号", "谁", "单位编码")


def _facts(case: Case) -> DayFacts:
    day = date.fromisoformat(case.meaning["day"])
    return day_facts(case.connection, case.workspace, day, int(case.meaning["until"]))


def _standing(case: Case) -> Behind:
    _facts(case)
    listed = ", ".join(f"'{state}'" for state in case.meaning["states"])
    rows = problem_rows_of(case, f"SELECT * FROM {STATES} WHERE state IN ({listed}) AND {case.of_units}")
    return Behind(tuple(PROBLEM_COLUMNS.values()), rows, len(rows))


def _of(case: Case, unit: str) -> bool:
    return case.units is None or unit in case.units


def _tasks(case: Case) -> Behind:
    today = case.meaning["day"]
    wanted = case.meaning.get("states", ())

    def chosen(task: DayTask) -> bool:
        if case.meaning["figure"] == "tasks_day":
            return task.entered and task.state.value in wanted
        late = bool(task.due) and task.due < today
        return task.is_open and (late or case.meaning["figure"] == "tasks_open")

    rows = [
        (task.task_no, task.unit, task.surveyor, task.due, state_word(task))
        for task in _facts(case).tasks
        if _of(case, task.unit) and chosen(task)
    ]
    return Behind(_TASK_COLUMNS, rows, len(rows))


def _rows(kind: str) -> Source:
    def source(case: Case) -> Behind:
        facts = _facts(case)
        found: Sequence[DayRow] = {"answers": facts.answers, "reviews": facts.reviews, "visits": facts.visits}[kind]
        said = case.meaning.get("said")
        rows = [
            (row.number, row.said, row.task_no, row.problem_no, row.person, row.unit)
            for row in found
            if _of(case, row.unit) and said in (None, row.said)
        ]
        return Behind(_ROW_COLUMNS, rows, len(rows))

    return source


def _onsite(case: Case) -> Behind:
    first, last = (date.fromisoformat(case.meaning[name]) for name in ("first", "last"))
    with reading(case.workspace.engine) as database:
        found = onsite(database, first, last, int(case.meaning["until"]))
    rows = sorted((number, count) for number, count in found.differing.items() if count)
    value = Fraction(found.part, found.whole) if found.whole else None
    return Behind(("任务号", "不一致的项"), rows, value, (f"收回普查表的任务 {found.whole:,}，列出有不一致的",))


SOURCES: dict[str, Source] = {
    "standing_now": _standing,
    "tasks_open": _tasks,
    "tasks_day": _tasks,
    "tasks_late": _tasks,
    "answers_day": _rows("answers"),
    "reviews_day": _rows("reviews"),
    "visits_day": _rows("visits"),
    "onsite_abnormal": _onsite,
}
