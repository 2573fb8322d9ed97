"""The report page on a real county: made by a job, opened, a printed number followed to its rows."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from census_app.desktop.pages.reports.page import ReportPage
from census_app.desktop.pages.reports.preview import PreviewDialog
from census_app.reporting.reports.publishing import Wanted, published_reports, write_report
from census_app.workspace.workspace import Workspace
from tests.desktop.conftest import PATIENCE, Desk

WEEK = "2026-W47"


def _words(widget: QWidget) -> str:
    QApplication.processEvents()
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


@pytest.fixture
def page(desk: Desk, qtbot: QtBot, county: Path) -> ReportPage:
    desk.open(qtbot, county, "reports")
    shown = desk.window.page("reports")
    assert isinstance(shown, ReportPage)
    qtbot.waitUntil(lambda: shown.stack.currentWidget() is shown.board, timeout=PATIENCE)
    return shown


def _printed(county: Path) -> list[tuple[str, str]]:
    """(code, figure) of the report that was made."""
    with Workspace.open(county) as workspace:
        codes = published_reports(workspace)[-1].payload["codes"]
    return [(code, meaning["figure"]) for code, meaning in codes.items()]


@pytest.fixture
def made(county: Path) -> Path:
    """The units report stands in the usual folder."""
    with Workspace.open(county) as workspace:
        write_report(workspace, Wanted("units", WEEK), county / "exports" / "报表")
    return county


def test_a_report_is_made_and_opened(
    page: ReportPage, qtbot: QtBot, county: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []
    monkeypatch.setattr("census_app.desktop.pages.reports.maker.open_file", opened.append)
    monkeypatch.setattr("census_app.desktop.pages.reports.page.open_file", opened.append)
    assert page.published.table.isHidden() and "还没有出过" in _words(page.published)
    qtbot.keyClick(page, Qt.Key.Key_4)
    assert page.maker.chosen == "units"
    page.maker.period.setCurrentText(WEEK)
    page.context.actions["make_report"].trigger()
    qtbot.waitUntil(lambda: page.published.table.rowCount() == 1, timeout=PATIENCE)
    assert "都有查数码" in page.maker.message.text()
    names = [page.maker.files.item(place).text() for place in range(page.maker.files.count())]
    assert names == [f"单位下钻_{WEEK}.xlsx", f"单位下钻_{WEEK}.html"]
    page.maker.files.itemActivated.emit(page.maker.files.item(0))
    page.published.table.cellActivated.emit(0, 0)
    assert [path.name for path in opened] == [names[0], names[0]] and opened[0].is_file()
    assert page.session.facts is not None and page.session.facts.folder in opened[1].parents


def test_a_period_nobody_understands_is_said(page: ReportPage, qtbot: QtBot, county: Path) -> None:
    page.maker.period.setCurrentText("上周")
    page.context.actions["make_report"].trigger()
    qtbot.waitUntil(lambda: page.maker.message.property("role") == "high", timeout=PATIENCE)
    assert "上周" in page.maker.message.text()
    page.maker.folder.clear()
    page.context.actions["make_report"].trigger()
    assert page.session.jobs.current is None


def test_a_printed_number_leads_to_its_rows_and_on_to_the_customer(
    made: Path, page: ReportPage, desk: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def explained(code: str) -> bool:
        page.why.field.setText(code)
        qtbot.keyClick(page.why.field, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: page.why.answer is not None and page.why.answer.code == code, timeout=PATIENCE)
        assert page.why.answer is not None
        return "户号" in page.why.answer.behind.columns and bool(page.why.answer.behind.rows)

    assert any(explained(code) for code, _ in _printed(made))
    words = _words(page.why)
    assert "怎么算：" in words and "现数一遍：与印出的相符" in words and f"单位下钻 {WEEK}" in words
    target = tmp_path / "行.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    desk.window.actions_["save_code_rows"].trigger()
    qtbot.waitUntil(target.is_file, timeout=PATIENCE)
    assert len(target.read_text(encoding="utf-8-sig").splitlines()) == page.why.model.rowCount() + 1
    qtbot.keyClick(page.why.table, Qt.Key.Key_Return)
    assert desk.window.current == "customer"


def test_a_report_is_previewed_as_its_workbook_prints_it_and_a_code_leads_on(
    made: Path, page: ReportPage, desk: Desk, qtbot: QtBot
) -> None:
    desk.window.actions_["preview_report"].trigger()
    dialog = next(one for one in page.findChildren(PreviewDialog) if one.isVisible())
    qtbot.waitUntil(lambda: bool(dialog.sheets), timeout=PATIENCE)
    (file,) = (made / "exports" / "报表").glob("*.xlsx")
    book = load_workbook(file)
    visible = [sheet.title for sheet in book if sheet.sheet_state == "visible"]
    assert [dialog.tabs.tabText(at) for at in range(dialog.tabs.count())] == visible
    codes = next(at for at, sheet in enumerate(dialog.sheets) if sheet.title == "查数码")
    dialog.tabs.setCurrentIndex(codes)
    sheet = book["查数码"]
    for line in range(sheet.max_row):
        item = dialog.table.item(line, 0)
        assert (item.text() if item else None) == sheet.cell(line + 1, 1).value
    code = str(sheet.cell(4, 1).value)
    dialog.table.setCurrentCell(3, 0)
    qtbot.keyClick(dialog.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.why.answer is not None and page.why.answer.code == code, timeout=PATIENCE)
    qtbot.waitUntil(lambda: not page.findChildren(PreviewDialog), timeout=PATIENCE)


def test_a_report_that_was_moved_away_cannot_be_previewed(
    made: Path, page: ReportPage, desk: Desk, qtbot: QtBot
) -> None:
    for file in (made / "exports" / "报表").iterdir():
        file.unlink()
    desk.window.actions_["preview_report"].trigger()
    assert not page.findChildren(PreviewDialog)


def test_a_wrong_code_is_explained_and_escape_returns_to_the_hint(page: ReportPage, desk: Desk, qtbot: QtBot) -> None:
    desk.window.actions_["find_code"].trigger()
    page.why.field.setText("ZZZZZ1")
    qtbot.keyClick(page.why.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.why.told.property("role") == "high", timeout=PATIENCE)
    assert "查数码" in page.why.told.text()
    assert not desk.window.actions_["save_code_rows"].isEnabled()


def test_without_a_check_there_is_nothing_to_report(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    Workspace.create(tmp_path / "空").close()
    desk.open(qtbot, tmp_path / "空", "reports")
    page = desk.window.page("reports")
    assert isinstance(page, ReportPage)
    assert page.stack.currentWidget() is page.nothing
    assert not desk.window.actions_["make_report"].isEnabled()
