"""What people brought back on a day: tasks, answers, visits and reviews as the daily and monthly reports count them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from census_app.foundation.database import writing
from census_app.reporting.reports.publishing import Wanted, published_reports, write_report
from census_app.reporting.reports.why import resolve_code
from census_app.workspace.log.sealed_rows import append_with_rows
from census_app.workspace.workspace import Workspace

DAY = date(2099, 3, 5)
MOMENT = datetime(2099, 3, 5, 4, tzinfo=UTC)


def survey(workspace: Workspace) -> None:
    """Three tasks of one station: two surveyed on the day, one of them with a value that differs, one conflicting."""
    tasks = [
        {
            "task_no": f"T9910-000{number}",
            "kind": "visit",
            "unit": "10010301",
            "surveyor": "张志强",
            "due": "2099-03-01",
        }
        for number in (1, 2, 3)
    ]
    changes = [{"task_no": task["task_no"], "state": "surveyed"} for task in tasks[:2]]
    answers = [
        _answer("1", "T9910-0001", "different"),
        _answer("2", "T9910-0001", "different"),
        _answer("3", "T9910-0002", "consistent"),
        _answer("4", "T9910-0002", "different", standing="conflict"),
    ]
    visits = [{"digest": "v1", "task_no": "T9910-0001", "outcome": "surveyed", "surveyor": "张志强"}]
    reviews = [{"task_no": "T9910-0001", "decision": "passed", "reviewer": "王审"}]
    with writing(workspace.engine) as connection:
        append_with_rows(connection, "tasks.dispatched", "", {"problems": []}, {"tasks": tasks}, now=MOMENT)
        rows = {"task_changes": changes, "answers": answers, "visits": visits}
        append_with_rows(connection, "results.received", "", {"problems": []}, rows, now=MOMENT)
        append_with_rows(connection, "results.accepted", "", {}, {"reviews": reviews}, now=MOMENT)


def _answer(digest: str, task: str, outcome: str, standing: str = "taken") -> dict[str, Any]:
    return {
        "digest": digest, "source": "form", "task_no": task, "outcome": outcome, "standing": standing,
        "value": "赵小芳的电话", "person": "张志强",
    }  # fmt: skip


def test_a_day_and_its_month_are_counted(county: Workspace, tmp_path: Path) -> None:
    survey(county)
    write_report(county, Wanted("daily", DAY.isoformat(), forms=("html",)), tmp_path)
    codes = published_reports(county, "daily")[-1].payload["codes"]

    def value(figure: str, **picks: Any) -> list[str]:
        kept = {"day": DAY.isoformat(), **picks}
        return [
            one["value"]
            for one in codes.values()
            if one["figure"] == figure and all(one.get(name) == pick for name, pick in kept.items())
        ]

    assert value("answers_day", unit=None, said=None) == ["3"]
    assert value("answers_day", said="不一致") == ["2"]
    assert value("visits_day", said="已普查") == ["1"]
    assert value("reviews_day", said="通过") == ["1"]
    assert value("tasks_open", unit=None) == ["1"]
    assert value("tasks_open", unit="10010301") == ["1"]
    assert value("tasks_late") == ["1"]
    assert value("tasks_day", states=["surveyed"]) == ["2"]
    for code, one in codes.items():
        if one["figure"].endswith("_day") or one["figure"].startswith("tasks"):
            answer = resolve_code(county, code)
            assert answer.agrees, one
            assert "赵小芳" not in str(answer.behind.rows)
    write_report(county, Wanted("monthly", "2099-03", forms=("html",)), tmp_path)
    codes = published_reports(county, "monthly")[-1].payload["codes"]
    rates = {code: one for code, one in codes.items() if one["figure"] == "onsite_abnormal"}
    assert [(one["part"], one["whole"]) for one in rates.values()] == [("1", "2")]
    assert all(resolve_code(county, code).agrees for code in rates)
