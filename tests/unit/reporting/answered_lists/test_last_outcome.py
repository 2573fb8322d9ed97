"""The cover of the next list says what became of the last one: answered, under review, claimed, returned, proven."""

from __future__ import annotations

from datetime import date

from census_app.foundation.jobs import silent
from census_app.reporting.outcomes import last_outcome
from census_app.reporting.standing import standing_at
from census_app.reporting.weekly.model import Outcome
from census_app.workspace.problem_acts import move_problems
from census_app.workspace.problems import problem_rows
from census_app.workspace.runs import run_check
from tests.unit.workspace.county import deliver
from tests.unit.workspace.test_rehearsal import customer

from .conftest import CUSTOMERS, UNITS, County
from .filling import APPEAL, FIXED, RIGHT, VISIT, fill, take


def outcome(county: County, week: str) -> Outcome | None:
    with standing_at(county.workspace, week, "所", silent()) as standing:
        return last_outcome(standing, "0301", week)


def test_the_cover_tells_the_truth_after_a_take(county: County) -> None:
    assert outcome(county, "2026-W47") is None
    answers = {("R042", "1"): FIXED, ("R005", "1"): RIGHT, ("R001", "2"): APPEAL, ("R042", "3"): VISIT}
    take(county, fill(county.lists["0301"], county.folder / "a.xlsx", answers))
    assert outcome(county, "2026-W48") == Outcome(issued=4, answered=4, in_review=3, still_wrong=1)
    numbers = {
        (rule, key): number
        for number, rule, key in problem_rows(county.workspace).rows(["problem_no", "rule_id", "record_key"])
    }
    move_problems(county.workspace, "answer.accepted", [numbers["R042", "1"]])
    move_problems(county.workspace, "answer.returned", [numbers["R005", "1"]])
    assert outcome(county, "2026-W48") == Outcome(4, 4, waiting=1, returned=1, in_review=1, still_wrong=1)
    deliver(county.workspace, date(2026, 11, 23), [customer(1, 0, 0), *CUSTOMERS[1:]], org_unit=UNITS)
    run_check(county.workspace)
    assert outcome(county, "2026-W48") == Outcome(4, 4, proven=1, returned=1, in_review=1, still_wrong=1)
