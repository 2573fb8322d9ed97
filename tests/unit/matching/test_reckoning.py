"""What is told between the sum of a pair's weights and its share: a reader can follow from one to the other."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from census_app.matching.candidates import Candidate, candidates_of
from census_app.matching.explaining import explain_link
from census_app.matching.link import with_bits
from census_app.matching.reckoning import BOUNDED, MEASURED, RIVALS, steps_of
from census_app.matching.records import Records
from census_app.matching.sources import Source, shipped_sources
from census_app.matching.weights.model import Model, probability
from census_app.matching.weights.shipped import shipped_model
from census_app.matching.words import words

PEOPLE = shipped_sources()["gov_population"]
FIRMS = shipped_sources()["gov_market_entity"]
DOOR, NUMBER, PHONE = "青岭区柳河镇人民路120号", "410713197005121230", "13866200457"
PERSON = {"person_name": "欧阳立新", "cert_no": NUMBER, "phone": PHONE, "home_addr": DOOR}


def weights(source: Source) -> Model:
    return with_bits(shipped_model(source.model), source)


def met(source: Source, customer: dict[str, str], *others: dict[str, str]) -> list[Candidate]:
    """The candidates of one customer, the best first."""
    names = sorted({name for other in others for name in other})
    left = Records(["1"], {name: [text] for name, text in customer.items()})
    right = Records(
        [str(number) for number in range(len(others))],
        {name: [other.get(name, "") for other in others] for name in names},
    )
    return list(candidates_of(left, right, source, weights(source))["1"])


def lent(**changed: str) -> Candidate:
    customer = {"cons_name": "青岭区鑫源商贸有限公司", "cert_no": NUMBER, "mobile": PHONE, "elec_addr": DOOR} | changed
    return met(PEOPLE, customer, PERSON)[0]


def test_what_holds_a_firm_under_a_persons_number_down_is_told_with_how_far() -> None:
    one = lent()
    alone, (step,) = steps_of(PEOPLE, weights(PEOPLE), one.levels, one.bits, one.probability)
    assert alone > 0.99 > 0.31 > one.probability
    assert (step.kind, step.said, step.why) == (BOUNDED, "最多算 30%", words().doubts["lent"])
    assert step.share == pytest.approx(PEOPLE.at_most["lent"])
    assert step.share == pytest.approx(one.probability, abs=0.005)


def test_the_table_leads_from_the_sum_to_the_share_and_says_a_reason_once() -> None:
    one = lent()
    found = explain_link(PEOPLE, weights(PEOPLE), one.levels, {}, {}, bits=one.bits, chance=one.probability)
    told = "\n".join(found.text("档案", "公安人口", "不太像（模型估计 30%）"))
    assert told.index("只看分量是 99.9% 以上") < told.index("最多算 30%") < told.index("结论")
    assert "填了他的证件" in "".join(told.split())
    again = found.text("档案", "公安人口", "不太像（模型估计 30%）", words().doubts["lent"])
    assert "最多算 30%，缘由见上" in "\n".join(again)
    assert not any("填了他的证件" in line for line in again)


def test_where_sum_and_share_agree_nothing_stands_between() -> None:
    one = lent(cons_name="欧阳立新")
    found = explain_link(PEOPLE, weights(PEOPLE), one.levels, {}, {}, bits=one.bits, chance=one.probability)
    assert found.steps == ()
    assert found.alone_told == ""
    assert found.text("档案", "公安人口", "几乎肯定")[-1].endswith("几乎肯定")


def test_two_equal_candidates_say_that_one_of_them_at_most_is_the_customer() -> None:
    customer = {"cons_name": "慕容雪梅", "elec_addr": "青岭区柳河镇石涌村3组12号"}
    twins = [{"person_name": "慕容雪梅", "home_addr": "青岭区柳河镇石涌村3组12号", "phone": one} for one in "12"]
    one, other = met(PEOPLE, customer, *twins)
    assert one.probability + other.probability <= 1
    _, steps = steps_of(PEOPLE, weights(PEOPLE), one.levels, one.bits, one.probability)
    assert steps[-1].kind == RIVALS
    assert steps[-1].said == "另有候选也像，一户只能有一个"


def test_candidates_of_one_customer_come_to_no_more_than_one_with_the_best() -> None:
    customer = {"cons_name": "王建军", "elec_addr": "青岭区柳河镇石涌村5组8号", "mobile": PHONE}
    home = {"home_addr": "青岭区柳河镇石涌村5组8号"}
    best, *rest = met(
        PEOPLE, customer, home | {"person_name": "王建君", "phone": PHONE}, home | {"person_name": "王建军"}
    )
    assert rest
    assert all(best.probability + one.probability <= 1 + 1e-9 for one in rest)


def test_what_sums_have_turned_out_to_mean_is_told_where_it_is_something_else() -> None:
    model = replace(weights(FIRMS), calibration=((0.0, 4.0), (3.0, 7.0)), at_most={})
    bits = 1.0
    alone, (step,) = steps_of(FIRMS, model, {"name": "equal"}, bits, float(probability(np.asarray([5.0]))[0]))
    assert alone == pytest.approx(2 / 3)
    assert (step.kind, step.share) == (MEASURED, pytest.approx(float(probability(np.asarray([5.0]))[0])))
    assert step.said == "真假已知的对里，这样的分量实际 96% 是真的"
