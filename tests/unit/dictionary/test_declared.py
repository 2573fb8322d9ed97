"""A source of the matcher brings its own table and relations: a new register is one file."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from census_app.dictionary.loader import load_dictionary
from census_app.dictionary.model import Cardinality, Dictionary, LinkFinds, TableKind
from census_app.foundation.errors import BadInput
from census_app.matching.sources import read_source

SOURCE = """
id: insurance
table: insurance
zh: 社保参保
declares:
  zh: 社保参保名册
  aliases: [参保名册]
  fields:
    - {id: person_name, zh: 姓名, aliases: [参保人], personal: personal}
relations:
  - {name: 社保比对, en: insurance_link}
  - {name: 同址异名_社保, en: insurance_same_address_other_name, finds: same_address_other_name}
roles:
  name: {kind: name, left: [cons_no], right: [person_name]}
keys: [name.full]
"""
DECISIONS = "link_decision:\n  zh: 比对结论\n  values:\n    - {code: auto, label: 自动关联}\n"


def _loaded(written: Path, source: str) -> tuple[Dictionary, Path]:
    folder = written / "dictionary"
    folder.mkdir()
    for name in ("dictionary.yaml", "categories.yaml", "tables", "code_lists"):
        shutil.move(written / name, folder / name)
    path = written / "matching" / "sources" / "insurance.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(source, encoding="utf-8")
    (folder / "code_lists" / "links.yaml").write_text(DECISIONS, encoding="utf-8")
    return load_dictionary(folder), path


def test_a_table_nobody_declares_is_told_with_what_to_write(write_dictionary) -> None:
    with_declaration = SOURCE.index("declares:"), SOURCE.index("relations:")
    without = SOURCE[: with_declaration[0]] + SOURCE[with_declaration[1] :]
    with pytest.raises(BadInput, match=r"insurance.yaml：字典里没有表 insurance.*declares"):
        _loaded(write_dictionary(), without)


def test_a_column_of_running_numbers_is_the_record_no_unless_a_field_of_its_own(write_dictionary) -> None:
    field = "    - {id: filing_no, zh: 备案号}\n"
    dictionary, _ = _loaded(write_dictionary(), SOURCE.replace("  fields:\n", f"  fields:\n{field}"))
    aliases = dictionary.table("insurance").field("record_no").aliases
    assert "登记号" in aliases
    assert "备案号" not in aliases


def test_a_register_is_declared_with_its_source(write_dictionary) -> None:
    dictionary, path = _loaded(write_dictionary(), SOURCE)
    table = dictionary.table("insurance")
    assert (table.kind, table.key, table.key_may_lack, table.rule_name) == (
        TableKind.REFERENCE,
        ("record_no",),
        True,
        "社保参保名册",
    )
    assert [field.id for field in table.fields] == ["record_no", "person_name"]
    given = {one.name: one for one in dictionary.table("customer").relations if one.link}
    assert {name: (one.link, one.cardinality, one.finds) for name, one in given.items()} == {
        "社保比对": ("insurance", Cardinality.ONE, LinkFinds.LINKED),
        "同址异名_社保": ("insurance", Cardinality.MANY, LinkFinds.SAME_ADDRESS_OTHER_NAME),
    }
    assert dictionary.table(given["社保比对"].target).linked is not None
    assert read_source(path).table == "insurance"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("table: insurance", "table: area", "表 area 字典里已经有了"),
        ("relations:", "left_table: nowhere\nrelations:", "记在表 nowhere 上"),
        ("relations:", "left_table: [customer]\nrelations:", "一条条"),
        ("{name: 社保比对, en: insurance_link}", "社保比对", "一条条"),
        ("{id: person_name, zh: 姓名,", "{id: person_name, zhs: 姓名,", "insurance.yaml：.*zhs"),
        ("id: insurance\n", "id: insurence\n", "insurance.yaml：id 应与文件名相同"),
        ("left: [cons_no]", "left: [cons_nu]", "roles.name.left：表 customer 没有字段 cons_nu，是否指 cons_no"),
        ("left: [cons_no]", "left: [cons_no], town: [addr_tawn]", "roles.name.town：表 customer 没有字段 addr_tawn"),
        (
            "keys: [name.full]",
            "keys: [name.full]\ndated: reg_day",
            "insurance.yaml：dated：表 insurance 没有字段 reg_day",
        ),
        ("right: [person_name]", "right: [name]", "roles.name.right：表 insurance 没有字段 name，是否指 person_name"),
        ("finds: same_address_other_name", "finds: other", "insurance.yaml：.*只能是 .*same_address_other_name"),
        ("personal: personal", "personal: secret", "insurance.yaml：.*只能是 .*sensitive"),
        ("name: 社保比对", "name: 同址异名_社保", "同址异名_社保"),
    ],
)
def test_what_a_source_declares_wrongly_is_refused_by_name(write_dictionary, old: str, new: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        _loaded(write_dictionary(), SOURCE.replace(old, new, 1))
