"""What lies on a reviewer's desk: deadlines, versions, photos, and what that reviewer may not decide."""

from __future__ import annotations

from pathlib import Path

from census_app.survey.review.deciding import decide
from census_app.survey.review.desk import review_desk
from census_app.survey.review.effects import Said
from census_app.survey.words import AnswerOutcome, AnswerStanding, ReviewDecision
from census_app.workspace.received import keep_file
from census_app.workspace.workspace import Workspace
from tests.unit.survey.review.field import append, dispatched, listed, numbers, surveyed
from tests.unit.survey.review.test_identity import HEADER, PEOPLE, works
from tests.unit.workspace.people.rosters import enabled

RECTIFIED = AnswerOutcome.RECTIFIED


def test_the_earliest_deadline_lies_on_top_with_who_answered(county: Workspace) -> None:
    late, early = listed(county, "4", RECTIFIED, day="2026-11-17"), listed(county, "6", RECTIFIED)
    desk = review_desk(county, "李梅")
    assert [one.key for one in desk.items] == [early, late]
    assert [one.due for one in desk.items] == ["2026-11-12", "2026-11-19"]
    assert desk.items[0].people == "张志强" and desk.items[0].why_not == ""
    assert (desk.reviewer, desk.signed, desk.refused) == ("李梅", False, "")


def test_own_work_says_why_it_cannot_be_decided(county: Workspace) -> None:
    listed(county, "4", RECTIFIED)
    (item,) = review_desk(county, "张志强").items
    assert "自己做的不能自己审" in item.why_not
    dispatched(county, "T2648-0001", "6")
    surveyed(county, "T2648-0001", "6", ("contract_cap", AnswerOutcome.DIFFERENT, "250"))
    (key,) = [one.key for one in review_desk(county, "李梅").items if one.entry.task is not None]
    decide(county, [Said(key, ReviewDecision.PASSED)], by="李梅")
    again = next(one for one in review_desk(county, "李梅").items if one.key == key)
    assert "初审和二审要两个人" in again.why_not
    assert next(one for one in review_desk(county, "周审").items if one.key == key).why_not == ""


def test_contradicting_answers_stand_side_by_side_the_first_first(county: Workspace) -> None:
    first = listed(county, "4", RECTIFIED, value="120", day="2026-11-17")
    second = listed(
        county, "4", AnswerOutcome.NOT_ABNORMAL, person="王立新", reason="属实", standing=AnswerStanding.CONFLICT
    )
    items = review_desk(county, "李梅").items
    assert {one.key for one in items} == {first, second}
    for item in items:
        assert [one.key for one in item.versions] == [first, second]
        assert [(one.outcome, one.person) for one in item.versions] == [("已整改", "张志强"), ("非异常", "王立新")]


def test_photos_come_with_the_problem_they_prove(county: Workspace, tmp_path: Path) -> None:
    listed(county, "4", RECTIFIED)
    picture = tmp_path / "001.jpg"
    picture.write_bytes(b"picture")
    kept = keep_file(county, picture, "photo")
    proof = {"sha256": kept.sha256, "kind": "evidence", "name": "001.jpg", "item": numbers(county)["4"]}
    append(county, "lists.taken", {"photos": [proof], "received_files": [kept.row()]})
    (item,) = review_desk(county, "李梅").items
    assert [(one.name, one.path.read_bytes()) for one in item.photos] == [("001.jpg", b"picture")]


def test_who_signed_in_sits_at_the_desk_and_is_told_what_is_missing(county: Workspace, tmp_path: Path) -> None:
    listed(county, "4", RECTIFIED, person="walk1")
    enabled(county, tmp_path / "people", people=PEOPLE, header=HEADER)
    works(county, "rev1")
    desk = review_desk(county)
    assert (desk.reviewer, desk.signed, desk.refused) == ("李审", True, "")
    assert [(one.people, one.why_not) for one in desk.items] == [("张志强", "")]
    works(county, "rev4")
    refused = review_desk(county)
    assert "要有" in refused.refused and refused.items[0].why_not == refused.refused
    works(county, "rev3")
    assert "有代理关系" in review_desk(county).items[0].why_not
