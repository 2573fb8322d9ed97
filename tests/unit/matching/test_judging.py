"""People's word against the weights, on two small tables."""

from __future__ import annotations

import pytest

from census_app.matching.candidates import candidates_of, levels_of_pair
from census_app.matching.declaring import source_from
from census_app.matching.judging import JudgedPairs, Verdict
from census_app.matching.link import LinkResult, link_records
from census_app.matching.records import Records
from census_app.matching.sources import Source
from census_app.matching.weights.shipped import shipped_model

MODEL = shipped_model("base")
LEFT = Records(
    ["1", "2"],
    {
        "cons_name": ["王建国", "李小红"],
        "mobile": ["13987654021", None],
        "elec_addr": ["青岭县柳河镇前柳村5组17号", "青岭县柳河镇后柳村2组3号"],
    },
)
RIGHT = Records(
    ["P1", "P2", "P3"],
    {
        "person_name": ["王建国", "王建国", "赵四海"],
        "phone": ["13987654021", None, None],
        "home_addr": ["青岭县柳河镇前柳村5组17号", "青岭县柳河镇前柳村5组", "青岭县东关镇光明路8号"],
    },
)


def _source(**changes: object) -> Source:
    roles = {
        "name": {"kind": "name", "zh": "户名", "left": ["cons_name"], "right": ["person_name"]},
        "phone": {"kind": "phone", "zh": "电话", "left": ["mobile"], "right": ["phone"]},
        "address": {"kind": "address", "zh": "地址", "left": ["elec_addr"], "right": ["home_addr"]},
    }
    given = {"id": "people", "table": "gov_population", "zh": "人口", "roles": roles, "keys": ["name.full"]}
    return source_from({**given, **changes})


def _linked(*said: tuple[int, int, Verdict], **changes: object) -> dict[tuple[str, str], str]:
    result: LinkResult = link_records(LEFT, RIGHT, _source(**changes), model=MODEL, judged=JudgedPairs.of(said))
    return {
        (result.left_keys[left], result.right_keys[right]): str(decision)
        for left, right, decision in zip(result.left_row, result.right_row, result.decision, strict=True)
    }


def test_the_weights_alone() -> None:
    assert list(_linked()) == [("1", "P1")]


def test_a_rejected_pair_makes_room_for_the_next() -> None:
    assert list(_linked((0, 0, Verdict.NONE))) == [("1", "P2")]
    assert _linked((0, 0, Verdict.NONE), (0, 1, Verdict.NONE)) == {}


def test_an_accepted_pair_is_the_only_one() -> None:
    assert _linked((0, 1, Verdict.ACCEPT)) == {("1", "P2"): "accepted"}


def test_an_accepted_pair_no_key_brought_together() -> None:
    assert _linked((1, 2, Verdict.ACCEPT))[("2", "P3")] == "accepted"


def test_a_doubted_pair_waits() -> None:
    assert _linked((0, 0, Verdict.UNSURE)) == {("1", "P1"): "review"}
    assert _linked((1, 2, Verdict.UNSURE))[("2", "P3")] == "review"


def test_where_many_are_allowed_one_word_does_not_silence_the_others() -> None:
    found = _linked((0, 1, Verdict.ACCEPT), many=True)
    assert found[("1", "P2")] == "accepted"
    assert found[("1", "P1")] != "accepted"


def test_the_last_word_about_a_pair_counts() -> None:
    judged = JudgedPairs.of([(0, 1, Verdict.NONE), (0, 0, Verdict.NONE), (0, 1, Verdict.ACCEPT)])
    assert (judged.left.tolist(), judged.right.tolist(), judged.verdict.tolist()) == (
        [0, 0],
        [0, 1],
        ["none", "accept"],
    )


def test_candidates_come_best_first_with_what_forbids_them() -> None:
    found = candidates_of(LEFT, RIGHT, _source(keys=["name.full", "address.village"]), MODEL)
    assert [one.right_key for one in found["1"]] == ["P1", "P2"]
    assert found["1"][0].probability > found["1"][1].probability
    assert found["1"][0].keys == ("name.full", "address.village")
    assert found["2"] == []
    assert len(candidates_of(LEFT, RIGHT, _source(), MODEL, at_most=1)["1"]) == 1


def test_few_records_are_weighed_like_all_of_them() -> None:
    whole = link_records(LEFT, RIGHT, _source(), model=MODEL)
    alone = candidates_of(
        Records(["1"], {name: texts[:1] for name, texts in LEFT.fields.items()}), RIGHT, _source(), MODEL
    )
    assert alone["1"][0].bits == pytest.approx(whole.bits[0], abs=0)


def test_levels_of_two_records_alone() -> None:
    levels = levels_of_pair(LEFT, RIGHT, _source())
    assert levels == {"name": "equal", "phone": "equal", "address": "same_door"}
