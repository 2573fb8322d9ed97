"""Reviewer and surveyor are two people: by account, by roster name, by who stands in for whom; in the core."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from census_app.foundation.errors import BadInput
from census_app.survey.review.deciding import decide
from census_app.survey.review.effects import Said
from census_app.survey.review.queue import review_queue
from census_app.survey.review.undoing import undo_reviews
from census_app.survey.words import AnswerOutcome, ReviewDecision
from census_app.workspace import acts
from census_app.workspace.people.identity import Roster
from census_app.workspace.people.model import EMPTY, Identity
from census_app.workspace.people.session import Session, use_session
from census_app.workspace.precision.acts import judge_problems
from census_app.workspace.precision.settings import Outcome
from census_app.workspace.problems.acts import move_problems
from census_app.workspace.workspace import Workspace
from tests.unit.survey.review.field import dispatched, listed, numbers, states, surveyed
from tests.unit.workspace.people.rosters import enabled

TODAY = date.today()
HEADER = ("账号", "姓名", "单位", "角色", "替班", "替班开始", "替班结束")
PEOPLE = (
    ("admin", "王管", "03", "管理员", "", "", ""),
    ("rev1", "李审", "03", "审核员", "", "", ""),
    ("rev2", "周审", "03", "审核员、普查员", "", "", ""),
    ("rev3", "吴审", "03", "审核员", "", "", ""),
    ("rev4", "郑审", "0302", "审核员", "", "", ""),
    ("walk1", "张志强", "0301", "普查员", "rev3", TODAY.isoformat(), (TODAY + timedelta(days=5)).isoformat()),
    ("twin1", "李普", "0301", "普查员、审核员", "", "", ""),
    ("twin2", "李普", "0301", "审核员", "", "", ""),
)
PASSED = ReviewDecision.PASSED


@pytest.fixture
def staffed(county: Workspace, tmp_path: Path) -> Workspace:
    """People are enabled; answers come in beforehand."""
    listed(county, "4", AnswerOutcome.RECTIFIED, person="walk1")
    listed(county, "6", AnswerOutcome.RECTIFIED, person="周审")
    listed(county, "6", AnswerOutcome.RECTIFIED, person="李普", standing="conflict")
    enabled(county, tmp_path / "people", people=PEOPLE, header=HEADER)
    return county


def works(workspace: Workspace, account: str) -> None:
    use_session(workspace, Session(account, Identity.PIN))


def key_of(workspace: Workspace, person: str) -> str:
    return next(one.key for one in review_queue(workspace).entries if person in one.people)


REFUSED = (
    ("rev2", "周审", "就是做这件事的人"),
    ("rev3", "walk1", "有代理关系"),
    ("walk1", "walk1", "就是做这件事的人"),
    ("twin2", "李普", "就是做这件事的人"),
    ("rev4", "walk1", "要有"),
)


def test_who_may_not_review_is_refused_by_the_core(staffed: Workspace) -> None:
    keys = {person: key_of(staffed, person) for person in ("周审", "walk1", "李普")}
    for account, person, said in REFUSED:
        works(staffed, account)
        with pytest.raises(BadInput, match=said):
            decide(staffed, [Said(keys[person], PASSED)])


def test_no_other_way_settles_ones_own_answer(county: Workspace) -> None:
    listed(county, "4", AnswerOutcome.RECTIFIED, person="张志强")
    dispatched(county, "T2648-0001", "6")
    surveyed(county, "T2648-0001", "6", ("addr_road", AnswerOutcome.DIFFERENT, "柳河路"))
    known = numbers(county)
    for kind in ("answer.accepted", "answer.returned"):
        with pytest.raises(BadInput, match="自己做的不能自己审"):
            move_problems(county, kind, [known["4"]], actor="张 志强")
    for record in ("4", "6"):
        with pytest.raises(BadInput, match="自己做的不能自己审"):
            judge_problems(county, [known[record]], Outcome.REFUTED, "没有错", actor="张志强")
    judge_problems(county, [known["6"]], Outcome.REFUTED, "没有错", actor="李梅")


def test_whoever_signed_in_reviews_and_nobody_in_their_name(staffed: Workspace) -> None:
    key = key_of(staffed, "walk1")
    works(staffed, "rev1")
    with pytest.raises(BadInput, match="不能以 周审 的名义"):
        decide(staffed, [Said(key, PASSED)], by="周审")
    report = decide(staffed, [Said(key, PASSED)], by="李审")
    act = acts.list_acts(staffed.engine)[-1]
    assert (act.actor, act.identity) == ("rev1", "pin")
    works(staffed, "walk1")
    with pytest.raises(BadInput):
        undo_reviews(staffed, report.acts, "不服")
    works(staffed, "rev2")
    undo_reviews(staffed, report.acts, "看错了")
    assert states(staffed)["4"] == "in_review"


def test_nobody_signed_in_nobody_reviews(staffed: Workspace) -> None:
    with pytest.raises(BadInput, match="还没有登录"):
        decide(staffed, [Said(key_of(staffed, "walk1"), PASSED)], by="李审")


def test_a_second_look_is_another_persons_under_any_name(county: Workspace, tmp_path: Path) -> None:
    dispatched(county, "T2648-0001", "4")
    surveyed(county, "T2648-0001", "4", ("contract_cap", AnswerOutcome.DIFFERENT, "160"))
    decide(county, [Said("T2648-0001", PASSED)], by="李审（县）")
    enabled(county, tmp_path / "people", people=PEOPLE, header=HEADER)
    works(county, "rev1")
    with pytest.raises(BadInput, match="初审和二审要两个人"):
        decide(county, [Said("T2648-0001", PASSED)])
    works(county, "rev2")
    assert decide(county, [Said("T2648-0001", PASSED)]).accepted_tasks == ["T2648-0001"]


@pytest.mark.parametrize(
    ("reviewer", "other", "same"),
    [
        ("张志强", " 张 志 强 ", True),
        ("ZHANGZQ", "zhangzq", True),
        ("李梅", "张志强、李梅", True),
        ("张三", "李四（张三）", False),
        ("张三(班长)", "李四(班长)", False),
        ("李梅", "", False),
        ("李梅", "x" * 100_000, False),
    ],
)
def test_without_a_roster_names_are_compared_as_written(reviewer: str, other: str, same: bool) -> None:
    roster = Roster(EMPTY, {}, {}, TODAY)
    assert bool(roster.why_same(reviewer, [other])) is same
