"""Settings of data, log and verification on a real workspace: backed up, restored, rebuilt, narrowed, verified."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from census_app.desktop.pages.settings import log as log_section
from census_app.desktop.pages.settings.log import LogSection
from census_app.desktop.pages.settings.page import SettingsPage
from census_app.desktop.pages.settings.storage import StorageSection
from census_app.desktop.pages.settings.verify import VerifySection
from census_app.desktop.pages.tasks.job_dialog import FORM, RESULT
from census_app.foundation.database import writing
from census_app.workspace import acts
from census_app.workspace.log.reading import LogFilter
from census_app.workspace.storage.backup import back_up, backups_made
from census_app.workspace.verification.record import kept_verifications
from census_app.workspace.workspace import Workspace
from tests.desktop.conftest import PATIENCE, Desk


def words(widget: QWidget) -> str:
    QApplication.processEvents()
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


@pytest.fixture
def page(desk: Desk, qtbot: QtBot, county: Path) -> SettingsPage:
    desk.open(qtbot, county)
    desk.window.actions_["go_settings"].trigger()
    shown = desk.window.page("settings")
    assert isinstance(shown, SettingsPage)
    return shown


def section(page: SettingsPage, qtbot: QtBot, key: Qt.Key) -> Any:
    """The section of a key, read."""
    qtbot.keyClick(page.list, key)
    found: Any = page.section
    qtbot.waitUntil(lambda: found.stack.currentWidget() in (found.body, found.error), timeout=PATIENCE)
    assert found.stack.currentWidget() is found.body, found.error._details
    return found


def choose(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    def chosen(*_arguments: Any) -> tuple[str, str]:
        return str(path), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", chosen)


def test_what_is_kept_is_said_and_a_backup_is_a_key_away(
    page: SettingsPage, qtbot: QtBot, county: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (county / "drafts").mkdir()
    (county / "drafts" / "R043.json").write_text("x" * 300, encoding="utf-8")
    (county / "笔记.txt").write_text("别人放的", encoding="utf-8")
    shown: StorageSection = section(page, qtbot, Qt.Key.Key_3)
    assert str(county) in shown.folder.text()
    assert "档案分片" in shown.bars.accessibleName() and "规则草稿 300 B" in shown.bars.accessibleName()
    assert shown.unknown.isVisible() and "笔记.txt" in shown.unknown.text()
    assert shown.kept_model.rowCount() == 2
    assert "还没有备份过" in shown.backup_note.text()
    assert not page.context.actions["prune_storage"].isEnabled()
    choose(monkeypatch, tmp_path / "一次.zip")
    qtbot.keyClick(page.list, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    # the window sees the backup by watching, and may do so before the job has said its last word
    qtbot.waitUntil(lambda: "已备份到" in shown.told.text(), timeout=PATIENCE)
    qtbot.waitUntil(lambda: shown.backup_model.rowCount() == 1, timeout=PATIENCE)
    assert (tmp_path / "一次.zip").is_file()
    with Workspace.open(county) as workspace:
        assert [Path(one.file).name for one in backups_made(workspace)] == ["一次.zip"]


def test_a_backup_is_restored_into_a_new_folder_and_opened(
    desk: Desk, page: SettingsPage, qtbot: QtBot, county: Path, tmp_path: Path
) -> None:
    with Workspace.open(county) as workspace:
        back_up(workspace, tmp_path / "一次.zip")
    shown: StorageSection = section(page, qtbot, Qt.Key.Key_3)
    qtbot.waitUntil(lambda: shown.backup_model.rowCount() == 1, timeout=PATIENCE)
    shown.backups.setCurrentIndex(shown.backup_model.index(0, 0))
    qtbot.keyClick(shown.backups, Qt.Key.Key_Return)
    dialog = shown.dialog
    assert dialog is not None
    assert dialog.backup.text() == str(tmp_path / "一次.zip")
    proposed = Path(dialog.target.text())
    assert not proposed.exists()
    dialog.target.setText(str(county))
    dialog.start()
    qtbot.waitUntil(lambda: "已经有东西" in dialog.message.text(), timeout=PATIENCE)
    assert dialog.stack.currentIndex() == FORM
    dialog.target.setText(str(proposed))
    dialog.start()
    qtbot.waitUntil(lambda: dialog.stack.currentIndex() == RESULT, timeout=PATIENCE)
    dialog.open_button.click()
    qtbot.waitUntil(lambda: desk.session.folder == proposed, timeout=PATIENCE)


def test_states_derived_again_are_the_same(page: SettingsPage, qtbot: QtBot) -> None:
    shown: StorageSection = section(page, qtbot, Qt.Key.Key_3)
    page.context.actions["rebuild_states"].trigger()
    qtbot.waitUntil(lambda: "全部一致" in shown.told.text(), timeout=PATIENCE)


def test_the_log_is_in_words_narrowed_and_looked_into(page: SettingsPage, qtbot: QtBot, county: Path) -> None:
    shown: LogSection = section(page, qtbot, Qt.Key.Key_4)
    QAbstractItemModelTester(shown.model, QAbstractItemModelTester.FailureReportingMode.Warning)
    with Workspace.open(county) as workspace:
        everything = acts.list_acts(workspace.engine)
    assert shown.model.rowCount() == len(everything)
    assert str(shown.model.index(len(everything) - 1, 4).data()) == "1"
    qtbot.waitUntil(lambda: shown.detail.shown == everything[-1].seq, timeout=PATIENCE)
    assert everything[-1].hash[:4] in words(shown.detail)
    menu = shown.filters.open_menu("kinds")
    place = next(at for at in range(menu.list.count()) if menu.list.item(at).text().startswith("校验 "))
    menu.list.item(place).setCheckState(Qt.CheckState.Checked)
    checks = sum(act.kind == "run.committed" for act in everything)
    assert 0 < checks < len(everything)
    qtbot.waitUntil(lambda: shown.model.rowCount() == checks, timeout=PATIENCE)
    menu.close()
    assert "做了什么：校验" in shown.filters.menus["kinds"].text()
    assert page.back()
    qtbot.waitUntil(lambda: shown.model.rowCount() == len(everything), timeout=PATIENCE)
    shown.filters.first.setText((date.today() + timedelta(days=1)).isoformat())
    shown.filters.first.editingFinished.emit()
    qtbot.waitUntil(lambda: shown.parts.currentWidget() is shown.empty, timeout=PATIENCE)
    shown.filters.first.setText("昨天")
    shown.filters.first.editingFinished.emit()
    assert "2026-11-20" in shown.filters.shown.text()


def test_the_far_end_of_a_long_log_is_read_beside_the_window(page: SettingsPage, qtbot: QtBot, county: Path) -> None:
    with Workspace.open(county) as workspace, writing(workspace.engine) as connection:
        for number in range(200):
            acts.append_in(connection, "personal.shown", f"客户 {number}", {"reason": "核对", "count": 1})
    shown: LogSection = section(page, qtbot, Qt.Key.Key_4)
    last = shown.model.rowCount() - 1
    assert last >= 200
    qtbot.keyClick(shown.table, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: shown.model.row(last) is not None and shown.detail.shown == 1, timeout=PATIENCE)
    assert str(shown.model.index(last, 0).data()).startswith("20"), "its moment stands where the placeholder was"


def test_what_is_done_meanwhile_joins_the_log(page: SettingsPage, qtbot: QtBot, county: Path) -> None:
    shown: LogSection = section(page, qtbot, Qt.Key.Key_4)
    before = shown.model.rowCount()
    with Workspace.open(county) as workspace:
        acts.append(workspace.engine, "storage.pruned", "", {"parts": ["x"]})
    page.session.stale.emit(frozenset({"acts"}))
    qtbot.waitUntil(lambda: shown.model.rowCount() == before + 1, timeout=PATIENCE)
    assert shown.model.index(0, 2).data() == "清理旧快照"


def test_what_is_shown_of_the_log_is_written_out(
    page: SettingsPage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: LogSection = section(page, qtbot, Qt.Key.Key_4)
    shown.ask(LogFilter(kinds=frozenset({"run.committed"})))
    qtbot.waitUntil(lambda: shown.filters.wanted.kinds == {"run.committed"}, timeout=PATIENCE)
    choose(monkeypatch, tmp_path / "日志.xlsx")
    asked: list[Path] = []

    def remember(path: Path) -> bool:
        asked.append(path)
        return True

    monkeypatch.setattr(log_section, "open_file", remember)
    qtbot.keyClick(shown.table, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: asked == [tmp_path / "日志.xlsx"], timeout=PATIENCE)
    rows = list(openpyxl.load_workbook(tmp_path / "日志.xlsx").active.iter_rows(min_row=3, values_only=True))
    assert {row[5] for row in rows} == {"校验"}


def test_a_verification_is_a_date_and_a_count_that_stay(page: SettingsPage, qtbot: QtBot, county: Path) -> None:
    shown: VerifySection = section(page, qtbot, Qt.Key.Key_5)
    assert shown.parts.currentWidget() is shown.never
    qtbot.keyClick(page.list, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: shown.parts.currentWidget() is shown.good, timeout=PATIENCE)
    with Workspace.open(county) as workspace:
        (kept,) = kept_verifications(workspace)
    assert f"{kept.counts['acts']} 个动作，全部相符" in shown.result.text()
    assert kept.head[:12] in shown.counts.text()


def test_faults_are_named_with_what_to_do(page: SettingsPage, qtbot: QtBot, county: Path) -> None:
    with Workspace.open(county) as workspace, writing(workspace.engine) as connection:
        connection.execute(text("DROP TRIGGER acts_never_update"))
        connection.execute(text("UPDATE acts SET actor = 'somebody' WHERE seq = 1"))
    shown: VerifySection = section(page, qtbot, Qt.Key.Key_5)
    shown.heads.setText("abcd 1234 abcd 1234")
    qtbot.keyClick(shown.heads, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shown.parts.currentWidget() is shown.faults, timeout=PATIENCE)
    said = [[str(shown.fault_model.index(row, column).data()) for column in (0, 1)] for row in range(2)]
    assert any("第 1 号动作" in fault and "备份" in advice for fault, advice in said)
    assert any("abcd" in fault and "抄错" in advice for fault, advice in said)
    shown.copy.click()
    assert "第 1 号动作" in QGuiApplication.clipboard().text()


def test_a_log_that_cannot_be_read_says_so_and_can_be_tried_again(
    page: SettingsPage, qtbot: QtBot, county: Path
) -> None:
    database, aside = county / "workspace.db", county / "aside.db"
    shutil.move(database, aside)
    qtbot.keyClick(page.list, Qt.Key.Key_4)
    shown: Any = page.section
    qtbot.waitUntil(lambda: shown.stack.currentWidget() is shown.error, timeout=PATIENCE)
    shutil.move(aside, database)
    shown.error.retry.click()
    qtbot.waitUntil(lambda: shown.stack.currentWidget() is shown.body, timeout=PATIENCE)
