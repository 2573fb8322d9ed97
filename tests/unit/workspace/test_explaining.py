"""A record to explain may be named by what a weekly list shows of it."""

from __future__ import annotations

from datetime import date

import pytest

from census_app.foundation.errors import BadInput
from census_app.workspace.explaining import explain_record, named_alone
from census_app.workspace.problems.listing import problem_rows
from census_app.workspace.runs.run import run_check
from census_app.workspace.workspace import Workspace

from .conftest import Prepared
from .county import deliver
from .in_force import put_in_force
from .probe import RULE, write_pack

SOURCES = """
- id: R046
  version: 1
  title: {zh: 电源容量为负}
  category: 供电电源与受电设备
  severity: normal
  table: 供电电源
  wrong:
    - {id: 负数, when: 电源供电容量 < 0, accuses: [电源供电容量], says: {zh: "电源供电容量 {电源供电容量}"}}
  remedy: {zh: 核对}
  source: {kind: engineering}
"""


def _checked(workspace: Workspace) -> None:
    """Customers 1 and 2 with a wrong capacity, customer 1 with two wrong power sources, customer 2 with one."""
    put_in_force(workspace, write_pack(workspace.folder.parent / "probe", RULE + SOURCES))
    rows = [
        {"cons_no": number, "cons_name": "赵小芳", "org_no": "0301", "cons_status": "正常用电客户", "contract_cap": 100,
         "run_cap": 150}
        for number in "12"
    ]  # fmt: skip
    sources = [("1", "1", -5), ("1", "2", -6), ("2", "1", -7)]
    power = [{"cons_no": number, "source_seq": place, "supply_cap": cap} for number, place, cap in sources]
    deliver(workspace, date(2026, 11, 9), rows, power_source=power)
    run_check(workspace)


@pytest.fixture
def county(prepared: Prepared) -> Workspace:
    return prepared(_checked)


def test_by_the_short_number(county: Workspace) -> None:
    for rule, key, number in problem_rows(county).rows(["rule_id", "record_key", "problem_no"]):
        assert explain_record(county, rule, f" {number.lower()}").key == key


def test_a_short_number_of_another_rule_is_told_so(county: Workspace) -> None:
    number = next(one for one, rule in problem_rows(county).rows(["problem_no", "rule_id"]) if rule == "R042")
    with pytest.raises(BadInput, match="是规则 R042 的，不是 R046 的"):
        explain_record(county, "R046", number)


def test_by_the_customer_of_the_only_record_that_was_found(county: Workspace) -> None:
    assert explain_record(county, "R046", "2").key == "2|1"
    assert explain_record(county, "R042", "2").key == "2"


def test_of_several_records_of_a_customer_one_has_to_be_named(county: Workspace) -> None:
    with pytest.raises(BadInput, match=r"有 2 条记录被 R046 报过：1\|1、1\|2"):
        explain_record(county, "R046", "1")
    assert explain_record(county, "R046", "1|2").key == "1|2"


def test_of_a_retired_rule_it_is_said_that_it_is(county: Workspace) -> None:
    retired = RULE.replace("  category:", "  status: retired\n  category:", 1)
    put_in_force(county, write_pack(county.folder.parent / "later", retired + SOURCES))
    with pytest.raises(BadInput, match="规则 R042 已停用"):
        explain_record(county, "R042", "2")


def test_a_short_number_alone_names_rule_and_record(county: Workspace) -> None:
    for rule, number in problem_rows(county).rows(["rule_id", "problem_no"]):
        assert named_alone(county, f" {number.lower()}") == (rule, number)
    with pytest.raises(BadInput, match="没有这个问题：R046"):
        named_alone(county, "R046")
