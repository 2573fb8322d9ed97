from __future__ import annotations

from typing import Any

import pytest

from census_app.archive.fabricate import Masked
from census_app.matching.decisions import Decision
from census_app.matching.links import SELF, CoverVerdict
from tests.unit.checking.build import County, Links

CUSTOMERS = [
    {"cons_no": str(number), "cons_name": name} for number, name in enumerate(("张三", "李四", "王五", "赵六"))
]
PEOPLE = [
    {"record_no": "P0", "person_name": "张三"},
    {"record_no": "P1", "person_name": "李斯"},
    {"record_no": "P2", "person_name": "孙七"},
]
TABLES = {"customer": CUSTOMERS, "gov_population": PEOPLE}
NAME_DIFFERS = "公安比对 is not null and 用户名称 <> 公安比对.姓名"
PEOPLE_LINKS = Links.of("gov_population", {"0": [0], "1": [1], "2": "review", "3": "none"})


def _rule(wrong: Any, **more: Any) -> dict[str, Any]:
    return {"id": "R900", "table": "用电客户", "wrong": wrong, "accuses": ["用户名称"], **more}


def test_linked_rows_are_read_like_any_relation(county: County) -> None:
    checked = county.check(TABLES, [_rule(NAME_DIFFERS, says="登记的是“{公安比对.姓名}”")], links=PEOPLE_LINKS)
    assert checked.accused("R900") == ["1"]
    assert checked.findings[0]["message"] == "登记的是“李*”"
    assert checked.counted("R900") == (1, 2, 0, 1, 0)
    assert checked.reasons("R900") == {"link_in_review": 1}


def test_without_a_link_set_nothing_is_judged(county: County) -> None:
    checked = county.check(TABLES, [_rule(NAME_DIFFERS)])
    assert checked.counted("R900") == (0, 0, 0, 4, 0)
    assert checked.reasons("R900") == {"not_linked": 4}


def test_is_null_only_where_a_comparison_found_nobody(county: County) -> None:
    links = Links.of("gov_population", {"0": [0], "2": "review", "3": "none"})
    checked = county.check(TABLES, [_rule("公安比对 is null")], links=links)
    assert checked.accused("R900") == ["3"]
    assert checked.reasons("R900") == {"link_in_review": 1, "not_linked": 1}
    dangling = county.check(TABLES, [_rule("悬空(公安比对)")], links=links)
    assert dangling.accused("R900") == ["3"]


def test_what_nobody_could_tell_is_not_judged(county: County) -> None:
    links = Links.of("gov_population", {"0": [0], "1": "open", "2": "none", "3": "none"})
    checked = county.check(TABLES, [_rule("公安比对 is null")], links=links)
    assert checked.accused("R900") == ["2", "3"]
    assert checked.reasons("R900") == {"link_in_review": 1}


def test_another_source_of_the_set_says_nothing(county: County) -> None:
    links = Links.of("gov_market_entity", {"0": "none"})
    checked = county.check(TABLES, [_rule("公安比对 is null")], links=links)
    assert checked.reasons("R900") == {"not_linked": 4}


def test_accepted_links_count_and_say_how_they_were_made(county: County) -> None:
    links = Links.of("gov_population", {"0": [(2, Decision.ACCEPTED, "P2")], "1": [1]})
    rule = _rule("公安比对.比对结论 = '人工确认' and 公安比对.比对分 >= 12 and 公安比对.比对把握 = 0.99")
    assert county.check(TABLES, [rule], links=links).accused("R900") == ["0"]


def test_a_candidate_in_review_is_no_link(county: County) -> None:
    links = Links(
        Links.of("gov_population", {"0": [(2, Decision.REVIEW, "P2")]}).links,
        Links.of("gov_population", {"0": "review"}).covered,
    )
    checked = county.check(TABLES, [_rule(NAME_DIFFERS)], links=links)
    assert checked.counted("R900") == (0, 0, 0, 4, 0)


def test_two_links_of_one_record_are_ambiguous(county: County) -> None:
    checked = county.check(TABLES, [_rule(NAME_DIFFERS)], links=Links.of("gov_population", {"0": [0, 1]}))
    assert checked.reasons("R900") == {"ambiguous": 1, "not_linked": 3}


def test_masked_values_of_a_linked_row_stay_unknown(county: County) -> None:
    people = [{"record_no": "P0", "person_name": Masked("张*")}]
    tables = {"customer": CUSTOMERS[:1], "gov_population": people}
    checked = county.check(tables, [_rule(NAME_DIFFERS)], links=Links.of("gov_population", {"0": [0]}))
    assert checked.reasons("R900") == {"masked": 1}


def test_vetoes_are_evidence_of_their_own(county: County) -> None:
    vetoed = (1, Decision.SAME_ADDRESS_OTHER_NAME, "P1")
    branch = (2, Decision.OTHER_BRANCH, "P2")
    links = Links.of("gov_population", {"0": [0], "1": [vetoed, branch], "2": "review"})
    checked = county.check(TABLES, [_rule("any(同址异名_公安, 成员.姓名 = '李斯')")], links=links)
    assert checked.accused("R900") == ["1"]
    assert checked.counted("R900") == (1, 2, 0, 1, 0)
    counted = county.check(TABLES, [_rule("count(同址异名_公安) = 0")], links=links)
    assert counted.accused("R900") == ["0", "2"]
    assert counted.reasons("R900") == {"not_linked": 1}


def test_links_within_the_archive_hold_both_ways(county: County) -> None:
    links = Links.of(
        SELF, {"0": [(1, Decision.AUTO, "1")], "1": [(2, Decision.ACCEPTED, "2")], "2": "linked", "3": "none"}
    )
    rule = _rule("count(疑似同户) >= 1", says="{count(疑似同户)}")
    checked = county.check(TABLES, [rule], links=links)
    assert [(row["record_key"], row["message"]) for row in checked.findings] == [("0", "1"), ("1", "2"), ("2", "1")]
    assert checked.counted("R900") == (3, 1, 0, 0, 0)


def test_linked_customers_are_a_group_through_others(county: County) -> None:
    links = Links.of(SELF, {"0": [(1, Decision.AUTO, "1")], "1": [(2, Decision.AUTO, "2")], "2": "linked", "3": "none"})
    says = "{同户组.组号}有 {同户组.组内户数} 户，{count(同户组.成员户, 用电客户.用户名称 <> '张三')} 户不叫张三"
    checked = county.check(TABLES, [_rule("同户组.组内户数 > 2", says=says)], links=links)
    assert [row["message"] for row in checked.findings] == ["0有 3 户，2 户不叫张三"] * 3
    grouped = {"by": ["同户组.组号"], "grain": "one", "wrong": "count() > 2"}
    rule = {"id": "R900", "table": "用电客户", "group": grouped, "accuses": ["用户名称"], "says": "{count()}"}
    found = county.check(TABLES, [rule], links=links)
    assert found.accused("R900") == ["0"]


def test_a_pending_group_is_not_judged(county: County) -> None:
    links = Links.of(SELF, {"0": "review", "1": "none"})
    checked = county.check(TABLES, [_rule("同户组 is null")], links=links)
    assert checked.accused("R900") == ["1"]
    assert checked.reasons("R900") == {"link_in_review": 1, "not_linked": 2}


def test_links_are_followed_from_other_tables(county: County) -> None:
    points = [{"mp_no": str(number), "cons_no": str(number)} for number in range(4)]
    rule = {
        **_rule("用户.公安比对 is null or 用户.公安比对.姓名 = '李斯'", says="{计量点编号}"),
        "table": "计量点",
        "accuses": ["计量点编号"],
    }
    checked = county.check({**TABLES, "metering_point": points}, [rule], links=PEOPLE_LINKS)
    assert checked.accused("R900") == ["1", "3"]
    assert checked.reasons("R900") == {"link_in_review": 1}


MIXED = [
    {"id": "空", "when": "为空(用户名称)"},
    {"id": "比对", "when": NAME_DIFFERS},
]


def test_a_clause_nobody_compared_leaves_the_others_to_judge(county: County) -> None:
    checked = county.check(TABLES, [_rule(MIXED)])
    assert checked.counted("R900") == (0, 4, 0, 0, 0)
    by_clause = {row["clause"]: (row["right"], row["cannot_judge"]) for row in checked.counts}
    assert by_clause == {"": (4, 0), "空": (4, 0), "比对": (0, 4)}
    linked = county.check(TABLES, [_rule(MIXED)], links=PEOPLE_LINKS)
    assert linked.counted("R900") == (1, 2, 0, 1, 0)


def test_with_nothing_but_links_to_go_by_there_is_no_verdict(county: County) -> None:
    clauses = [{"id": "姓名", "when": NAME_DIFFERS}, {"id": "无人", "when": "公安比对 is null"}]
    assert county.check(TABLES, [_rule(clauses)]).reasons("R900") == {"not_linked": 4}


@pytest.mark.parametrize(
    ("accused", "expected"),
    [("空", ("right", "")), ("比对", ("cannot_judge", "not_linked")), ("空,比对", ("cannot_judge", "not_linked"))],
)
def test_what_a_link_accused_is_proven_right_by_a_link_only(
    county: County, accused: str, expected: tuple[str, str]
) -> None:
    watch = [("R900", "customer", "0", accused)]
    assert county.check(TABLES, [_rule(MIXED)], watch=watch).watched["R900", "0"] == expected
    linked = county.check(TABLES, [_rule(MIXED)], watch=watch, links=PEOPLE_LINKS)
    assert linked.watched["R900", "0"] == ("right", "")


def test_keys_with_the_separator_in_them_are_found(county: County) -> None:
    customers = [{"cons_no": "a|b\\", "cons_name": "张三"}]
    tables = {"customer": customers, "gov_population": PEOPLE}
    links = Links.of("gov_population", {"a\\|b\\\\": [1]})
    assert len(county.check(tables, [_rule(NAME_DIFFERS)], links=links).findings) == 1


def test_contradicting_verdicts_of_one_key_are_no_verdict(county: County) -> None:
    both = Links.of("gov_population", {"0": "none"}) + Links.of("gov_population", {"0": "review"})
    checked = county.check(TABLES, [_rule("公安比对 is null")], links=both)
    assert checked.reasons("R900") == {"not_linked": 4}
    assert {one.verdict for one in both.covered} == {CoverVerdict.NONE, CoverVerdict.REVIEW}
