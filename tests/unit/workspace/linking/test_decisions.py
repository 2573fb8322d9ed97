"""What several reviewers come to, read from acts alone."""

from __future__ import annotations

import pytest

from census_app.matching.judging import Verdict
from census_app.workspace.acts import Act
from census_app.workspace.linking.decisions import LINK_DECIDED, PairDecision, Standing, decisions_of, reviewer_key

ACCEPT, NONE, UNSURE = Verdict.ACCEPT, Verdict.NONE, Verdict.UNSURE


def _act(seq: int, reviewer: str, verdict: Verdict, right: str = "P1", fingerprint: str = "a") -> Act:
    payload = {
        "source": "gov_population", "left_table": "customer", "left_key": "1", "right_key": right,
        "verdict": verdict.value, "reviewer": reviewer, "fingerprint": fingerprint,
        "fields": [["cons_name"], ["person_name"]], "levels": {"name": f"level {seq}"},
        "model": "m", "probability": "0.5",
    }  # fmt: skip
    return Act(seq, "", "", f"2026-11-26T00:00:{seq:02d}+00:00", 480, "account", LINK_DECIDED, "", payload)


def _one(*acts: Act) -> PairDecision:
    found = decisions_of(acts)
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    ("said", "standing"),
    [
        ([("甲", ACCEPT)], Standing.ACCEPT),
        ([("甲", NONE)], Standing.NONE),
        ([("甲", UNSURE)], Standing.UNSURE),
        ([("甲", UNSURE), ("乙", NONE)], Standing.NONE),
        ([("甲", ACCEPT), ("乙", NONE)], Standing.DISPUTED),
        ([("甲", ACCEPT), ("乙", NONE), ("丙", UNSURE)], Standing.DISPUTED),
        ([("甲", ACCEPT), ("乙", NONE), ("丙", NONE)], Standing.NONE),
        ([("甲", ACCEPT), ("乙", NONE), ("甲", NONE)], Standing.NONE),
        ([("甲", ACCEPT), (" 甲 ", NONE)], Standing.NONE),
    ],
)
def test_reviewers_agree_or_do_not(said: list[tuple[str, Verdict]], standing: Standing) -> None:
    found = _one(*[_act(number, *one) for number, one in enumerate(said, 1)])
    assert found.standing is standing


def test_other_values_are_another_question() -> None:
    found = _one(_act(1, "甲", ACCEPT), _act(2, "乙", NONE), _act(3, "丙", UNSURE, fingerprint="b"))
    assert (found.standing, found.fingerprint, found.reviewers) == (Standing.UNSURE, "b", ("丙",))
    assert found.levels == {"name": "level 3"}


def test_two_partners_of_one_record_are_a_dispute() -> None:
    acts = [_act(1, "甲", ACCEPT, "P1"), _act(2, "乙", ACCEPT, "P2")]
    assert {one.standing for one in decisions_of(acts)} == {Standing.DISPUTED}
    third = decisions_of([*acts, _act(3, "丙", ACCEPT, "P2")])
    assert {one.pair.right_key: one.standing for one in third} == {"P1": Standing.NONE, "P2": Standing.ACCEPT}
    assert {one.standing for one in decisions_of(acts, many=["gov_population"])} == {Standing.ACCEPT}


def test_a_reviewer_may_change_the_partner() -> None:
    found = decisions_of([_act(1, "甲", ACCEPT, "P1"), _act(2, "甲", ACCEPT, "P2")])
    assert {one.pair.right_key: one.standing for one in found} == {"P1": Standing.NONE, "P2": Standing.ACCEPT}


def test_reviewers_are_told_apart_by_name_only() -> None:
    assert reviewer_key("王 强") == reviewer_key("王强") == reviewer_key("　王强") != reviewer_key("王刚")
