"""Files that came before, mappings that are remembered, sheets that are another table, rows that were refused."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from census_app.desktop.jobs import JobState
from census_app.desktop.pages.importing.flow import Stage
from census_app.desktop.pages.importing.page import ImportPage
from census_app.desktop.pages.importing.rejected import RejectedCard
from census_app.desktop.pages.importing.words import source_name
from census_app.desktop.widgets.line_dialog import LineDialog
from census_app.workspace.imports.importing import import_into
from tests.desktop.conftest import Desk

PATIENCE = 180_000
HEADER = "用户编号,用户名称,用户分类,供电单位编码,移动电话,立户日期"


def _customers(folder: Path, name: str = "用电客户_20261120.csv", who: str = "张三") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    rows = [f"{number:04d},{who},低压居民,1301001,1381234{number:04d},2020-01-02" for number in range(1, 9)]
    rows[3] = f",{who},低压居民,1301001,13812340004,2020-01-02"
    rows[5] = f"0006,{who},低压居民,1301001,13812340006,前年春天"
    source = folder / name
    source.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return source


def _page(desk: Desk, qtbot: QtBot, workspace: Path, *sources: Path) -> ImportPage:
    page = desk.window.page("import")
    assert isinstance(page, ImportPage)
    page.target.choose(workspace)
    page.drop_files([str(source) for source in sources])
    _until(desk, qtbot, page, Stage.MAPPING)
    qtbot.waitUntil(lambda: bool(page.names.tables), timeout=PATIENCE)
    return page


def _until(desk: Desk, qtbot: QtBot, page: ImportPage, stage: Stage) -> None:
    def there() -> bool:
        failed = [record.details for record in desk.session.jobs.records if record.state is JobState.FAILED]
        assert not failed, failed
        shown = stage is not Stage.MAPPING or page.stack.currentWidget() is page.board
        return page.flow.stage is stage and shown

    qtbot.waitUntil(there, timeout=PATIENCE)


def _words(widget: QWidget) -> str:
    QApplication.processEvents()
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


def test_a_refused_row_stands_beside_its_source(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    page = _page(desk, qtbot, tmp_path / "县", _customers(tmp_path / "导出"))
    desk.window.actions_["start_import"].trigger()
    _until(desk, qtbot, page, Stage.DONE)
    card = page.result.findChildren(RejectedCard)[0]
    qtbot.waitUntil(lambda: card.model.rowCount() == 2, timeout=PATIENCE)
    QAbstractItemModelTester(card.model)
    rows = [[card.model.index(line, place).data() for place in range(4)] for line in range(2)]
    assert [(row[1], row[2]) for row in rows] == [("5", "用户编号"), ("7", "立户日期")]
    assert card.cells.index(0, 0).data() == "用户编号", "the cell that was not taken stands first"
    qtbot.keyClick(card.rows, Qt.Key.Key_Down)
    assert [card.cells.index(0, place).data() for place in range(2)] == ["立户日期", "前年春天"]
    assert "138****0006" in [card.cells.index(line, 1).data() for line in range(card.cells.rowCount())]
    assert not card.grab().isNull()


def test_the_same_file_is_said_and_can_be_left_out(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    source = _customers(tmp_path / "导出")
    import_into(tmp_path / "县", [source])
    other = _customers(tmp_path / "导出", "用电客户_20261127.csv", "李四")
    desk.open(qtbot, tmp_path / "县")
    page = _page(desk, qtbot, tmp_path / "县", source, other)
    assert page.same.isVisibleTo(page)
    assert source.name in page.same.text.text()
    assert other.name not in page.same.text.text()
    qtbot.mouseClick(page.same.skip, Qt.MouseButton.LeftButton)
    assert not page.same.isVisibleTo(page)
    assert [table.table for table in page.flow.answered_tables()] == [None, "customer"]
    assert page.flow.ready
    desk.window.actions_["start_import"].trigger()
    _until(desk, qtbot, page, Stage.DONE)
    taken = page.flow.report["tables"]["customer"]["sources"]
    assert [entry["file"] for entry in taken] == [other.name], "what is left out is not imported"
    assert f"没有导入：{source.name}" in _words(page.result)


def test_an_answer_about_one_file_holds_for_those_with_the_same_columns(
    desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    files = [_customers(tmp_path / "导出", f"{unit}.csv", unit) for unit in ("桃花所", "漳江所")]
    page = _page(desk, qtbot, tmp_path / "县", *files)
    first = page.flow.answered_tables()[0]
    page.flow.answer(first, first.columns[4], None)
    assert [table.columns[4].field for table in page.flow.answered_tables()] == [None, None]


def test_a_remembered_mapping_names_its_source_and_day(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    page = _page(desk, qtbot, tmp_path / "县", _customers(tmp_path / "导出"))
    assert not page.mapping.kept.isVisibleTo(page)
    page.flow.answer(page.flow.preview.tables[0], page.flow.preview.tables[0].columns[4], None)
    desk.window.actions_["start_import"].trigger()
    _until(desk, qtbot, page, Stage.DONE)
    page.drop_files([str(_customers(tmp_path / "导出", "用电客户_20261127.csv", "李四"))])
    _until(desk, qtbot, page, Stage.MAPPING)
    assert "来源“用电客户”" in page.mapping.kept.text()
    assert page.mapping.kept.isVisibleTo(page)
    assert page.flow.preview.tables[0].columns[4].field is None


def test_a_sheet_taken_for_another_table_is_looked_at_again(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    page = _page(desk, qtbot, tmp_path / "县", _customers(tmp_path / "导出"))
    assert page.flow.answered_tables()[0].table == "customer"
    desk.window.actions_["other_table"].trigger()
    place = page.decision.other.findData("gov_population")
    assert place > 0
    page.decision.other.setCurrentIndex(place)
    page.decision.other.activated.emit(place)
    _until(desk, qtbot, page, Stage.MAPPING)
    (table,) = page.flow.answered_tables()
    assert table.table == "gov_population"
    assert {column.field for column in table.columns} != {
        column.field for column in page.flow.preview.tables[0].columns
    } or ("cons_no" not in {column.field for column in table.columns})


def test_of_two_files_of_one_name_the_one_is_looked_at_again(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    files = [_customers(tmp_path / unit, "用电客户.csv", unit) for unit in ("桃花所", "漳江所")]
    page = _page(desk, qtbot, tmp_path / "县", *files)
    assert [table.file for table in page.flow.answered_tables()] == ["桃花所/用电客户.csv", "漳江所/用电客户.csv"]
    page.flow.recognise_as(page.flow.answered_tables()[1], "gov_population", tmp_path / "县")
    _until(desk, qtbot, page, Stage.MAPPING)
    assert [table.table for table in page.flow.answered_tables()] == ["customer", "gov_population"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_odd_things_dropped_together_are_rows_and_stop_nothing(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    good = _customers(tmp_path / "导出")
    pipe, broken = tmp_path / "导出" / "管道.csv", tmp_path / "导出" / "断.csv"
    os.mkfifo(pipe)
    broken.symlink_to(tmp_path / "没有.csv")
    page = _page(desk, qtbot, tmp_path / "县", good, pipe, broken, Path("/dev/zero"))
    assert [refusal.file for refusal in page.flow.preview.refused] == ["管道.csv", "断.csv", "zero"]
    assert page.flow.ready
    page.sheets.list.setCurrentRow(1)
    assert "不是普通文件" in _words(page.board)


def test_numbers_that_got_their_zeros_back_are_said(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    customers = _customers(tmp_path / "导出")
    points = tmp_path / "导出" / "计量点_20261120.csv"
    rows = [f"9{number},{number},在用,低供低计" for number in (1, 2, 3)]
    points.write_text("\n".join(["计量点编号,用户编号,计量点状态,计量方式", *rows]) + "\n", encoding="utf-8")
    page = _page(desk, qtbot, tmp_path / "县", customers, points)
    desk.window.actions_["start_import"].trigger()
    _until(desk, qtbot, page, Stage.DONE)
    assert "“用户编号”有 3 个编号丢了前面的 0，已按 4 位补上" in _words(page.result)


def test_a_database_is_read_by_its_address(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    import sqlite3

    with sqlite3.connect(tmp_path / "营销.db") as database:
        database.execute("CREATE TABLE 用电客户 (用户编号 TEXT, 用户名称 TEXT, 用户分类 TEXT, 供电单位编码 TEXT)")
        database.execute("INSERT INTO 用电客户 VALUES ('0001', '张三', '低压居民', '1301001')")
    database.close()
    address = f"sqlite:///{tmp_path / '营销.db'}"
    desk.window.go("import")
    page = desk.window.page("import")
    assert isinstance(page, ImportPage)
    page.target.choose(tmp_path / "县")
    told: list[str] = []

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, LineDialog)
        for words in ("营销.db", address):
            dialog.field.setText(words)
            qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
            told.append(dialog.message.text() if dialog.isVisible() else "")

    QTimer.singleShot(0, desk.window, answer)
    desk.window.actions_["read_database"].trigger()
    assert "这不是数据库地址" in told[0], "what is no address is not read, and stays to be corrected"
    assert not told[1]
    _until(desk, qtbot, page, Stage.MAPPING)
    assert page.flow.answered_tables()[0].table == "customer"


def test_an_address_never_shows_its_secret() -> None:
    assert source_name("postgresql+psycopg://user:geheim@host/db") == "postgresql+psycopg"
    assert source_name("/a/b/客户.xlsx") == "客户.xlsx"


def test_files_dropped_one_after_another_are_one_delivery(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    one, two = _customers(tmp_path / "一"), _customers(tmp_path / "二", "用电客户_石桥_20261120.csv", "李四")
    page = _page(desk, qtbot, tmp_path / "县", one)
    table = page.flow.answered_tables()[0]
    page.flow.answer(table, next(column for column in table.columns if column.field == "mobile"), None)
    page.drop_files([str(two)])
    assert page.flow.stage is Stage.READING
    desk.session.jobs.cancel()
    qtbot.waitUntil(lambda: page.flow.stage is Stage.MAPPING, timeout=PATIENCE)
    assert page.flow.sources == [str(one)] and len(page.flow.preview.tables) == 1, "cancelled: as it was"
    page.drop_files([str(two), str(one)])
    _until(desk, qtbot, page, Stage.MAPPING)
    assert page.flow.sources == [str(one), str(two)]
    first, second = page.flow.answered_tables()
    assert all(column.field != "mobile" for column in first.columns), "what was answered stays answered"
    assert any(column.field == "mobile" for column in second.columns)
    qtbot.waitUntil(lambda: page.outlook.outlook is not None, timeout=PATIENCE)
    page.back()
    page.drop_files([str(two)])
    _until(desk, qtbot, page, Stage.MAPPING)
    assert page.flow.sources == [str(two)], "Esc begins anew"


def test_a_file_that_changed_since_it_was_looked_at_is_looked_at_again(
    desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    source, other = _customers(tmp_path / "a"), _customers(tmp_path / "b", "用电客户_别所.csv")
    page = _page(desk, qtbot, tmp_path / "县", source, other)
    for table in page.flow.answered_tables():
        page.flow.answers[(*table.key, 4)] = None
    source.write_text("电能表资产编号,计量点编号,用户编号\n41000001,M1,0001\n", encoding="utf-8")
    desk.window.actions_["start_import"].trigger()
    # what is said leaves by itself, on a busy machine before the file was looked at again
    qtbot.waitUntil(lambda: "已重新识别" in _words(desk.window), timeout=PATIENCE)
    qtbot.waitUntil(lambda: len(desk.session.jobs.records) == 2, timeout=PATIENCE)
    _until(desk, qtbot, page, Stage.MAPPING)
    assert sorted(str(table.table) for table in page.flow.answered_tables()) == ["customer", "meter"]
    assert [key[0] for key in page.flow.answers] == [other.name], "what was said of the other file still holds"
    desk.window.actions_["start_import"].trigger()
    _until(desk, qtbot, page, Stage.DONE)
    assert page.flow.report["tables"].keys() == {"customer", "meter"}
