"""Next week's export is not last week's: what was decided about columns is used where it still speaks of them."""

from __future__ import annotations

import os
from pathlib import Path

import duckdb
import pytest

from census_app.archive.raw import RawTable
from census_app.archive.recognition.mapping import (
    SavedMapping,
    TableMapping,
    load,
    load_remembered,
    load_written,
    propose,
)
from census_app.archive.report import ImportRequest
from census_app.dictionary.loader import load_dictionary
from census_app.foundation.engines import kept_engine
from census_app.foundation.errors import BadInput
from tests.unit.archive.corpus import customer, workbook
from tests.unit.archive.delivering import run, write
from tests.unit.archive.recognition.test_recognise import fields, recognise

ODD = ["编码甲", "名字乙", "用电类别", "供电电压", "合同容量", "立户日期", "用电地址"]
DECIDED = {"编码甲": "cons_no", "名字乙": "cons_name"}
POINTS = ["计量点编号", "户号", "计量点名称", "台区编号", "计量点状态", "计量方式", "接线方式"]


@pytest.fixture
def connection():
    with kept_engine(1) as opened:
        yield opened


def _decided(table: RawTable) -> TableMapping:
    entry = TableMapping.of(table)
    columns = tuple(
        column.model_copy(update={"field": DECIDED.get(column.header, column.field)}) for column in entry.columns
    )
    return entry.model_copy(update={"columns": columns})


def _remembered(folder: Path, connection: duckdb.DuckDBPyConnection, file: str = "导出.xlsx") -> SavedMapping:
    found = recognise(folder, connection, [ODD, customer(1)], "用电客户", file)
    return SavedMapping().with_table(_decided(found))


def test_a_column_that_came_is_recognised_and_said(tmp_path, connection):
    saved = _remembered(tmp_path, connection)
    rows = [[*ODD, "移动电话", "户名"], [*customer(1), "13812345678", "旧名"]]
    table = recognise(tmp_path, connection, rows, "用电客户", mapping=saved)
    assert fields(table)["移动电话"] == "mobile"
    assert fields(table)["名字乙"] == "cons_name", "what was decided stands"
    assert "户名" not in fields(table), "two columns do not feed one field"
    assert any("“移动电话”→移动电话" in note for note in table.notes)


def test_a_column_that_came_tells_apart_what_was_one(tmp_path, connection):
    headers, row = ["互感器资产编号", "计量点编号", "互感器类型", "电流变比"], ["IT1", "MP1", "组合互感器", "20"]
    alone = recognise(tmp_path, connection, [headers, row], "互感器")
    assert fields(alone)["电流变比"] == "ratio"
    saved = SavedMapping().with_table(TableMapping.of(alone))
    table = recognise(tmp_path, connection, [[*headers, "电压变比"], [*row, "100"]], "互感器", mapping=saved)
    assert fields(table)["电压变比"] == "pt_ratio", "nothing delivered is lost"
    assert fields(table)["电流变比"] == "ratio", "what was decided stands"
    assert any("“电压变比”→电压变比" in note for note in table.notes)


def test_a_column_that_left_does_not_undo_what_was_decided_about_the_others(tmp_path, connection):
    saved = _remembered(tmp_path, connection)
    table = recognise(tmp_path, connection, [ODD[:-1], customer(1)[:-1]], "用电客户", mapping=saved)
    assert table.usable
    assert fields(table)["编码甲"] == "cons_no"
    assert any("这次没有的列：用电地址" in note for note in table.notes)


def test_a_small_list_of_last_week_does_not_speak_for_the_whole_export(tmp_path, connection):
    small = recognise(tmp_path, connection, [["户号", "户名"], customer(1)[:2]], "用电客户", "补充.xlsx")
    saved = propose([small])
    full = ["户号", "户名", *ODD[2:]]
    table = recognise(tmp_path, connection, [full, customer(1)], "用电客户", mapping=saved)
    assert len(fields(table)) == len(full)
    both = propose([recognise(tmp_path, connection, [full, customer(1)], "用电客户"), small])
    table = recognise(tmp_path, connection, [full, customer(1)], "用电客户", mapping=both)
    assert table.remembered == ("导出 用电客户", "")


def test_a_list_with_few_of_its_columns_does_not_make_it_another_table(tmp_path, connection):
    few = ["户号", "计量点编号", "台区编号"]
    entry = TableMapping.of(recognise(tmp_path, connection, [few, ["1", "9", "T"]], "计量点", "少.xlsx"))
    meters = ["电能表资产编号", *few, "电能表类别", "额定电压", "安装日期", "出厂编号", "检定日期"]
    row = ["4330001", "1", "9", "T", "智能表", "220V", "2020-01-02", "7", "2020-01-01"]
    table = recognise(tmp_path, connection, [meters, row], "电能表", "电能表.xlsx", SavedMapping().with_table(entry))
    assert table.table == "meter"


def test_what_was_decided_about_one_file_is_not_undone_by_its_sisters(tmp_path, connection):
    names = ("桃花所.xlsx", "漳江所.xlsx")
    first, second = (recognise(tmp_path, connection, [ODD, customer(1)], "用电客户", name) for name in names)
    assert len(propose([first, second]).tables) == 1, "the same columns are said once"
    saved = (
        SavedMapping()
        .with_table(_decided(first))
        .with_table(TableMapping.of(second).model_copy(update={"columns": TableMapping.of(first).columns}))
    )
    table = recognise(tmp_path, connection, [ODD, customer(1)], "用电客户", names[0], saved)
    assert fields(table)["名字乙"] == "cons_name"


def test_sources_left_out_are_counted_and_not_taken(catalogue, tmp_path):
    book = workbook(
        tmp_path / "台账_20261120.xlsx",
        {"用电客户": [["户号", "户名", "供电单位编码"], ["0001", "张三", "A"]], "计量点": [POINTS, *[["9"] * 7] * 2]},
    )
    other = write(tmp_path, "用电客户_20261121.csv", ["户号,户名,供电单位编码", "0002,李四,A"])
    left_out = frozenset({("台账_20261120.xlsx", "计量点"), ("用电客户_20261121.csv", "")})
    report = run(catalogue, book, other, left_out=left_out)
    assert {name: table.rows for name, table in report.tables.items()} == {"customer": 1}
    assert [(source.file, source.sheet) for source in report.left_out] == sorted(left_out)
    assert not report.refused
    assert ImportRequest().left_out == frozenset()


@pytest.mark.parametrize(
    "text",
    [
        "tables: " + "[" * 20_000,
        "tables: " + "- " * 20_000,
        "tables: [{table: a, saved: 2026-02-30, columns: []}]",
        "tables: 0001-01-01 00:00:00 +99:99",
        f"tables: [{{table: a, columns: [{{index: {'9' * 6000}}}]}}]",
        "tables: &a [*a]",
        "tables: !!python/object/apply:os.getcwd []",
        "tables: a\0b",
        "#" * 3_000_000,
    ],
    ids=lambda text: text[:24].replace("\0", "0"),
)
def test_a_mapping_nobody_saved_is_refused_in_words(tmp_path, text):
    (tmp_path / "m.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=r"m\.yaml") as caught:
        load(tmp_path / "m.yaml")
    assert caught.value.advice


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "m.yaml")
    with pytest.raises(BadInput, match="不是普通文件"):
        load(tmp_path / "m.yaml")


def _written(path: Path, *fields_of_columns: str) -> Path:
    columns = "".join(
        f"- {{index: {index}, header: 列{index}, field: {name}}}\n  " for index, name in enumerate(fields_of_columns)
    )
    path.write_text(f"tables:\n- table: 用电客户\n  header_rows: [1]\n  columns:\n  {columns}\n", encoding="utf-8")
    return path


def test_a_mapping_may_name_fields_as_people_do(tmp_path):
    written = _written(tmp_path / "对应.yaml", "用户状态", "cons_no", "供电单位编码", "null")
    (entry,) = load_written(written, load_dictionary()).tables
    assert entry.table == "customer"
    assert [column.field for column in entry.columns] == ["cons_status", "cons_no", "org_no", None]


def test_a_field_that_does_not_exist_is_refused_with_what_is_near_instead_of_losing_the_column(tmp_path):
    with pytest.raises(BadInput, match="列“列1”写的字段 用户状太，表 用电客户 里没有") as refused:
        load_written(_written(tmp_path / "对应.yaml", "cons_no", "用户状太"), load_dictionary())
    assert "用户状态" in refused.value.advice


def test_two_columns_of_one_field_are_refused_instead_of_losing_one(tmp_path):
    with pytest.raises(BadInput, match=r"“列0”和“列2”两列都对应到 用电客户\.用户名称"):
        load_written(_written(tmp_path / "对应.yaml", "cons_name", "cons_no", "用户名称"), load_dictionary())


def test_a_workspace_that_remembers_chinese_names_still_knows_its_columns(tmp_path):
    written = _written(tmp_path / "remembered.yaml", "用户编号", "cons_status", "早已没有的字段", "null")
    (entry,) = load_remembered(written, load_dictionary()).tables
    assert entry.table == "customer"
    told = {column.header: column.field for column in entry.columns}
    assert told == {"列0": "cons_no", "列1": "cons_status", "列3": None}, "what cannot be told is recognised anew"


def test_a_table_that_no_longer_exists_is_recognised_anew(tmp_path):
    written = tmp_path / "remembered.yaml"
    written.write_text("tables:\n- {table: 早已没有的表, header_rows: [1], columns: []}\n", encoding="utf-8")
    assert load_remembered(written, load_dictionary()).tables == ()
