"""A right record that is surely somebody else's speaks against a pair, as much as the source itself teaches."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from census_app.matching.candidates import candidates_of
from census_app.matching.claims import alone, claim_told, claimed, counts_claims, weighed_claims, with_claims
from census_app.matching.deciding import Scored
from census_app.matching.declaring import source_from
from census_app.matching.explaining import explain_link
from census_app.matching.link import link_records
from census_app.matching.records import Records
from census_app.matching.sources import Role, Source
from census_app.matching.weights.model import Claims, Model, probability
from census_app.matching.words import words

CLAIMS = Claims(free=1.0, taken=-4.0)
MODEL = Model(
    id="test",
    prior=-4.0,
    bits={"name": {"equal": 9.0, "different": -8.0}, "identifier": {"equal": 15.0, "different": -9.0}},
    claims=CLAIMS,
)
LEFT = Records(["1", "2"], {"户名": ["孔繁森", "孔繁森"], "证件": ["110101198001018713", ""]})
RIGHT = Records(["P"], {"户名": ["孔繁森"], "证件": ["110101198001018713"]})


def source(**changes: object) -> Source:
    roles = {
        "name": Role(kind="name", zh="户名", left=("户名",), right=("户名",)),
        "identifier": Role(kind="identifier", zh="证件号", left=("证件",), right=("证件",)),
    }
    declared = {"id": "people", "table": "people", "zh": "人口", "en": "People", "roles": roles, "keys": ("name.full",)}
    return source_from(declared | {"anchor": "identifier"} | changes)


def scored(*rows: tuple[int, int, float]) -> Scored:
    left, right, bits = zip(*rows, strict=True)
    return Scored(np.asarray(left), np.asarray(right), np.asarray(bits, dtype=float))


def test_only_somebody_else_claims_a_record() -> None:
    pairs = scored((0, 5, 20.0), (1, 5, 3.0), (1, 6, 2.0), (2, 7, 3.0))
    assert claimed(pairs, many=False).tolist() == [False, True, False, False]
    assert not claimed(pairs, many=True).any()


def test_two_sure_ones_claim_it_from_each_other() -> None:
    assert claimed(scored((0, 5, 20.0), (1, 5, 20.0)), many=False).tolist() == [True, True]


def test_a_forbidden_pair_claims_nothing() -> None:
    assert not claimed(scored((0, 5, float("-inf")), (1, 5, 3.0)), many=False).any()


def test_weights_are_the_shares_among_true_and_false_pairs() -> None:
    truth = np.asarray([1.0] * 1000 + [0.0] * 1000)
    taken = np.asarray(([True] * 50 + [False] * 950) + ([True] * 800 + [False] * 200))
    pairs = Scored(np.arange(2000), np.arange(2000), np.full(2000, 1.0))
    found = weighed_claims(pairs, taken, truth, Claims())
    assert found.free == pytest.approx(np.log2(0.95 / 0.2), abs=0.02)
    assert found.taken == pytest.approx(np.log2(0.05 / 0.8), abs=0.02)


def test_too_few_teach_nothing_and_a_claim_never_speaks_for_a_pair() -> None:
    pairs = Scored(np.arange(60), np.arange(60), np.full(60, 1.0))
    taken = np.asarray([True] * 30 + [False] * 30)
    assert weighed_claims(pairs, taken, np.ones(60), CLAIMS) == CLAIMS
    backwards = weighed_claims(pairs, taken, taken.astype(float), Claims())
    assert (backwards.free, backwards.taken) == (0.0, 0.0)


def test_claims_weigh_pair_by_pair() -> None:
    pairs = with_claims(scored((0, 5, 2.0), (1, 5, 2.0)), np.asarray([True, False]), CLAIMS)
    assert pairs.bits.tolist() == [-2.0, 3.0]
    alone_of_it = alone(MODEL, (), np.asarray([2.0]), np.zeros((1, 1), dtype=np.uint8))
    assert alone_of_it[0] == pytest.approx(probability(np.asarray([3.0]))[0])


def test_a_namesake_of_the_owner_is_less_probable() -> None:
    def chances(left: Records, declared: Source) -> list[float]:
        found = link_records(left, RIGHT, declared, model=MODEL, learn_from_anchors=False)
        return [float(value) for value in found.probability]

    only = Records(["2"], {name: texts[1:] for name, texts in LEFT.fields.items()})
    assert chances(only, source())[0] == pytest.approx(probability(np.asarray([6.0]))[0])
    assert chances(LEFT, source()) == [pytest.approx(1.0, abs=1e-4)]
    assert not counts_claims(source(many=True))
    assert len(chances(LEFT, source(many=True))) == 2


def test_candidates_are_told_whose_a_record_is() -> None:
    only = Records(["2"], {name: texts[1:] for name, texts in LEFT.fields.items()})
    free = candidates_of(only, RIGHT, source(), MODEL)["2"][0]
    taken = candidates_of(only, RIGHT, source(), MODEL, owners=lambda keys: {"P": {"1"}})["2"][0]
    own = candidates_of(only, RIGHT, source(), MODEL, owners=lambda keys: {"P": {"2"}})["2"][0]
    assert (free.bits, taken.bits, own.bits) == (6.0, 1.0, 6.0)


def test_the_explanation_says_whose_the_record_is_and_adds_up() -> None:
    levels = {"name": "equal"}
    evidence = MODEL.prior + 9.0
    assert claim_told(MODEL, evidence, evidence - 4.0) == "taken"
    assert claim_told(replace(MODEL, claims=Claims()), evidence, evidence) == ""
    told = explain_link(source(), MODEL, levels, {}, {}, bits=evidence - 4.0)
    assert told.total == told.prior + sum(line.bits for line in told.lines) == evidence - 4.0
    assert words().claims["taken"] in "".join(told.text("档案", "人口"))
    assert explain_link(source(), MODEL, levels, {}, {}).total == evidence
