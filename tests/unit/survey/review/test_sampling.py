"""Acceptance sampling: exact sizes and intervals, reproducible draws, results by surveyor."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from census_app.foundation.database import reading
from census_app.foundation.errors import BadInput
from census_app.survey.answers import Answer
from census_app.survey.forms.issued import form_rows, forms_of_week
from census_app.survey.forms.issuing import issue_forms
from census_app.survey.review.deciding import decide
from census_app.survey.review.effects import Said
from census_app.survey.review.queue import review_queue
from census_app.survey.review.sampling.drawing import Wanted, draw_sample, plan_sample
from census_app.survey.review.sampling.lots import draw
from census_app.survey.review.sampling.results import LotVerdict, sample_results
from census_app.survey.review.sampling.statistics import at_most, exact_interval, plan_for
from census_app.survey.tasks.model import tasks_in
from census_app.survey.words import AnswerOutcome, AnswerSource, ReviewDecision, Trigger
from census_app.workspace.verification.verify import verify_workspace
from census_app.workspace.workspace import Workspace
from tests.unit.survey.review.field import FORM_NO, append, dispatched, surveyed

CONFIDENCE, TOLERABLE = Decimal("0.95"), Decimal("0.05")


def test_the_law_counts_every_sample() -> None:
    lot, wrong, size = 9, 3, 4
    samples = list(combinations(range(lot), size))
    for found in range(size + 1):
        few = sum(sum(one < wrong for one in sample) <= found for sample in samples)
        assert at_most(found, lot, wrong, size) == Fraction(few, len(samples))


@pytest.mark.parametrize(
    ("lot", "accept", "size"),
    # n for 95 % confidence and 5 % errors; 59 is the well-known size for an endless lot
    [(10, 0, 10), (100, 0, 39), (1_000, 0, 56), (100_000, 0, 59), (1_000, 1, 88)],
)
def test_plans_are_the_smallest_that_keep_the_promise(lot: int, accept: int, size: int) -> None:
    plan = plan_for(lot, CONFIDENCE, TOLERABLE, accept)
    bad = int(TOLERABLE * lot) + 1
    assert plan.size == size
    assert at_most(accept, lot, bad, size) <= Fraction(5, 100)
    assert size == accept + 1 or at_most(accept, lot, bad, size - 1) > Fraction(5, 100)
    assert "95%" in plan.words() and "5%" in plan.words()


@given(lot=st.integers(1, 60), data=st.data())
def test_the_interval_covers_at_least_as_often_as_it_says(lot: int, data: st.DataObject) -> None:
    size, wrong = data.draw(st.integers(0, lot)), data.draw(st.integers(0, lot))
    covered = Fraction(0)
    for found in range(max(0, size - (lot - wrong)), min(size, wrong) + 1):
        interval = exact_interval(lot, size, found, CONFIDENCE)
        assert found <= interval.low <= interval.high <= lot - size + found
        if interval.low <= wrong <= interval.high:
            covered += at_most(found, lot, wrong, size) - (at_most(found - 1, lot, wrong, size) if found else 0)
    assert covered >= Fraction(95, 100)


def test_a_lot_that_cannot_tell_is_refused() -> None:
    with pytest.raises(BadInput, match="没有任务可抽"):
        plan_for(0, CONFIDENCE, TOLERABLE, 0)
    with pytest.raises(BadInput, match="分不出好坏"):
        plan_for(10, CONFIDENCE, TOLERABLE, 1)


def test_a_seed_draws_the_same_whatever_the_order() -> None:
    numbers = [f"T2648-{number:04d}" for number in range(50)]
    assert draw(numbers, "a", 7) == draw(reversed(numbers), "a", 7) != draw(numbers, "b", 7)


@pytest.fixture
def accepted(county: Workspace) -> Workspace:
    """Two accepted visits of 张志强 and one of 孙梅."""
    for number, (key, surveyor) in enumerate((("2", "张志强"), ("4", "张志强"), ("6", "孙梅")), 1):
        task = f"T2648-{number:04d}"
        dispatched(county, task, key, surveyor)
        surveyed(county, task, key, ("addr_road", AnswerOutcome.DIFFERENT, "柳河路"), person=surveyor)
        decide(county, [Said(task, ReviewDecision.PASSED)], by="李梅")
    return county


def recheck(workspace: Workspace, task: str, key: str, value: str, person: str) -> None:
    answer = Answer(AnswerSource.FORM, FORM_NO, AnswerOutcome.DIFFERENT, task_no=task, table="customer",
                    record_key=key, field="addr_road", item="addr_road", value=value, person=person)  # fmt: skip
    append(workspace, "results.received", {"answers": [answer.row()]}, problems=[])


def test_a_sample_is_drawn_once_and_told_by_surveyor(accepted: Workspace) -> None:
    wanted = Wanted(seed="一", recheckers=("张志强", "王强"))
    assert plan_sample(accepted, wanted).plan.size == 3
    drawn = draw_sample(accepted, wanted)
    assert drawn.sample_no.startswith("Q") and drawn.tasks is not None and len(drawn.tasks) == 3
    with reading(accepted.engine) as connection:
        tasks = {one.task_no: one for one in tasks_in(connection, numbers=drawn.tasks)}
    assert {one.trigger for one in tasks.values()} == {Trigger.RECHECK}
    by_key = {one.record_key: one for one in tasks.values()}
    assert (by_key["2"].surveyor, by_key["4"].surveyor) == ("王强", "王强")
    assert sample_results(accepted, drawn.sample_no).verdict is LotVerdict.UNFINISHED
    recheck(accepted, by_key["2"].task_no, "2", "柳河路", "王强")
    recheck(accepted, by_key["4"].task_no, "4", "青岭路", "王强")
    recheck(accepted, by_key["6"].task_no, "6", "青岭路", "孙梅")
    results = sample_results(accepted, drawn.sample_no)
    assert results.verdict is LotVerdict.REFUSED
    told = {one.name: (one.lot, one.checked, one.wrong) for one in results.parts}
    assert told == {"张志强": (2, 2, 1), "孙梅": (1, 0, 0)}
    words = "\n".join(results.lines())
    assert "不一样：道路" in words and "不算：孙梅 就是做这件事的人" in words
    with pytest.raises(BadInput, match="没有任务可抽"):
        draw_sample(accepted, wanted)
    assert verify_workspace(accepted).faults == []
    assert {one.task.task_no for one in review_queue(accepted).entries if one.task and one.answers} <= set(tasks)


def test_a_recheck_asks_what_was_asked_first(accepted: Workspace, tmp_path: Path) -> None:
    drawn = draw_sample(accepted, Wanted(seed="一", recheckers=("王强",)), today=date(2026, 12, 9))
    assert drawn.tasks is not None
    report = issue_forms(accepted, "2026-W50", tmp_path, "王强")
    with reading(accepted.engine) as connection:
        assert all(not one.problems for one in tasks_in(connection, numbers=drawn.tasks))
    asked = {
        (row.task_no, row.field) for form in forms_of_week(accepted, "2026-W50") for row in form_rows(accepted, form)
    }
    assert {(task, "contract_cap") for task in drawn.tasks} <= asked, report
