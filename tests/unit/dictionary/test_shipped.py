"""What ships must load clean and keep the promises the other layers build on."""

from __future__ import annotations

from collections import Counter

from census_app.dictionary.check import find_faults
from census_app.dictionary.loader import dictionary_hash, load_dictionary
from census_app.dictionary.model import Dictionary, FieldType, PersonalData, TableKind
from census_app.dictionary.names import Names
from census_app.foundation.resources import resource

CONTRACT_TABLES = """用电客户 供电电源 受电设备 计量点 电能表 互感器 台区 线路 变电站 月账 供用电合同 业扩工单 发电客户
充电设施 重要客户 居住区 营业厅 专线专题 可调节负荷 单位 电价 变损标准 工商登记 公安核验 不动产 标准地址 缴费回流 运营商
PMS设备 采集日 工作日历 普查记录 人员 稽查工单 时限表 户号沿革 最新合同 最近采集 最新核查 月电量""".split()

CONTRACT_RELATIONS = {
    "用电客户": "台区 线路 居住区 单位 "
    "计量点 电能表 互感器 受电设备 供电电源 "
    "供用电合同 业扩工单 月账 发电客户 "
    "充电设施 专线专题 缴费回流 月电量 最新合同 重要客户 可调节负荷 "
    "工商登记_按信用代码 公安核验_按证件号 运营商 不动产",
    "计量点": "用户 台区 线路 上级计量点 下级计量点 电能表 互感器 电价 月账 月电量",
    "电能表": "计量点 用户 采集日 最近采集",
    "互感器": "计量点 用户",
    "台区": "线路 用电客户 计量点 单位 PMS台区 受电设备",
    "线路": "变电站 主线 支线 台区 用电客户 单位",
    "变电站": "线路",
    "供电电源": "用户 线路 变电站",
    "发电客户": "用户 接入台区",
    "月账": "用户 计量点",
}


def test_446_census_items_in_13_categories() -> None:
    dictionary = load_dictionary()
    counted = Counter(
        field.category for table in dictionary.tables.values() for field in table.fields if field.census_item
    )
    assert sum(counted.values()) == 446
    assert {category.id: category.census_items for category in dictionary.categories} == dict(counted)
    assert len(dictionary.categories) == 13


def test_36_census_items_are_personal_6_of_them_sensitive() -> None:
    grades = Counter(
        field.personal for table in load_dictionary().tables.values() for field in table.fields if field.census_item
    )
    assert grades[PersonalData.PERSONAL] + grades[PersonalData.SENSITIVE] == 36
    assert grades[PersonalData.SENSITIVE] == 6


def test_every_table_and_relation_of_the_contract_is_found_by_its_chinese_name() -> None:
    names = Names(load_dictionary())
    assert [name for name in CONTRACT_TABLES if names.table(name) is None] == []
    missing = [
        (table_name, relation)
        for table_name, relations in CONTRACT_RELATIONS.items()
        for relation in relations.split()
        if (table := names.table(table_name)) is None or names.relation(table.id, relation) is None
    ]
    assert missing == []


def test_identifiers_never_pass_through_a_number() -> None:
    wrong = [
        (table.id, field.id)
        for table in load_dictionary().tables.values()
        for field in table.fields
        if field.id.endswith(("_no", "mobile", "phone"))
        and field.id not in ("shift_no", "phase_no", "model_no")
        and not field.identifier
    ]
    assert wrong == []


def test_derived_tables_take_their_fields_from_the_source() -> None:
    dictionary = load_dictionary()
    energy = dictionary.table("monthly_energy")
    assert energy.kind is TableKind.DERIVED
    assert energy.field("month_index").type is FieldType.INTEGER
    assert energy.field("read_pq") == dictionary.table("billing_month").field("read_pq").model_copy(
        update={
            "aliases": (),
            "census_item": False,
            "category": None,
            "core": False,
            "basic": False,
            "onsite": False,
        }
    )
    contract = dictionary.table("contract")
    assert [field.id for field in dictionary.table("latest_contract").fields] == [field.id for field in contract.fields]


def test_the_shipped_dictionary_has_no_faults_that_a_start_would_look_for() -> None:
    assert find_faults(load_dictionary()) == []


def test_the_shipped_dictionary_is_read_once_and_has_one_hash() -> None:
    shipped = load_dictionary()
    assert load_dictionary() is shipped
    again = load_dictionary(resource("dictionary"))
    assert again is not shipped
    assert dictionary_hash(again) == dictionary_hash(shipped)
    other = Dictionary(**{**shipped.model_dump(), "version": "other"})
    assert dictionary_hash(other) != dictionary_hash(shipped)


def test_link_relations_lead_to_tables_of_linked_rows() -> None:
    dictionary = load_dictionary()
    relations = {one.name: one for one in dictionary.table("customer").relations if one.link}
    assert {"公安比对", "工商比对", "总分公司", "疑似同户", "同户组"} <= set(relations)
    for relation in relations.values():
        assert relation.fields == (("cons_no", "link_left"),)
        table = dictionary.table(relation.target)
        assert table.kind is TableKind.DERIVED and table.rule_name == relation.name
        assert table.linked is not None and table.linked.link == relation.link
        assert not any(field.census_item or field.aliases for field in table.fields)
    people = dictionary.table("population_link")
    assert people.field("cert_no").personal == dictionary.table("gov_population").field("cert_no").personal
