"""One cause planted in an archive is found and named; chance is not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from census_app.foundation.errors import BadInput
from census_app.workspace.root_causes.settings import CauseSettings, cause_settings

from .archive import CUSTOMERS, Archive, told


def every(condition: str) -> str:
    return f"SELECT list(n) FROM range({CUSTOMERS}) t(n) WHERE {condition}"


def noise(seed: int, percent: int) -> str:
    return every(f"hash(n, {seed}) % 100 < {percent}")


PLANTED: dict[str, tuple[dict[str, Any], tuple[str, str, int]]] = {
    "a recoded area": (
        {"changes": ["UPDATE metering_point SET tg_no = 'N007' WHERE tg_no = 'T007'"],
         "problems": {"R036": "range(350, 400)", "R003": noise(1, 2)}},
        ("recode", "台区编号 T007 → N007", 50),
    ),
    "an area whose record is wrong": (
        {"problems": {"R032": "list_concat(range(350, 398), [3, 900, 1200])", "R003": noise(1, 2)}},
        ("area", "台区 T007 台区7", 48),
    ),
    "an area code nobody knows": (
        {"changes": ["UPDATE customer SET tg_no = 'X' WHERE tg_no = 'T007'"], "problems": {"R032": "range(350, 400)"}},
        ("recode", "台区编号 X → T007", 50),
    ),
    "a feeder": (
        {"problems": {"R032": every("n BETWEEN 500 AND 999 AND hash(n) % 10 < 4")}},
        ("line", "线路 L1 线1", 205),
    ),
    "a bad import file": (
        {"files": "n // 250", "problems": {"R003": f"list_concat(range(500, 700), ({noise(1, 1)}))"}},
        ("source", "用电客户文件 客户2.xlsx", 200),
    ),
    "a file whose columns slipped, in what belongs to its customers too": (
        {"files": "n // 250", "problems": {"R003": "range(500, 750)", "R036": "range(500, 750)"}},
        ("source", "用电客户文件 客户2.xlsx", 500),
    ),
    "a code that maps wrongly": (
        {"changes": ["UPDATE customer SET elec_type = 'Z9' WHERE substr(cons_no, 3)::INTEGER % 97 = 0"],
         "problems": {"R022": every("n % 97 = 0")}},
        ("value", "用电类别“Z9”", 21),
    ),
    "one phone number": (
        {"changes": ["UPDATE customer SET mobile = '13812345678' WHERE substr(cons_no, 3)::INTEGER % 197 = 0"],
         "problems": {"R003": every("n % 197 = 0 OR n % 301 = 0")}},
        ("phone", "电话 138****5678", 11),
    ),
    "a company's new name": (
        {"changes": ["UPDATE customer SET cons_name = '青岭县华兴机械有限公司', uscc = '91130929MA20018551' "
                     "WHERE substr(cons_no, 3)::INTEGER % 397 = 0"],
         "problems": {"R086": every("n % 397 = 0 OR n % 301 = 0")}},
        ("company", "青岭县华兴机械有限公司（91130929MA20018551）", 6),
    ),
    "a company the register has under a new name": (
        {"changes": ["UPDATE customer SET cons_name = '青岭县华兴机械有限公司', uscc = '91130929MA20018551' "
                     "WHERE substr(cons_no, 3)::INTEGER % 397 = 0",
                     "CREATE TABLE gov_market_entity AS SELECT 'r1' AS record_no, '91130929MA20018551' AS uscc, "
                     "'青岭县华盛机械有限公司' AS ent_name"],
         "problems": {"R086": every("n % 397 = 0 OR n % 301 = 0")}},
        ("company", "青岭县华兴机械有限公司 → 青岭县华盛机械有限公司（91130929MA20018551）", 6),
    ),
    "a tariff": ({"problems": {"R023": every("n % 3 = 1")}}, ("price", "电价 A2 居民", 667)),
    "a street": ({"problems": {"R002": every("n % 4 = 1 AND n % 10 < 8")}}, ("place", "道路 柳河建设街", 400)),
    "a reading segment": (
        {"problems": {"R003": every("(n * 7) % 80 = 5")}}, ("segment", "抄表段 S005", 25),
    ),
    "a month": (
        {"problems": {"R003": every("strftime(DATE '2015-01-01' + (n * 13 % 3000)::INTEGER, '%Y%m') = '201803'")}},
        ("period", "立户日期 2018-03", 22),
    ),
}  # fmt: skip


EVERY_OTHER = "substr(tg_no, 2)::INTEGER % 2 = 0 AND tg_no < 'T020'"
ACCUSED_THERE = every("n < 1000 AND n // 50 % 2 = 0")


def test_codes_changed_at_once_do_not_hide_each_other(tmp_path: Path) -> None:
    changes = [f"UPDATE metering_point SET tg_no = 'N' || substr(tg_no, 2) WHERE {EVERY_OTHER}"]
    _, causes = Archive(tmp_path, changes=changes, problems={"R036": ACCUSED_THERE, "R003": noise(1, 2)}).find()
    expected = [("recode", f"台区编号 T{area:03} → N{area:03}", 50) for area in range(0, 20, 2)]
    assert sorted(told(causes)) == expected


def test_references_that_lead_nowhere_do_not_hide_each_other(tmp_path: Path) -> None:
    changes = [
        f"UPDATE metering_point SET tg_no = NULL WHERE {EVERY_OTHER}",
        f"UPDATE customer SET tg_no = 'X' || tg_no WHERE {EVERY_OTHER}",
    ]
    _, causes = Archive(tmp_path, changes=changes, problems={"R032": ACCUSED_THERE, "R003": noise(1, 2)}).find()
    assert sorted(told(causes)) == [("value", f"所属台区编号“XT{area:03}”", 50) for area in range(0, 20, 2)]


@pytest.mark.parametrize("case", PLANTED)
def test_a_planted_cause_is_the_only_one_and_is_named(case: str, tmp_path: Path) -> None:
    archive, expected = PLANTED[case]
    _, causes = Archive(tmp_path, **archive).find()
    assert told(causes) == [expected]


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6), shares=st.lists(st.integers(1, 40), min_size=4, max_size=4))
def test_chance_has_no_cause(seed: int, shares: list[int], tmp_path_factory: pytest.TempPathFactory) -> None:
    rules = ("R003", "R032", "R022", "R002")
    problems = {rule: noise(seed + place, share) for place, (rule, share) in enumerate(zip(rules, shares, strict=True))}
    archive = Archive(tmp_path_factory.mktemp("noise"), problems=problems, files="n // 250")
    found, causes = archive.find()
    assert found.comparisons > 100
    assert told(causes) == []


def test_a_rule_for_few_is_no_cause_of_the_few(tmp_path: Path) -> None:
    """Every high-voltage customer of one unit is asked; that the unit has all of them explains nothing."""
    changes = ["UPDATE customer SET org_no = CASE WHEN cons_sort = '高压' THEN '0399' ELSE '0301' END"]
    problems = {"R005": every("n % 20 = 0 AND hash(n) % 10 < 4")}
    _, causes = Archive(tmp_path, changes=changes, problems=problems, judged={"R005": 100}).find()
    assert told(causes) == []


def test_what_a_rule_judged_bounds_the_comparison(tmp_path: Path) -> None:
    """A rule that judged nobody outside of the area cannot blame the area."""
    problems = {"R032": "range(350, 398)"}
    _, asked_all = Archive(tmp_path / "all", problems=problems).find()
    _, asked_area = Archive(tmp_path / "area", problems=problems, judged={"R032": 50}).find()
    assert (len(asked_all), told(asked_area)) == (1, [])


def test_words_and_counts_of_a_cause(tmp_path: Path) -> None:
    problems = {"R032": "list_concat(range(350, 398), [3, 900, 1200])", "R002": "range(350, 400)"}
    found, (cause,) = Archive(tmp_path, problems=problems).find()
    assert (found.problems.count, cause.problems, cause.counted) == (101, 98, "户")
    assert [(rule.rule_id, rule.problems, rule.accused, rule.members) for rule in cause.rules] == [
        ("R002", 50, 50, 50), ("R032", 48, 48, 50),
    ]  # fmt: skip
    assert [(one.unit, one.name, one.problems) for one in cause.units] == [("0300", "供电所0", 98)]
    assert len(cause.examples) == 3
    assert "R032 这里 50 户有 48 户（96%），别处按 0.21% 算，至少高" in cause.why
    assert "台账" in cause.action


def test_the_id_follows_the_thing_and_not_the_count(tmp_path: Path) -> None:
    _, (before,) = Archive(tmp_path / "a", problems={"R032": "range(350, 398)"}).find()
    _, (after,) = Archive(tmp_path / "b", problems={"R032": "range(360, 398)", "R003": noise(3, 3)}).find()
    _, (other,) = Archive(tmp_path / "c", problems={"R032": "range(400, 448)"}).find()
    assert before.id == after.id != other.id


def test_order_of_rows_does_not_matter(tmp_path: Path) -> None:
    problems = {"R032": "list_concat(range(350, 398), range(500, 560))", "R003": noise(5, 3)}
    _, one = Archive(tmp_path / "a", problems=problems).find()
    _, two = Archive(tmp_path / "b", problems=dict(reversed(problems.items()))).find()
    assert one == two != ()


def test_empty_addresses_are_in_no_street_of_their_own(tmp_path: Path) -> None:
    """The address columns know the street of a customer without an address; so they do of all others."""
    columns = "addr_town = '柳河镇', addr_road = '人民路'"
    changes = [
        "ALTER TABLE customer ADD COLUMN addr_town VARCHAR; ALTER TABLE customer ADD COLUMN addr_road VARCHAR",
        f"UPDATE customer SET {columns}",
        "UPDATE customer SET elec_addr = NULL WHERE hash(substr(cons_no, 3)::INTEGER, 9) % 50 = 0",
    ]
    _, causes = Archive(
        tmp_path, changes=changes, problems={"R002": noise(9, 0).replace("% 100 < 0", "% 50 = 0")}
    ).find()
    assert told(causes) == []


def test_strange_values_are_values_like_others(tmp_path: Path) -> None:
    strange = "'' || '’; DROP TABLE customer; --😀𬭎⻓' || repeat('长', 3000)"
    changes = [f"UPDATE customer SET mr_sect_no = {strange}, tg_no = {strange} WHERE tg_no = 'T007'"]
    _, (cause,) = Archive(tmp_path, changes=changes, problems={"R003": "range(350, 400)"}).find()
    assert cause.problems == 50


def test_one_value_everywhere_explains_nothing(tmp_path: Path) -> None:
    changes = ["UPDATE customer SET mobile = '13800000000', tg_no = 'T', mr_sect_no = NULL, tg_manager = ''"]
    _, causes = Archive(tmp_path, changes=changes, problems={"R003": every("true")}).find()
    assert told(causes) == []


def test_without_problems_nothing_is_found(tmp_path: Path) -> None:
    found, causes = Archive(tmp_path).find()
    assert (found.problems.count, causes) == (0, ())


def test_an_unknown_kind_in_the_settings_is_refused(tmp_path: Path) -> None:
    content = cause_settings().model_dump()
    content["kinds"]["moon"] = content["kinds"]["area"]
    with pytest.raises(BadInput, match="moon"):
        Archive(tmp_path).find(CauseSettings.model_validate(content))


def test_settings_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("confidence: 2\n", encoding="utf-8")
    with pytest.raises(BadInput, match=r"bad\.yaml"):
        cause_settings(tmp_path / "bad.yaml")
