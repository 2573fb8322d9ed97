"""Packs that are somebody else's; export, comparison, signatures and keys of packs; a new rule."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog
from pytestqt.qtbot import QtBot

from census_app.desktop.pages.rules import tools as tools_module
from census_app.desktop.pages.rules.keys import KeysDialog
from census_app.desktop.pages.rules.new_rule import NewRuleDialog
from census_app.desktop.pages.rules.page import RulesPage
from census_app.desktop.pages.rules.signing import SignDialog
from census_app.desktop.widgets.chips import Chip
from census_app.desktop.widgets.lines_dialog import LinesDialog
from census_app.rulebook.signing.private_keys import generate_key, write_key
from census_app.rulebook.signing.sign import sign_pack
from census_app.workspace.pack_life.install import install_pack
from census_app.workspace.pack_life.trusted_keys import trust_key
from census_app.workspace.runs.packs import load_active
from census_app.workspace.workspace import Workspace
from tests.desktop.conftest import PATIENCE, Desk
from tests.unit.workspace.pack_life.sample import override, sample

PASSPHRASE = "一个足够长的口令 2026"


@pytest.fixture(scope="module")
def signed_blank(county_blank: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The county with a pack in force that somebody else signed; the key lies beside it."""
    folder = tmp_path_factory.mktemp("signed") / "县"
    shutil.copytree(county_blank, folder)
    key = generate_key("样例省公司", date(2026, 1, 1), date(2030, 1, 1))
    write_key(key, folder.parent / "省.private.pem", PASSPHRASE)
    now = datetime.now().astimezone()
    sign_pack(sample(folder.parent / "包"), key, now, out=folder.parent / "包.zip")
    with Workspace.open(folder) as workspace:
        trust_key(workspace, key.public, spoken=key.public.fingerprint)
        assert install_pack(workspace, folder.parent / "包.zip").installed
    return folder


@pytest.fixture
def page(desk: Desk, qtbot: QtBot, signed_blank: Path, tmp_path: Path) -> RulesPage:
    folder = Path(shutil.copytree(signed_blank, tmp_path / "县"))
    desk.open(qtbot, folder, "rules")
    shown = desk.window.page("rules")
    assert isinstance(shown, RulesPage)
    qtbot.waitUntil(lambda: shown.detail.view is not None, timeout=PATIENCE)
    return shown


def test_of_a_signed_pack_only_parameters_severity_and_status_are_written(
    page: RulesPage, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(desk.window), "ask", lambda *_: True)
    editor = page.board.editor
    desk.window.actions_["edit_rule"].trigger()
    qtbot.waitUntil(lambda: page.board.writing and editor.built, timeout=PATIENCE)
    assert "样例省公司" in editor.warning.text()
    assert not any(field.isEnabled() for field in editor.fields.values())
    assert not desk.window.actions_["new_rule"].isEnabled()
    assert editor.values.entries["倍数"].hasFocus(), "E goes to what can be changed"
    editor.values.entries["倍数"].selectAll()
    qtbot.keyClicks(editor.values.entries["倍数"], "1.2")
    editor.severity.setCurrentIndex(editor.severity.findData("normal"))
    editor.severity.activated.emit(editor.severity.currentIndex())
    qtbot.waitUntil(page.drafts.publish.isEnabled, timeout=PATIENCE)
    page.drafts.publish.click()
    qtbot.waitUntil(lambda: page.drafts.publishing.dialog is not None, timeout=PATIENCE)
    dialog = page.drafts.publishing.dialog
    assert dialog is not None
    assert "覆盖包" in dialog.message.text()
    dialog.note.setText("县里季节性负荷大")
    dialog._accept()
    qtbot.waitUntil(lambda: bool(page.pack_view.report), timeout=PATIENCE)
    assert page.pack_view.report["passed"], page.pack_view.report
    desk.window.actions_["install_pack"].trigger()
    qtbot.waitUntil(lambda: bool(page.pack_view.report.get("installed")), timeout=PATIENCE)
    folder = desk.session.folder
    assert folder is not None
    with Workspace.open(folder) as workspace:
        changed = load_active(workspace).pack.rule("S042")
    assert (changed.params["倍数"].value, changed.severity.value) == ("1.2", "normal")


def test_packs_are_exported_compared_and_verified(
    page: RulesPage, desk: Desk, qtbot: QtBot, tmp_path: Path, signed_blank: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[list[str]] = []

    class Lines(LinesDialog):
        def open(self) -> None:
            shown.append(self.text.toPlainText().split("\n"))
            self.deleteLater()

    monkeypatch.setattr(tools_module, "LinesDialog", Lines)
    target = tmp_path / "规则.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    page.drafts.tools.export_excel()
    qtbot.waitUntil(target.is_file, timeout=PATIENCE)
    qtbot.waitUntil(lambda: desk.session.jobs.current is None, timeout=PATIENCE)
    other = sample(tmp_path / "新", "1.1.0", ("value: 1}", "value: 1.5}"))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(other), ""))
    page.drafts.tools.compare()
    qtbot.waitUntil(lambda: len(shown) == 1, timeout=PATIENCE)
    assert any("倍数" in line for line in shown[0])
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(signed_blank.parent / "包.zip"), ""))
    page.drafts.tools.verify()
    qtbot.waitUntil(lambda: len(shown) == 2, timeout=PATIENCE)
    assert any("样例省公司" in line for line in shown[1])
    names = [action.text() for action in page.drafts.tools.menu().actions() if action.text()]
    assert "导出 Excel…" in names
    assert "退回上一包" in names


def test_an_export_says_which_overrides_in_force_it_leaves_out(
    page: RulesPage, desk: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(type(desk.window), "toast", lambda _window, text, _undo=None: told.append(text))
    target = tmp_path / "规则.zip"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    page.drafts.tools.export_zip()
    qtbot.waitUntil(lambda: any("规则.zip" in text for text in told), timeout=PATIENCE)
    assert not any("覆盖包" in text for text in told), "none is in force"
    target.unlink()
    told.clear()
    assert desk.session.folder is not None
    with Workspace.open(desk.session.folder) as workspace:
        assert install_pack(workspace, override(tmp_path / "覆盖"), accept_unsigned=True).installed
    page.drafts.tools.export_zip()
    qtbot.waitUntil(lambda: any("规则.zip" in text for text in told), timeout=PATIENCE)
    assert "生效的覆盖包没有写进去：县级覆盖包 county-thresholds" in told[-1]


def test_signing_and_keys_say_what_happened_in_place(
    page: RulesPage, desk: Desk, qtbot: QtBot, tmp_path: Path, signed_blank: Path
) -> None:
    reader = page.drafts.tools.reader
    dialog = SignDialog(page, reader)
    dialog.start()
    assert "没填" in dialog.message.text()
    dialog.pack.line.setText(str(sample(tmp_path / "待签")))
    dialog.key.line.setText(str(signed_blank.parent / "省.private.pem"))
    dialog.passphrase.setText("错的口令错的口令错的")
    dialog.start()
    qtbot.waitUntil(lambda: dialog.message.property("role") == "high", timeout=PATIENCE)
    dialog.passphrase.setText(PASSPHRASE)
    dialog.start()
    qtbot.waitUntil(lambda: dialog.message.property("role") == "ok", timeout=PATIENCE)
    assert "样例省公司 已签名" in dialog.message.text()
    assert not dialog.passphrase.text()
    dialog.reject()
    folder = desk.session.folder
    assert folder is not None
    keys = KeysDialog(page, folder, reader)
    qtbot.waitUntil(lambda: "样例省公司" in keys.listed.toPlainText(), timeout=PATIENCE)
    keys.revoke()
    assert "理由" in keys.message.text()
    keys.tabs.setCurrentIndex(2)
    keys.private.line.setText("县.private.pem")
    keys.issuer.setText("青岭县供电公司")
    keys.passphrase.setText(PASSPHRASE)
    keys.make()
    assert "完整位置" in keys.message.text(), "nobody knows where a name alone would be written"
    keys.private.line.setText(str(tmp_path / "县.private.pem"))
    keys.make()
    assert "两次口令不一样" in keys.message.text()
    keys.again.setText(PASSPHRASE)
    keys.show()
    qtbot.keyClick(keys.again, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "青岭县供电公司" in keys.message.text(), timeout=PATIENCE)
    assert (tmp_path / "县.private.pem").is_file()
    keys.reject()


def test_a_new_rule_asks_for_a_free_number_and_a_name(qtbot: QtBot) -> None:
    dialog = NewRuleDialog(None, {"R001", "R112"}, ["用电客户"], ["客户基础档案"])  # type: ignore[arg-type]
    qtbot.addWidget(dialog)
    assert dialog.number.text() == "R113"
    for number, name, said in (("1", "甲", "字母开头"), ("R112", "甲", "已经有了"), ("R113", "", "名称")):
        dialog.number.setText(number)
        dialog.name.setText(name)
        dialog._accept()
        assert said in dialog.message.text()
    dialog.name.setText("新规则")
    dialog._accept()
    assert dialog.result() == QDialog.DialogCode.Accepted
    assert dialog.content()["id"] == "R113"


def test_stages_a_pack_has_passed_are_said_so_while_the_next_runs(page: RulesPage) -> None:
    view = page.pack_view
    view.show_running("新包.zip", "检查写法")
    stages = [chip.accessibleName() for chip in view.findChildren(Chip) if not chip.isHidden()]
    assert stages == ["通过", "通过", "进行中", "未到", "未到", "未到"]


def test_enter_does_what_the_tab_of_the_keys_is_for_and_closes_a_page_of_lines(
    page: RulesPage, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: asked.append("file") or ("", ""))
    monkeypatch.setattr(KeysDialog, "trust", lambda _dialog: asked.append("trust"))
    assert desk.session.folder is not None
    keys = KeysDialog(page, desk.session.folder, page.drafts.tools.reader)
    keys.show()
    assert keys.windowTitle() == "信任的公钥"
    qtbot.keyClick(keys.spoken, Qt.Key.Key_Return)
    assert asked == ["trust"]
    keys.reject()
    lines = LinesDialog(page, "验签…", ["一行"])
    lines.show()
    qtbot.keyClick(lines.text, Qt.Key.Key_Return)
    assert not lines.isVisible() and lines.windowTitle() == "验签"
