"""The register of people: earlier names, hidden numbers and names."""

from __future__ import annotations

import pytest

from census_app.matching.link import link_records
from census_app.matching.records import Records
from census_app.matching.sources import shipped_sources
from census_app.matching.weights.shipped import shipped_model

SOURCE = shipped_sources()["gov_population"]
NUMBER = "11010519491231002X"
FIELDS = ("person_name", "person_name_used", "cert_no", "phone", "home_addr")


def judged(customer: dict[str, str], person: dict[str, str]) -> tuple[str, float]:
    """What is decided of one customer and one person, and the probability shown; "" when they are not linked."""
    left = Records(["1"], {name: [text] for name, text in customer.items()})
    right = Records(["p"], {name: [person.get(name)] for name in FIELDS})
    found = link_records(left, right, SOURCE, model=shipped_model(SOURCE.model))
    return (str(found.decision[0]), float(found.probability[0])) if len(found.decision) else ("", 0.0)


def decision(customer: dict[str, str], person: dict[str, str]) -> str:
    """What is decided of one customer and one person; "" when they are not linked."""
    return judged(customer, person)[0]


def test_an_account_under_an_earlier_name_is_that_person_s():
    customer = {"cons_name": "饶江氏", "cert_no": NUMBER, "elec_addr": "青岭县柳河镇石涌村3组"}
    person = {"person_name": "江英娣", "cert_no": NUMBER, "home_addr": "青岭县柳河镇石涌村3组"}
    assert decision(customer, person) != "auto"
    assert decision(customer, person | {"person_name_used": "饶江氏"}) == "auto"


@pytest.mark.parametrize("masked", ["110105********002X", "110***********002X", "110105××××××××002X"])
@pytest.mark.parametrize("name", ["*建国", "张*国"])
def test_a_hidden_name_is_found_by_what_its_number_shows(masked, name):
    customer = {"cons_name": "张建国", "cert_no": NUMBER, "elec_addr": "青岭县柳河镇石涌村3组12号"}
    person = {"person_name": name, "cert_no": masked, "home_addr": "青岭县柳河镇王庄村8组31号"}
    assert decision(customer, person) in ("auto", "review")
    assert decision(customer, person | {"home_addr": customer["elec_addr"]}) == "auto"
    # the family at one door shows the same surname, and another number
    other = person | {"cert_no": masked.replace("002X", "0038"), "person_name": "张**"}
    assert decision(customer, other | {"home_addr": customer["elec_addr"]}) != "auto"


def test_how_much_a_source_hides_is_told():
    left = Records(["1"], {"cons_name": ["张建国"], "cert_no": [NUMBER]})
    people = {
        "person_name": ["张**", "李*", "王建军", None],
        "cert_no": ["110105********002X", "3****************6", "1****************1", None],
    }
    right = Records(list("abcd"), people)
    found = link_records(left, right, SOURCE, model=shipped_model(SOURCE.model))
    assert found.hidden == {"name": pytest.approx(2 / 3), "identifier": 1.0}
    assert link_records(left, Records(["a"], {"person_name": ["王建军"]}), SOURCE, model=found.model).hidden == {}


@pytest.mark.parametrize("name", ["用户", "住户", "房东", "（待核实）", "无名氏", "3-2-501", ""])
def test_who_told_no_name_is_nobody_else(name):
    customer = {"cons_name": name, "mobile": "13866200457", "elec_addr": "青岭县柳河镇石涌村3组12号"}
    person = {"person_name": "江英娣", "phone": "13866200457", "home_addr": customer["elec_addr"]}
    found, shown = judged(customer, person)
    assert found == "review"  # no finding of another name at the door
    assert 0.5 < shown <= SOURCE.at_most["nameless"] + 1e-9
    assert judged(customer, person | {"phone": ""})[1] <= SOURCE.at_most["somebody"] + 1e-9
    assert decision(customer | {"cons_name": "周国华"}, person).startswith("veto")


def test_an_owners_number_at_the_account_of_a_firm_is_a_question():
    customer = {"cons_name": "胖子快餐店", "cert_no": NUMBER, "elec_addr": "青岭县柳河镇石涌村3组12号"}
    person = {"person_name": "郭建祥", "cert_no": NUMBER, "home_addr": customer["elec_addr"]}
    found, shown = judged(customer, person)
    assert found == "review"
    assert shown <= SOURCE.at_most["lent"] + 1e-9
    assert decision(customer | {"cons_name": "郭建祥"}, person) == "auto"


@pytest.mark.parametrize("name", ["孙书记", "孙师傅（修车）", "孙会计", "孙某"])
@pytest.mark.parametrize("given", ["红", "红华"])
def test_a_title_does_not_say_how_long_the_name_is(name, given):
    customer = {"cons_name": name, "cert_no": NUMBER, "elec_addr": "青岭县柳河镇石涌村3组12号"}
    person = {"person_name": f"孙{given}", "cert_no": NUMBER, "home_addr": customer["elec_addr"]}
    assert decision(customer, person) == "auto"
    assert decision(customer | {"cert_no": ""}, person) in ("", "review")  # one of the family, and no other name
    assert decision(customer | {"cert_no": ""}, person | {"person_name": f"周{given}"}).startswith("veto")
