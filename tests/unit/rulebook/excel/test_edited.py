"""A workbook after people and spreadsheets worked on it: read as seen, or refused with the cell named."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from census_app.foundation.errors import BadInput
from census_app.rulebook.packs import load_pack

RULES = """
- id: R001
  version: 1
  title: {zh: 户名为空, en: No name}
  category: 客户基础档案
  severity: urgent
  table: 用电客户
  wrong:
    - id: 短
      when: 长度(用户名称) < :最短
      accuses: [用户名称, 用户编号]
      says: {zh: "户名“{用户名称}”太短"}
  params:
    最短: {value: 2, unit: 字}
    分类: {value: [高压, 低压居民]}
    周期: {value: {一级: 3, 二级: 6}, unit: 月, dated: [{since: 2027-01-01, value: {一级: 2, 二级: 5}}]}
  remedy: {zh: 补录}
  source: {kind: seed}
  cases:
    - {expect: wrong, record: {用户名称: 甲}}
    - {expect: right, related: {受电设备: [{}, {铭牌容量: 200}], 计量点: []}, params: {最短: 1}}
    - {expect: cannot_judge, absent: [用户名称], peers: [{用户名称: 乙}]}
- id: R002
  version: 1
  title: {zh: 户号重复}
  category: 客户基础档案
  severity: normal
  table: 用电客户
  unique: [用户编号]
  accuses: [用户编号]
  says: {zh: 户号重复}
  remedy: {zh: 改正}
  source: {kind: seed}
"""
Edit = Callable[[Path, Callable[[Any], None]], Path]


@pytest.fixture
def path(workbook_of: Callable[..., Path]) -> Path:
    return workbook_of(RULES, baseline="用电客户: {用户编号: '0100', 用户名称: 张三}\n")


def _column(sheet: Any, header: str) -> int:
    return next(cell.column for cell in sheet[2] if cell.value == header)


def _cell(book: Any, sheet: str, header: str, row: int) -> Any:
    return book[sheet].cell(row, _column(book[sheet], header))


def _set(sheet: str, header: str, row: int, value: Any, number_format: str = "") -> Callable[[Any], None]:
    def change(book: Any) -> None:
        cell = _cell(book, sheet, header, row)
        cell.value = value
        if number_format:
            cell.number_format = number_format

    return change


def _says(path: Path) -> str:
    with pytest.raises(BadInput) as caught:
        load_pack(path)
    return caught.value.message


def test_a_threshold_and_a_severity(path: Path, edited: Edit) -> None:
    def change(book: Any) -> None:
        _cell(book, "参数", "值", 3).value = "4"
        _cell(book, "规则", "级别", 3).value = "一般"

    before, after = load_pack(path), load_pack(edited(path, change))
    assert after.rule("R001").params["最短"].value == "4"
    assert after.rule("R001").severity == "normal"
    assert after.fingerprint != before.fingerprint
    assert after.rule("R002") == before.rule("R002")


@pytest.mark.parametrize(
    ("sheet", "header", "row", "value", "number_format", "expected"),
    [
        ("参数", "值", 3, 2.5, "General", "2.5"),
        ("参数", "值", 3, 4, "@", "4"),
        ("参数", "值", 3, date(2026, 3, 1), "yyyy/m/d", "2026-03-01"),
        ("参数", "值", 3, True, "General", "true"),
        ("参数", "值", 3, "  7 ", "@", "7"),
        ("参数", "值", 3, '" 7"', "@", " 7"),
        ("参数", "值", 3, "=1+1", "@", None),
    ],
)
def test_values_as_people_leave_them(
    path: Path, edited: Edit, sheet: str, header: str, row: int, value: Any, number_format: str, expected: str | None
) -> None:
    edited(path, _set(sheet, header, row, value, number_format))
    if expected is None:
        assert "参数!D3 “值”里是公式：算好再填值" in _says(path)
    else:
        assert load_pack(path).rule("R001").params["最短"].value == expected


@pytest.mark.parametrize(
    ("sheet", "header", "row", "value", "number_format", "says"),
    [
        ("参数", "值", 3, 123456789012345678, "General", "参数!D3 “值”这是数字，位数太多"),
        ("参数", "值", 3, 0.5, "0%", "参数!D3 “值”数字带格式“0%”"),
        ("参数", "值", 3, date(2026, 3, 1), 'm"月"d"日"', "参数!D3 “值”被表格软件改成了日期，而且年月日不全"),
        ("分支", "分支", 3, date(2026, 3, 1), "yyyy/m/d", "分支!C3 “分支”被表格软件改成了日期"),
        ("规则", "级别", 3, "紧要", "", "规则!D3 “级别”写的是“紧要”，只能是：紧急、重要、一般"),
        ("规则", "版本", 3, "一", "", "规则!B3 “版本”写的是“一”，要写整数"),
        ("规则", "版本", 3, 1.5, "", "规则!B3 “版本”写的是“1.5”，要写整数"),
        ("规则", "规则号", 4, "R001", "", "规则!A4 规则号 R001 在 规则!A3 已经用过"),
        ("规则", "规则号", 4, None, "", "规则!A4 缺少“规则号”"),
        ("规则", "怎么改", 4, None, "", "规则!I4 缺少“怎么改”"),
        ("规则", "文件", 4, "../x.yaml", "", "“文件”写的是“../x.yaml”，写成 tariff.yaml 这样"),
        ("分支", "规则号", 3, "R009", "", "分支!A3 规则号“R009”不在“规则”表里"),
        ("参数", "写法", 5, "单值", "", "参数!H5 参数“分类”的“写法”几行不一样"),
        ("参数", "键", 7, "一级", "", "参数!G7 参数“周期”的键“一级”写了两遍"),
        ("参数", "键", 6, None, "", "参数!G6 参数“周期”缺少键"),
        ("参数", "键", 3, "甲", "", "参数!G3 参数“最短”写了键"),
        ("参数", "单位", 7, "年", "", "参数!E7 参数“周期”的“单位”与 参数!E6 写得不一样"),
        ("参数", "生效日期", 3, "2026-01-01", "", "参数“最短”缺少一直以来的值"),
        ("参数", "参数", 5, "最短", "", "参数!H5 参数“最短”的“写法”几行不一样"),
        ("例子", "应判", 3, "错", "", "例子!D3 “应判”写的是“错”，只能是：错误、正确"),
        ("例子", "应判", 3, None, "", "例子!D3 缺少“应判”"),
        ("例子", "例子", 3, "甲", "", "例子!C3 “例子”写的是“甲”，要写整数"),
        ("例子", "改什么", 3, None, "", "例子!F3 写了要改的内容，没有选“改什么”"),
        ("例子", "字段", 3, None, "", "例子!I3 缺少“字段”"),
        ("例子", "第几条", 4, None, "", "例子!H4 缺少“第几条”"),
        ("例子", "表", 5, None, "", "例子!G5 缺少“表”"),
        ("例子", "应判", 5, "错误", "", "例子的“应判”与 例子!D4 写得不一样"),
        ("规则包", "项目", 3, "编码", "", "规则包!A3 不认识的项目“编码”：是“编号”吗"),
        ("规则包", "项目", 4, "编号", "", "规则包!B4 “编号”在 规则包!B3 已经写过"),
        ("规则包", "值", 3, None, "", "规则包!B3 缺少“编号”"),
        ("规则包", "值", 6, "一", "", "规则包!B6 “版本”不对"),
        ("基准", "字段", 4, "用户编号", "", "基准!B4 用电客户 的“用户编号”在 基准!C3 已经写过"),
        ("基准", "字段", 4, None, "", "基准!B4 缺少“字段”"),
        ("规则", "名称", 3, "甲\u202e乙", "", "规则!C3 “名称”里有看不见的字符或改变文字方向的字符 U+202E"),
        ("规则", "名称", 3, "甲\x0b乙", "", "规则!C3 “名称”里有看不见的字符或改变文字方向的字符 U+000B"),
    ],
)
def test_refused_with_the_cell(
    path: Path, edited: Edit, sheet: str, header: str, row: int, value: Any, number_format: str, says: str
) -> None:
    if value == "甲\x0b乙":
        value = "甲_x000B_乙"  # how a spreadsheet keeps it
    assert says in _says(edited(path, _set(sheet, header, row, value, number_format)))


def _merge(book: Any) -> None:
    book["分支"].merge_cells("A3:B3")


def _hide_row(book: Any) -> None:
    book["规则"].row_dimensions[4].hidden = True


def _hide_column(book: Any) -> None:
    book["规则"].column_dimensions["H"].hidden = True


def _hide_sheet(book: Any) -> None:
    book["分支"].sheet_state = "hidden"


def _delete_column(book: Any) -> None:
    book["规则"].delete_cols(_column(book["规则"], "英文名称"))


def _extra_column(book: Any) -> None:
    book["规则"].cell(2, 40).value = "我的备注"


def _repeated_column(book: Any) -> None:
    book["规则"].cell(2, 40).value = "级 别"


def _near_column(book: Any) -> None:
    book["规则"].cell(2, _column(book["规则"], "级别")).value = "级别1"


def _second_value(book: Any) -> None:
    for header, value in (("参数", "最短"), ("写法", None)):
        _cell(book, "参数", header, 4).value = value


def _stray(book: Any) -> None:
    book["规则"].cell(9, 42).value = "随手记"


def _rename_sheet(book: Any) -> None:
    book["规则"].title = "规则1"


def _extra_sheet(book: Any) -> None:
    book.create_sheet("草稿")["A1"] = "x"


def _no_header(book: Any) -> None:
    book["词表"].delete_rows(1, 3)
    book["规则"].delete_rows(1, 2)


def _total(book: Any) -> None:
    book["规则"].cell(8, 1).value = "合计"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (_merge, "分支!A3:B3 合并了单元格"),
        (_hide_row, "规则!A4 第 4 行隐藏着"),
        (_hide_column, "规则!H2 列“适用范围”隐藏着"),
        (_hide_sheet, "分支!A1 整张表隐藏着"),
        (_delete_column, "规则!A2 缺少列“英文名称”"),
        (_extra_column, "规则!AN2 不认识的列“我的备注”：删去这一列"),
        (_repeated_column, "规则!AN2 列“级别”有两个"),
        (_second_value, "参数!D4 参数“最短”同一时期有几个值"),
        (_near_column, "规则!D2 不认识的列“级别1”：是“级别”吗"),
        (_stray, "规则!AP9 “随手记”不在任何一列里"),
        (_rename_sheet, "规则!A1 缺少这张工作表"),
        (_rename_sheet, "规则1!A1 不认识的工作表：改回“规则”"),
        (_extra_sheet, "草稿!A1 不认识的工作表：读入前删去"),
        (_no_header, "规则!A1 找不到表头（规则号、版本、名称、级别 …）"),
        (_total, "规则!C8 缺少“名称”"),
    ],
)
def test_sheets_refused(path: Path, edited: Edit, change: Callable[[Any], None], says: str) -> None:
    assert says in _says(edited(path, change))


def _move_columns(book: Any) -> None:
    sheet = book["规则"]
    width = len([cell for cell in sheet[2] if cell.value])
    for row in sheet.iter_rows(min_row=2, max_row=4):
        values = [cell.value for cell in row[:width]]
        for cell, value in zip(row, reversed(values), strict=False):
            cell.value = value


def _spread_out(book: Any) -> None:
    for sheet in (book["规则"], book["分支"], book["参数"], book["例子"]):
        sheet.insert_rows(4)
        sheet.insert_rows(1)


def _other_words(book: Any) -> None:
    _cell(book, "规则", "级别", 3).value = "urgent"
    book["分支"].cell(2, _column(book["分支"], "被指字段")).value = " 被指 字段\n"
    _cell(book, "规则", "版本", 3).value = "１"
    _cell(book, "规则", "规则号", 3).value = "R001 "


def _sort_cases(book: Any) -> None:
    sheet = book["例子"]
    last = max(row for row in range(3, sheet.max_row + 1) if sheet.cell(row, 1).value)
    rows = [[cell.value for cell in sheet[row]] for row in range(3, last + 1)]
    for number, values in enumerate(sorted(rows, key=lambda row: str(row[5]), reverse=True), start=3):
        for column, value in enumerate(values, start=1):
            sheet.cell(number, column).value = value


def _empty_sheet(book: Any) -> None:
    book.create_sheet("Sheet1")


def _changed_titles(book: Any) -> None:
    _cell(book, "分支", "规则名称", 3).value = "=A1"
    book["填写说明"]["B3"] = "改了说明"


@pytest.mark.parametrize(
    "change", [_move_columns, _spread_out, _other_words, _sort_cases, _empty_sheet, _changed_titles]
)
def test_what_may_be_done_to_it(path: Path, edited: Edit, change: Callable[[Any], None]) -> None:
    before = load_pack(path)
    assert load_pack(edited(path, change)).model_dump() == before.model_dump()


def test_all_faults_at_once(path: Path, edited: Edit) -> None:
    def change(book: Any) -> None:
        _cell(book, "规则", "级别", 3).value = "紧要"
        _cell(book, "分支", "规则号", 3).value = "R009"
        _cell(book, "例子", "应判", 3).value = "错"

    message = _says(edited(path, change))
    assert "有 3 处问题" in message
    assert all(cell in message for cell in ("规则!D3", "分支!A3", "例子!D3"))
