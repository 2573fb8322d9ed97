"""What is suggested, how sure, and what never is."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from census_app.archive.fabricate import Masked
from census_app.dictionary.model import FieldType
from census_app.foundation.errors import BadInput
from census_app.matching.decisions import Decision
from census_app.workspace.linking.shares import Shares
from census_app.workspace.precision.interval import share_of
from census_app.workspace.suggestions.settings import suggestion_settings
from census_app.workspace.suggestions.values import judge_value
from census_app.workspace.suggestions.wording import _plain

from .county import OTHER_ID, PERSON, RIGHT_ID, WRONG_ID, County, link

POPULATION = {"record_no": "r0", "cert_no": RIGHT_ID, "person_name": "孙琦根", "phone": "13912345678"}
ESTATE = {"record_no": "e0", "real_estate_no": "冀1", "owner_name": "孙琦根", "owner_cert_no": OTHER_ID,
          "location": "青岭县柳河镇人民路3号2号楼1单元501室", "reg_date": date(2020, 5, 1)}  # fmt: skip


def test_the_id_of_the_linked_person(tmp_path: Path) -> None:
    county = County(tmp_path, ["证件号码"], {"gov_population": [POPULATION]}, [link("gov_population", 0)])
    one = county.one()
    assert (one.value, one.field_name, one.source, one.band) == (RIGHT_ID, "证件号码", "gov_population", "几乎肯定")
    assert one.confidence == 0.99 and one.source_name == "公安人口"
    assert one.evidence == (
        "公安人口（2026-11-20 的数据），自动关联，户名相同、证件号只差一位（或相邻两位颠倒）、电话相同"
    )


@pytest.mark.parametrize(
    ("status", "suggested"),
    [("存续", ["青岭县华兴机械有限公司"]), ("注销", []), ("吊销", []), (None, ["青岭县华兴机械有限公司"])],
)
def test_a_company_that_is_no_more_gives_no_name(tmp_path: Path, status: str | None, suggested: list[str]) -> None:
    entity = {"record_no": "m0", "ent_name": "青岭县华兴机械有限公司", "reg_status": status}
    county = County(
        tmp_path, ["用户名称"], {"gov_market_entity": [entity]}, [link("gov_market_entity", 0)],
        customers=[PERSON | {"cons_name": "华兴机械厂"}],
    )  # fmt: skip
    assert [one.value for one in county.suggest()] == suggested


def test_personal_values_are_masked_unless_asked_for(tmp_path: Path) -> None:
    county = County(tmp_path, ["证件号码"], {"gov_population": [POPULATION]}, [link("gov_population", 0)])
    shown = county.one(clear=False)
    assert shown.personal and shown.value == "130929********0019"
    assert RIGHT_ID not in shown.line()


@pytest.mark.parametrize(
    "reference",
    [{"cert_no": WRONG_ID}, {"cert_no": "130929********0019"}, {"cert_no": None}, {"cert_no": "13092919650616"}],
    ids=["a wrong check digit", "masked", "empty", "cut off"],
)
def test_bad_reference_values_are_not_suggested(tmp_path: Path, reference: dict[str, Any]) -> None:
    population = [POPULATION | reference, POPULATION | {"record_no": "other"}]
    county = County(tmp_path, ["证件号码"], {"gov_population": population}, [link("gov_population", 0)])
    assert county.suggest() == []


def test_what_already_stands_there_is_not_suggested(tmp_path: Path) -> None:
    person = PERSON | {"cert_no": RIGHT_ID.lower() + " "}
    county = County(
        tmp_path, ["证件号码"], {"gov_population": [POPULATION]}, [link("gov_population", 0)], customers=[person]
    )
    assert county.suggest() == []


def test_two_sources_that_agree_are_named(tmp_path: Path) -> None:
    references = {"gov_population": [POPULATION], "gov_real_estate": [ESTATE | {"owner_cert_no": RIGHT_ID}]}
    one = County(tmp_path, ["证件号码"], references, [link("gov_population", 0), link("gov_real_estate", 0)]).one()
    assert one.confidence == 0.99 and one.evidence.endswith("不动产登记也是")


def test_two_sources_that_differ_share_the_confidence(tmp_path: Path) -> None:
    references = {"gov_population": [POPULATION], "gov_real_estate": [ESTATE]}
    links = [link("gov_population", 0, "0.99"), link("gov_real_estate", 0, "0.33")]
    one = County(tmp_path, ["证件号码"], references, links).one()
    assert (one.value, one.band) == (RIGHT_ID, "多半")
    assert one.confidence == pytest.approx(0.99 * 0.75, abs=1e-3)
    assert "另有来源说法不同" in one.evidence


def test_a_present_value_that_another_source_confirms_weighs_against(tmp_path: Path) -> None:
    person = PERSON | {"cert_no": OTHER_ID}
    references = {"gov_population": [POPULATION], "gov_real_estate": [ESTATE]}
    links = [link("gov_population", 0), link("gov_real_estate", 0)]
    assert County(tmp_path, ["证件号码"], references, links, customers=[person]).suggest() == []


@pytest.mark.parametrize(
    ("probability", "decision", "band"),
    [("0.9000", Decision.REVIEW, "很可能"), ("0.7000", Decision.REVIEW, "多半"),
     ("0.9990", Decision.ACCEPTED, "几乎肯定"), ("0.5900", Decision.REVIEW, None),
     ("0.9900", Decision.SAME_NAME_OTHER_IDENTIFIER, None), ("0.9900", Decision.SAME_ADDRESS_OTHER_NAME, None)],
)  # fmt: skip
def test_the_link_decides_how_sure_one_is(
    tmp_path: Path, probability: str, decision: Decision, band: str | None
) -> None:
    links = [link("gov_population", 0, probability, decision)]
    found = County(tmp_path, ["证件号码"], {"gov_population": [POPULATION]}, links).suggest()
    assert [one.band for one in found] == ([band] if band else [])


def test_what_was_measured_counts_more_than_what_the_model_reckons(tmp_path: Path) -> None:
    shares = {"gov_population": Shares({0: share_of(45, 50, Decimal("0.95"))})}
    county = County(
        tmp_path, ["证件号码"], {"gov_population": [POPULATION]}, [link("gov_population", 0)], shares=shares
    )
    one = county.one()
    assert (one.confidence, one.sure) == (0.9, "很可能（90%，实测 45/50）")


def test_old_sources_are_less_sure(tmp_path: Path) -> None:
    county = County(
        tmp_path, ["证件号码"], {"gov_population": [POPULATION]}, [link("gov_population", 0)],
        dates={"gov_population": date(2026, 1, 5)},
    )  # fmt: skip
    one = county.one()
    assert one.confidence == pytest.approx(0.99 * 0.7) and one.band == "可能"
    assert "2026-01-05 的数据" in one.evidence


def payment(number: int, mobile: Any) -> dict[str, Any]:
    return {"record_no": f"J{number}", "cons_no": "1", "payer_name": "孙琦根", "payer_mobile": mobile,
            "pay_time": datetime(2026, 1 + number, 3, 8, 30)}  # fmt: skip


def test_the_phone_that_pays(tmp_path: Path) -> None:
    payments = [payment(0, "13700000001"), *(payment(n, "13811112222") for n in range(1, 8)),
                payment(8, Masked("138****2222"))]  # fmt: skip
    references = {"payment_return": payments}
    links = [link("payment_return", row) for row in range(9)]
    one = County(tmp_path, ["移动电话"], references, links, customers=[PERSON | {"mobile": None}]).one()
    assert one.value == "13811112222"
    assert one.confidence == pytest.approx(0.99 * 0.95 * 7 / 8 * 7 / 8, abs=1e-3)
    assert "最近 2026-08-03" in one.evidence and "8 条里 7 条这样写" in one.evidence


def test_a_phone_of_the_register_may_be_old(tmp_path: Path) -> None:
    """The link is nearly sure, the number on the register is not."""
    person, known = PERSON | {"mobile": None}, POPULATION | {"phone": "13987650421"}
    links = [link("gov_population", 0, "0.9999")]
    one = County(tmp_path, ["移动电话"], {"gov_population": [known]}, links, customers=[person]).one()
    assert (one.value, one.confidence, one.band) == ("13987650421", 0.7999, "多半")


def test_a_phone_out_of_service_is_not_suggested(tmp_path: Path) -> None:
    references = {
        "payment_return": [payment(0, "13811112222")],
        "operator_return": [{"mobile": "13811112222", "mobile_status": "空号"}],
    }
    county = County(
        tmp_path, ["移动电话"], references, [link("payment_return", 0)], customers=[PERSON | {"mobile": ""}]
    )
    assert county.suggest() == []


def test_a_company_under_its_new_name(tmp_path: Path) -> None:
    entity = {"record_no": "r0", "uscc": "91130929MA0020948Q", "ent_name": "青岭县东升广告有限公司",
              "ent_name_used": "青岭县旭日广告有限公司"}  # fmt: skip
    old = {"cons_name": "青岭县旭日广告有限公司（二户）", "uscc": "91130929MA0020948Q"}
    links = [link("gov_market_entity", 0)]
    county = County(tmp_path, ["用户名称"], {"gov_market_entity": [entity]}, links, customers=[old])
    assert county.one(clear=False).value == "青岭县东升广告有限公司"


def test_a_remark_is_no_other_name(tmp_path: Path) -> None:
    entity = {"record_no": "r0", "uscc": "91130929MA0020948Q", "ent_name": "青岭县东升广告有限公司"}
    same = {"cons_name": "青岭县东升广告有限公司（二户）"}
    links = [link("gov_market_entity", 0)]
    assert County(tmp_path, ["用户名称"], {"gov_market_entity": [entity]}, links, customers=[same]).suggest() == []


def test_the_first_accused_field_that_has_a_value_goes_first(tmp_path: Path) -> None:
    county = County(
        tmp_path, ["证件类型", "证件号码", "用户名称"], {"gov_population": [POPULATION | {"person_name": "孙其根"}]},
        [link("gov_population", 0)],
    )  # fmt: skip
    assert county.one().field == "cert_no"


def test_an_address_needs_a_house(tmp_path: Path) -> None:
    def full(address: str, folder: str) -> list[str]:
        references = {"address_std": [{"addr_code": "a", "full_addr": address}]}
        customers = [PERSON | {"elec_addr": None}]
        county = County(tmp_path / folder, ["用电地址"], references, [link("address_std", 0)], customers=customers)
        return [one.value for one in county.suggest()]

    assert full("青岭县柳河镇人民路3号2号楼1单元501室", "a") == ["青岭县柳河镇人民路3号2号楼1单元501室"]
    assert full("青岭县柳河镇", "b") == []


STRANGE = st.one_of(
    st.sampled_from(["", "𬭎⻓😀", "*" * 30, "长" * 10_000, "13912345678", RIGHT_ID, OTHER_ID, "空", "=1+1"]),
    st.text(max_size=30),
)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(["identifier", "phone", "name", "address", "plain"]), STRANGE)
def test_any_text_can_be_judged(kind: str, text: str) -> None:
    said, good = judge_value(kind, text)
    assert isinstance(said, str)
    if good:
        assert "*" not in text and said


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    offered=st.lists(st.tuples(st.sampled_from([RIGHT_ID, OTHER_ID, WRONG_ID, "1*"]), st.integers(0, 9999)), max_size=5)
)
def test_one_suggestion_at_most_and_it_was_offered(
    offered: list[tuple[str, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    people = [POPULATION | {"record_no": f"r{row}", "cert_no": number} for row, (number, _) in enumerate(offered)]
    links = [link("gov_population", row, f"{chance / 10_000:.4f}") for row, (_, chance) in enumerate(offered)]
    references = {"gov_population": people or [POPULATION]}
    found = County(tmp_path_factory.mktemp("any"), ["证件号码"], references, links).suggest()
    assert len(found) <= 1
    for one in found:
        assert one.value in {RIGHT_ID, OTHER_ID} & {number for number, _ in offered}
        assert suggestion_settings().least <= one.confidence <= 1


def test_settings_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("least: 7\n", encoding="utf-8")
    with pytest.raises(BadInput, match=r"bad\.yaml"):
        suggestion_settings(tmp_path / "bad.yaml")


@pytest.mark.parametrize(
    ("value", "kind", "shown"),
    [
        ("585.000", FieldType.NUMBER, "585"),
        ("500", FieldType.NUMBER, "500"),
        ("0.50", FieldType.COORDINATE, "0.5"),
        ("约 500", FieldType.NUMBER, "约 500"),
        ("10.0", FieldType.TEXT, "10.0"),
    ],
)
def test_numbers_have_no_empty_noughts(value: str, kind: FieldType, shown: str) -> None:
    assert _plain(value, kind) == shown
