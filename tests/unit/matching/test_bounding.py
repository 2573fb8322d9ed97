"""Firms of one owner: owner, door and telephone tell whose firm it is, not which of his."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from census_app.foundation.errors import BadInput
from census_app.matching.candidates import candidates_of
from census_app.matching.comparing import comparisons
from census_app.matching.link import LinkResult, link_records, with_bits
from census_app.matching.records import Records
from census_app.matching.sources import read_source, shipped_sources
from census_app.matching.weights.bounding import bounded
from census_app.matching.weights.model import probability
from census_app.matching.weights.shipped import shipped_model

SOURCE = shipped_sources()["gov_market_entity"]
MODEL = shipped_model(SOURCE.model)
DOOR, OTHER_DOOR = "青岭县人民路120号", "青岭县解放路8号"
OWNER = {"legal_rep": "欧阳立新", "phone": "13866200457"}
OURS = {"legal_rep": "欧阳立新", "mobile": "13866200457", "elec_addr": DOOR}
FIELDS = ("ent_name", "ent_name_used", "uscc", "phone", "reg_addr", "legal_rep")
CODE = "91330529MA2B3C4D5X"


def sides(customer: dict[str, str], *firms: dict[str, str]) -> tuple[Records, Records]:
    left = Records(["1"], {name: [text] for name, text in customer.items()})
    keys = [str(number) for number in range(len(firms))]
    return left, Records(keys, {name: [firm.get(name, "") for firm in firms] for name in FIELDS})


def linked(customer: dict[str, str], *firms: dict[str, str]) -> dict[str, tuple[str, float]]:
    """Key of the firm → decision and probability, of one customer."""
    found: LinkResult = link_records(*sides(customer, *firms), SOURCE, model=MODEL)
    rows = zip(found.right_row, found.decision, found.probability, strict=True)
    return {found.right_keys[row]: (str(decision), float(chance)) for row, decision, chance in rows}


def test_another_firm_of_the_owner_is_a_question_and_not_all_but_certain() -> None:
    other = {"ent_name": "青岭县宏达建材有限公司", "reg_addr": DOOR} | OWNER
    decision, chance = linked(OURS | {"cons_name": "青岭县鑫源商贸有限公司"}, other)["0"]
    assert decision == "review"
    assert SOURCE.at_most["firm"] < chance <= SOURCE.at_most["keeper"] + 1e-9


def test_another_firm_of_the_owner_elsewhere_is_hardly_his_here() -> None:
    other = {"ent_name": "青岭县宏达建材有限公司", "reg_addr": OTHER_DOOR} | OWNER
    decision, chance = linked(OURS | {"cons_name": "青岭县鑫源商贸有限公司"}, other)["0"]
    assert decision == "review"
    assert 0 < chance <= SOURCE.at_most["firm"] + 1e-9


def test_a_code_under_another_name_is_the_renamed_firm_or_a_sister_that_gave_it() -> None:
    other = {"ent_name": "青岭县宏达建材有限公司", "reg_addr": DOOR, "uscc": CODE} | OWNER
    decision, chance = linked(OURS | {"cons_name": "青岭县鑫源商贸有限公司", "uscc": CODE}, other)["0"]
    assert decision == "review"
    assert SOURCE.at_most["firm"] < chance <= SOURCE.at_most["shared_code"] + 1e-9


def test_another_firm_at_the_door_does_not_outdo_the_firm_itself_registered_elsewhere() -> None:
    other = {"ent_name": "青岭县宏达建材有限公司", "reg_addr": DOOR} | OWNER
    itself = {"ent_name": "青岭县鑫源商贸有限公司", "reg_addr": OTHER_DOOR, "legal_rep": "欧阳立新"}
    customer = OURS | {"cons_name": "青岭县鑫源商贸有限公司"}
    found = linked(customer, other, itself)
    assert found["1"][0] in ("auto", "review")
    assert found["1"][1] > 0.9
    tables = sides(customer, other, itself)
    best, rival = candidates_of(*tables, SOURCE, with_bits(MODEL, SOURCE), at_most=2)["1"]
    assert (best.right_key, rival.right_key) == ("1", "0")


def test_a_branch_with_the_code_of_its_head_office_elsewhere_is_not_all_but_certain() -> None:
    office = {"ent_name": "青岭县宏达建材有限公司", "reg_addr": OTHER_DOOR, "uscc": CODE} | OWNER
    decision, chance = linked(OURS | {"cons_name": "青岭县宏达建材有限公司河东分公司", "uscc": CODE}, office)["0"]
    assert decision == "review"
    assert chance <= SOURCE.at_most["branch"] + 1e-9


def test_who_lives_at_the_door_of_a_firm_is_hardly_the_firm() -> None:
    compared, model = comparisons(SOURCE), with_bits(MODEL, SOURCE)
    lives_there = {"name": "other_kind", "address": "same_door"}
    kinds = [lives_there, lives_there | {"phone": "equal"}, lives_there | {"legal_rep": "equal"}]
    levels = [[one.levels.index(kind[one.id]) + 1 if one.id in kind else 0 for one in compared] for kind in kinds]
    shown = probability(bounded(model, compared, np.asarray(levels, dtype=np.uint8), np.full(3, 5.0)))
    assert shown[0] == pytest.approx(SOURCE.at_most["resident"])
    assert (shown[1:] > 0.9).all()


def test_a_trader_under_his_own_name_is_not_everybody_of_that_name() -> None:
    trader = {"ent_name": "欧阳立新", "reg_addr": OTHER_DOOR, "legal_rep": "欧阳立新"}
    customer = {"cons_name": "欧阳立新", "legal_rep": "欧阳立新", "elec_addr": "青岭县柳河镇石涌村3组12号"}
    assert all(chance <= SOURCE.at_most["own_name"] + 1e-9 for _, chance in linked(customer, trader).values())
    decision, chance = linked(customer | {"elec_addr": OTHER_DOOR}, trader)["0"]
    assert decision == "auto"
    assert chance > 0.97


def test_the_home_of_a_shops_owner_is_a_question() -> None:
    shop = {"ent_name": "青岭县欧阳立新副食店", "legal_rep": "欧阳立新", "reg_addr": "青岭县城关镇人民路120号"}
    home = {"cons_name": "欧阳立新", "legal_rep": "欧阳立新", "elec_addr": "青岭县城关镇解放路8号"}
    decision, chance = linked(home, shop)["0"]
    assert decision == "review"
    assert chance <= SOURCE.at_most["owner"] + 1e-9


def test_the_bound_is_part_of_what_a_link_says_it_was_weighed_with() -> None:
    names = {MODEL.name, with_bits(MODEL, SOURCE).name}
    names.add(replace(with_bits(MODEL, SOURCE), at_most={}).name)
    assert len(names) == 3


@pytest.mark.parametrize("at_most", ["{elsewhere: 0.2}", "{nobody: 0.2}", "{firm: 1.5}"])
def test_only_doubts_that_levels_raise_can_be_bounded(tmp_path, at_most) -> None:
    path = tmp_path / "firms.yaml"
    path.write_text(
        "id: firms\ntable: firms\nzh: 单位\nroles:\n  name: {kind: name, left: [a], right: [b]}\n"
        f"keys: [name.full]\nat_most: {at_most}\n",
        encoding="utf-8",
    )
    with pytest.raises(BadInput, match="at_most"):
        read_source(path)
