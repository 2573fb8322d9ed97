from __future__ import annotations

import pytest

from census_app.dictionary.loader import load_dictionary
from census_app.dictionary.names import Names


@pytest.fixture(scope="module")
def names() -> Names:
    return Names(load_dictionary())


@pytest.mark.parametrize("name", ["distribution_transformer", "台区", "台区(配电变压器)", "台区（配电变压器）"])
def test_a_table_is_found_by_id_rule_name_and_label(names: Names, name: str) -> None:
    found = names.table(name)
    assert found is not None
    assert found.id == "distribution_transformer"


@pytest.mark.parametrize("name", ["run_status", "台区运行状态", "运行状态"])
def test_a_field_is_found_by_id_rule_name_and_label(names: Names, name: str) -> None:
    found = names.field("distribution_transformer", name)
    assert found is not None
    assert found.id == "run_status"


def test_header_aliases_do_not_resolve(names: Names) -> None:
    assert names.field("customer", "户号") is None
    assert names.table("用户档案") is None


def test_relations_and_unknown_names(names: Names) -> None:
    found = names.relation("customer", "月电量")
    assert found is not None
    assert found.target == "monthly_energy"
    assert names.relation("customer", "monthly_energy") == found
    assert names.field("没有这张表", "户名") is None
    assert names.relation("customer", "没有") is None


def test_nearest_puts_the_best_first_and_keeps_silent_when_nothing_is_near(names: Names) -> None:
    candidates = [field.rule_name for field in load_dictionary().table("customer").fields]
    assert names.nearest("用户状太", candidates)[0] == "用户状态"
    assert names.nearest("容量", candidates) == ["合同容量", "运行容量"]
    assert names.nearest("xyz", candidates) == []
    assert len(names.nearest("用户", candidates, limit=2)) == 2
