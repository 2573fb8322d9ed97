"""The whole main job through the window, on messy files, with the real core: no part of it is replaced."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from census_app.desktop.jobs import JobState
from census_app.desktop.pages.check.page import CheckPage
from census_app.desktop.pages.importing.flow import Stage
from census_app.desktop.pages.importing.page import ImportPage
from census_app.desktop.pages.lists.dialog import ListsDialog
from census_app.desktop.pages.problems.page import ProblemPage
from census_app.desktop.session import WorkspaceFacts
from census_app.desktop.theme.look import tokens
from tests.desktop.conftest import Desk
from tests.desktop.messy_files import CUSTOMERS, write_county

PATIENCE = 180_000
ARTEFACTS = Path(__file__).resolve().parents[2] / "artefacts"


def _shots(desk: Desk, widget: QWidget, name: str) -> None:
    """Pictures in both looks to be looked at, only when somebody asks for them."""
    if not os.environ.get("CENSUS_SCREENSHOTS"):
        return
    ARTEFACTS.mkdir(exist_ok=True)
    for _look in range(2):
        QApplication.processEvents()
        widget.grab().save(str(ARTEFACTS / f"{name}_{tokens().name}.png"))
        desk.window.actions_["switch_theme"].trigger()


def _drop(desk: Desk, files: list[Path]) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    place = QPointF(QPoint(400, 400))
    keys, buttons = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    desk.window.dropEvent(QDropEvent(place, Qt.DropAction.CopyAction, data, buttons, keys))


def _until(desk: Desk, qtbot: QtBot, condition: Callable[[], bool], patience: int = PATIENCE) -> None:
    """Wait; a job that fails ends the wait with what it said."""

    def holds() -> bool:
        failed = [record for record in desk.session.jobs.records if record.state is JobState.FAILED]
        if failed:
            pytest.fail(failed[0].details)
        return condition()

    qtbot.waitUntil(holds, timeout=patience)


def _facts(desk: Desk) -> WorkspaceFacts:
    assert desk.session.facts is not None
    return desk.session.facts


def _words(widget: QWidget) -> str:
    return " ".join(label.text() for label in widget.findChildren(QLabel))


def _recognise(desk: Desk, qtbot: QtBot, files: list[Path], workspace: Path) -> ImportPage:
    page = desk.window.page("import")
    assert isinstance(page, ImportPage)
    page.target.choose(workspace)
    _drop(desk, files)
    assert desk.window.current == "import"
    _until(desk, qtbot, lambda: page.stack.currentWidget() is page.board and bool(page.names.tables))
    return page


@pytest.mark.usefixtures("started_anew")
def test_from_dropped_files_to_exported_lists(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    workspace = tmp_path / "县 工作区"
    _shots(desk, desk.window, "start")
    page = _recognise(desk, qtbot, write_county(tmp_path / "导出"), workspace)
    assert not workspace.exists(), "looking writes nothing"
    _look_at_the_mapping(desk, qtbot, page)
    desk.window.actions_["start_import"].trigger()
    _until(desk, qtbot, lambda: page.flow.stage is Stage.DONE)
    _until(desk, qtbot, lambda: desk.session.folder == workspace and _facts(desk).data_date != "")
    _every_row_is_accounted_for(desk, page)

    desk.window.actions_["start_check"].trigger()
    assert desk.window.current == "check"
    _until(desk, qtbot, lambda: _facts(desk).states is not None)
    checked = desk.window.page("check")
    assert isinstance(checked, CheckPage)
    assert _facts(desk).counts
    assert _facts(desk).findings > 0
    _shots(desk, desk.window, "check")

    _read_one_problem(desk, qtbot)
    _export(desk, qtbot, tmp_path / "周清单")


def _look_at_the_mapping(desk: Desk, qtbot: QtBot, page: ImportPage) -> None:
    tables = page.flow.answered_tables()
    assert {table.table for table in tables} == {"customer", "distribution_transformer"}
    assert [refusal.file for refusal in page.flow.preview.refused] == ["线路.xlsx"]
    customers = next(place for place, table in enumerate(tables) if table.table == "customer")
    page.sheets.list.setCurrentRow(customers)
    shown = {page.mapping.model.index(line, 0).data(): line for line in range(page.mapping.model.rowCount())}
    phone, name = shown["联系电话"], shown["户名"]
    assert "移动电话" in page.mapping.model.index(phone, 1).data()
    assert page.mapping.model.index(name, 2).data() == "王*", "personal samples are masked"
    page.mapping.view.setCurrentIndex(page.mapping.model.index(shown["备注1"], 0))
    assert page.decision.options[-1].text() == "不导入"
    qtbot.keyClick(page, Qt.Key.Key_1)
    _shots(desk, desk.window, "import")


def _every_row_is_accounted_for(desk: Desk, page: ImportPage) -> None:
    tables = page.flow.report["tables"]
    for account in tables.values():
        assert account["read"] == account["rows"] + account["rejected"] + sum(account["skipped"].values())
    assert tables["customer"]["rows"] == CUSTOMERS
    words = _words(page.result)
    for shown in ("用电客户", "线路.xlsx", "快照覆盖", str(CUSTOMERS)):
        assert shown in words
    _shots(desk, desk.window, "import_done")


def _read_one_problem(desk: Desk, qtbot: QtBot) -> None:
    desk.window.actions_["go_problems"].trigger()
    page = desk.window.page("problems")
    assert isinstance(page, ProblemPage)
    _until(desk, qtbot, lambda: page.model.rowCount() > 0 and bool(page.panel.record))
    last = page.model.index(page.model.rowCount() - 1, 4)
    page.table.scrollTo(last)
    # rows are read once they are to be seen
    _until(desk, qtbot, lambda: page.model.row(last.row()) is not None)
    box = page.table.visualRect(last)
    qtbot.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    row = page.model.row(page.table.currentIndex().row())
    assert row is not None
    assert page.table.currentIndex().row() == last.row()
    _until(desk, qtbot, lambda: page.panel.record.get("problem_no") == row[10])
    record, words = page.panel.record, _words(page.panel)
    assert record["message"] in words
    assert record["source_file"].replace("!", " · ") in words
    assert f"第 {record['source_row']} 行" in words
    assert "怎么改" in words
    _shots(desk, desk.window, "problems")


def _export(desk: Desk, qtbot: QtBot, out: Path) -> None:
    # the run stands in the workspace a moment before its job has ended
    _until(desk, qtbot, desk.window.actions_["export_lists"].isEnabled)
    desk.window.actions_["export_lists"].trigger()
    (dialog,) = desk.window.findChildren(ListsDialog)
    assert dialog.week.currentText() == _facts(desk).week
    dialog.folder.setText(str(out))
    dialog.start_button.click()
    _until(desk, qtbot, lambda: dialog.stack.currentIndex() == 2)
    names = [dialog.files.item(place).text() for place in range(dialog.files.count())]
    assert sorted(names) == sorted(file.name for file in out.glob("*.xlsx"))
    assert any("城关供电所" in name for name in names)
    _shots(desk, dialog, "lists")
    dialog.close()


def test_an_answer_decides_what_is_imported_and_is_remembered(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    workspace = tmp_path / "工作区"
    files = write_county(tmp_path / "导出")[:1]
    page = _recognise(desk, qtbot, files, workspace)
    model = page.mapping.model
    line = next(line for line in range(model.rowCount()) if model.index(line, 0).data() == "联系电话")
    page.mapping.view.setCurrentIndex(model.index(line, 0))
    place = next(
        place for place in range(page.decision.other.count()) if page.decision.other.itemData(place) == "phone"
    )
    page.decision.other.setCurrentIndex(place)
    page.decision.other.activated.emit(place)
    assert "固定电话" in [model.index(line, 1).data() for line in range(model.rowCount())]
    desk.window.actions_["start_import"].trigger()
    _until(desk, qtbot, lambda: page.flow.stage is Stage.DONE and desk.session.folder == workspace)
    fields = page.flow.report["coverage"]["customer"]["fields"]
    assert "phone" in fields
    assert "mobile" not in fields
    _drop(desk, files)
    _until(desk, qtbot, lambda: page.flow.stage is Stage.MAPPING)
    again = page.flow.answered_tables()[0]
    assert [column.field for column in again.columns if column.header == "联系电话"] == ["phone"]


def test_a_cancelled_import_leaves_no_workspace(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    workspace = tmp_path / "取消"
    page = _recognise(desk, qtbot, write_county(tmp_path / "导出"), workspace)
    desk.window.actions_["start_import"].trigger()
    _until(desk, qtbot, lambda: page.flow.stage is Stage.IMPORTING)
    desk.window.actions_["cancel_job"].trigger()
    _until(desk, qtbot, lambda: page.flow.stage is Stage.MAPPING, 5000)
    assert desk.session.folder is None
    assert not list(workspace.glob("parts/*")) if workspace.exists() else True


def test_files_nobody_can_read_are_refused_with_the_reason(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    bad = write_county(tmp_path / "导出")[2]
    page = _recognise(desk, qtbot, [bad], tmp_path / "不会有")
    assert not page.flow.ready
    assert not desk.window.actions_["start_import"].isEnabled()
    assert page.flow.preview.refused[0].reason
    assert page.flow.preview.refused[0].reason in _words(page)


def test_a_folder_that_is_no_workspace_is_said(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    desk.controller.open_workspace(tmp_path)
    _until(desk, qtbot, lambda: "没有工作区" in _words(desk.window))
    assert desk.session.facts is None
