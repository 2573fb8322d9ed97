"""Settings of people on a real workspace: the roster in with its preview, codes out, rights, units, look and keys."""

from __future__ import annotations

import getpass
import shutil
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from census_app.desktop.language import CHINESE, ENGLISH, language, load_texts
from census_app.desktop.pages.settings import people_acts
from census_app.desktop.pages.settings.appearance import LookSection
from census_app.desktop.pages.settings.keys import KeySection
from census_app.desktop.pages.settings.page import SettingsPage
from census_app.desktop.pages.settings.people import PeopleSection
from census_app.desktop.pages.settings.units import UnitSection
from census_app.desktop.pages.tasks.job_dialog import FORM, RESULT
from census_app.desktop.theme.look import look
from census_app.desktop.theme.tokens import DARK, LIGHT
from census_app.desktop.widgets.buttons import Button
from census_app.workspace import acts
from census_app.workspace.people.directory import directory
from census_app.workspace.people.settings import people_settings
from census_app.workspace.workspace import Workspace
from tests.desktop.conftest import PATIENCE, Desk
from tests.unit.workspace.people.rosters import HEADER, PEOPLE, codes_of, enabled, roster

OWN = getpass.getuser()
MINE = ("me", "周管", "03", "管理员", "", OWN)
STAFF = [*((*one, "") for one in PEOPLE), MINE]
WITH_ACCOUNT = (*HEADER, "系统账号")


def words(widget: QWidget) -> str:
    QApplication.processEvents()
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


@pytest.fixture(scope="module")
def staffed_blank(county_blank: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = Path(shutil.copytree(county_blank, tmp_path_factory.mktemp("staffed") / "县"))
    with Workspace.open(folder) as workspace:
        enabled(workspace, folder.parent / "roster", people=STAFF, header=WITH_ACCOUNT)
    return folder


@pytest.fixture
def staffed(staffed_blank: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(staffed_blank, tmp_path / "有人的县"))


@pytest.fixture
def page(desk: Desk) -> SettingsPage:
    desk.window.actions_["go_settings"].trigger()
    shown = desk.window.page("settings")
    assert isinstance(shown, SettingsPage)
    return shown


def people(page: SettingsPage, qtbot: QtBot, rows: int) -> PeopleSection:
    window: Any = page.window()
    window.go("settings")
    section = page.show_section("people")
    assert isinstance(section, PeopleSection)
    qtbot.waitUntil(lambda: section.model.rowCount() == rows and section.ground is not None, timeout=PATIENCE)
    return section


def test_without_a_workspace_it_says_what_to_do_and_the_look_still_changes(page: SettingsPage, qtbot: QtBot) -> None:
    section = page.show_section("people")
    assert section.stack.currentWidget() is section.nothing
    looks = page.show_section("look")
    assert isinstance(looks, LookSection)
    qtbot.mouseClick(looks.themes[DARK], Qt.MouseButton.LeftButton)
    assert look().tokens.name == DARK
    assert looks.themes[DARK].chosen
    qtbot.mouseClick(looks.sizes["125"], Qt.MouseButton.LeftButton)
    assert look().percent == 125
    qtbot.mouseClick(looks.sizes["100"], Qt.MouseButton.LeftButton)
    qtbot.mouseClick(looks.themes[LIGHT], Qt.MouseButton.LeftButton)
    assert (look().tokens.name, look().percent) == (LIGHT, 100)


def test_the_other_language_is_spoken_and_the_section_stays(desk: Desk, page: SettingsPage, qtbot: QtBot) -> None:
    looks = page.show_section("look")
    assert isinstance(looks, LookSection)
    looks.languages[ENGLISH].click()
    assert language().code == ENGLISH
    again = desk.window.page("settings")
    assert isinstance(again, SettingsPage)
    assert again is not page
    assert again.section.section_id == "look"
    language().switch(CHINESE)


def test_people_are_listed_narrowed_and_looked_at(desk: Desk, page: SettingsPage, qtbot: QtBot, staffed: Path) -> None:
    desk.open(qtbot, staffed)
    section = people(page, qtbot, len(STAFF))
    QAbstractItemModelTester(section.model, QAbstractItemModelTester.FailureReportingMode.Warning)
    assert "工作区属于 青岭县供电公司" in section.note.text()
    assert not section.notice.isVisible()
    section.chips["reviewer"].click()
    assert [line.account for line in section.chosen()] == ["head1"]
    qtbot.waitUntil(lambda: section.detail.shown == "head1", timeout=PATIENCE)
    told = words(section.detail)
    assert "柳河供电所" in told
    assert "复核整改" in told
    assert "名册 roster.xlsx" in told
    assert page.back()
    assert section.model.rowCount() == len(STAFF)
    qtbot.keyClick(section.table, "/")
    section.field.setText("李普")
    assert [line.account for line in section.chosen()] == ["walk1"]


def test_rights_are_words_and_name_who_can(desk: Desk, page: SettingsPage, qtbot: QtBot, staffed: Path) -> None:
    desk.open(qtbot, staffed)
    section = people(page, qtbot, len(STAFF))
    section.tabs.setCurrentIndex(1)
    table = section.rights.table
    rights = [section.rights.model.row(place) for place in range(section.rights.model.rowCount())]
    assert len(rights) == len(people_settings().permissions)
    place = next(at for at, one in enumerate(rights) if one is not None and one[0] == "deferral.approve")
    table.setCurrentIndex(section.rights.model.index(place, 0))
    qtbot.waitUntil(lambda: "赵所（head1）" in section.rights.able.text(), timeout=PATIENCE)
    assert "李普" not in section.rights.able.text()


def test_every_right_role_and_scope_has_words_in_both_languages() -> None:
    settings = people_settings()
    wanted = {f"permission.{name}" for name in settings.permissions} | {f"role.{role}" for role in settings.roles}
    wanted |= {f"scope.{one.scope}" for one in settings.permissions.values()}
    for code in (CHINESE, ENGLISH):
        assert wanted <= load_texts(code).keys()
    chinese = load_texts(CHINESE)
    assert {name: chinese[f"permission.{name}"] for name in settings.permissions} == {
        name: one.zh for name, one in settings.permissions.items()
    }


def test_without_units_a_roster_can_be_brought_in_from_there(
    desk: Desk, page: SettingsPage, qtbot: QtBot, county: Path
) -> None:
    desk.open(qtbot, county, "settings")
    section = page.show_section("units")
    assert isinstance(section, UnitSection)
    qtbot.waitUntil(section.none.isVisible, timeout=PATIENCE)
    (button,) = section.none.findChildren(Button)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    shown = page.section
    assert isinstance(shown, PeopleSection) and shown.acts.roster is not None
    shown.acts.roster.close()


def test_a_roster_is_looked_at_then_taken_with_codes(
    desk: Desk, page: SettingsPage, qtbot: QtBot, county: Path, tmp_path: Path
) -> None:
    desk.open(qtbot, county)
    section = people(page, qtbot, 0)
    qtbot.waitUntil(lambda: section.middle.currentWidget() is section.none, timeout=PATIENCE)
    qtbot.keyClick(page.list, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    dialog = section.acts.roster
    assert dialog is not None
    dialog.start()
    assert dialog.stack.currentIndex() == FORM
    assert "先选" in dialog.message.text()
    dialog.file.setText(str(roster(tmp_path / "名册.xlsx", people=STAFF, header=WITH_ACCOUNT)))
    dialog.codes.setText(str(tmp_path / "codes.xlsx"))
    qtbot.keyClick(dialog.file, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.stack.currentIndex() == RESULT, timeout=PATIENCE)
    assert dialog.outcome.model.rowCount() == len(STAFF) + 4
    assert not (tmp_path / "codes.xlsx").exists()
    with Workspace.open(county) as workspace:
        assert not directory(workspace.engine).people
    qtbot.mouseClick(dialog.take_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "已导入" in dialog.message.text(), timeout=PATIENCE)
    assert set(codes_of(tmp_path / "codes.xlsx")) == {one[0] for one in STAFF}
    dialog.close()
    people(page, qtbot, len(STAFF))
    with Workspace.open(county) as workspace:
        assert directory(workspace.engine).enabled


def test_people_whose_only_way_in_is_a_first_code_are_enabled_with_it(
    desk: Desk, page: SettingsPage, qtbot: QtBot, county: Path, tmp_path: Path
) -> None:
    desk.open(qtbot, county)
    section = people(page, qtbot, 0)
    dialog = section.acts.import_roster([str(roster(tmp_path / "名册.xlsx"))])
    dialog.codes.setText(str(tmp_path / "codes.xlsx"))
    assert dialog.enable.chosen
    assert dialog.write_codes.chosen
    dialog.start()
    qtbot.waitUntil(lambda: desk.session.jobs.current is None, timeout=PATIENCE)
    assert dialog.take_button.isVisible(), dialog.message.text()
    qtbot.mouseClick(dialog.take_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "已导入" in dialog.message.text(), timeout=PATIENCE)
    assert set(codes_of(tmp_path / "codes.xlsx")) == {one[0] for one in PEOPLE}
    dialog.close()
    with Workspace.open(county) as workspace:
        assert directory(workspace.engine).enabled


def test_wrong_cells_are_named_and_nothing_is_taken(
    desk: Desk, page: SettingsPage, qtbot: QtBot, county: Path, tmp_path: Path
) -> None:
    desk.open(qtbot, county)
    section = people(page, qtbot, 0)
    wrong = [*PEOPLE, ("who", "谁", "没有这个所", "普查员", "")]
    dialog = section.acts.import_roster([str(roster(tmp_path / "名册.xlsx", people=wrong))])
    dialog.start()
    qtbot.waitUntil(lambda: dialog.stack.currentIndex() == RESULT, timeout=PATIENCE)
    assert "1 处要改" in dialog.message.text()
    assert "C7" in str(dialog.outcome.model.index(0, 1).data())
    assert not dialog.take_button.isVisible()
    dialog.close()


def test_new_codes_go_to_a_file_and_only_there(
    desk: Desk,
    page: SettingsPage,
    qtbot: QtBot,
    staffed: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk.open(qtbot, staffed)
    section = people(page, qtbot, len(STAFF))
    target = tmp_path / "again.xlsx"

    def chosen(*_arguments: Any) -> tuple[str, str]:
        return str(target), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", chosen)
    section.table.selectRow(next(at for at, one in enumerate(STAFF) if one[0] == "boss") - 1)
    wanted = section.chosen()[0].account
    qtbot.keyClick(section.table, Qt.Key.Key_R)
    qtbot.waitUntil(target.exists, timeout=PATIENCE)
    assert set(codes_of(target)) == {wanted}
    section.acts.issue_codes([wanted])
    qtbot.waitUntil(lambda: "已经存在" in words(desk.window), timeout=PATIENCE)


def test_signing_in_is_switched_off_with_a_reason_only(
    desk: Desk, page: SettingsPage, qtbot: QtBot, staffed: Path
) -> None:
    desk.open(qtbot, staffed)
    section = people(page, qtbot, len(STAFF))
    desk.window.actions_["disable_people"].trigger()
    dialog = section.acts.dialog
    assert dialog is not None
    qtbot.keyClick(dialog.fields["reason"], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "必须写明理由" in dialog.message.text(), timeout=PATIENCE)
    dialog.fields["reason"].setText("换了一套名册")
    qtbot.keyClick(dialog.fields["reason"], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: section.buttons["enable_people"].isVisible(), timeout=PATIENCE)
    with Workspace.open(staffed) as workspace:
        assert not directory(workspace.engine).enabled
        assert acts.list_acts(workspace.engine)[-1].payload["reason"] == "换了一套名册"


def test_the_tree_folds_finds_and_leads_to_its_people(
    desk: Desk, page: SettingsPage, qtbot: QtBot, staffed: Path
) -> None:
    desk.open(qtbot, staffed)
    people(page, qtbot, len(STAFF))
    section = page.show_section("units")
    assert isinstance(section, UnitSection)
    qtbot.waitUntil(lambda: section.model.rowCount() == 4, timeout=PATIENCE)
    names = [str(section.model.index(place, 0).data()).strip("　▾▸ ") for place in range(4)]
    assert names == ["青岭县供电公司", "青岭县柳河供电所", "柳河营业一班", "青岭县石桥供电所"]
    section.table.setCurrentIndex(section.model.index(1, 0))
    qtbot.keyClick(section.table, Qt.Key.Key_Left)
    assert section.model.rowCount() == 3
    section.field.setText("营业一班")
    section.fill()
    assert section.model.rowCount() == 3
    section.field.clear()
    section.fill()
    section.table.setCurrentIndex(section.model.index(1, 0))
    qtbot.keyClick(section.table, Qt.Key.Key_Return)
    found = page.section
    assert isinstance(found, PeopleSection)
    qtbot.waitUntil(lambda: found.model.rowCount() == 2, timeout=PATIENCE)


def test_every_key_is_found_by_word_key_and_initials(page: SettingsPage) -> None:
    section = page.show_section("keys")
    assert isinstance(section, KeySection)
    everything = section.model.rowCount()
    for query, key in (("导出周清单", "Ctrl+E"), ("dczqd", "Ctrl+E"), ("ctrl+e", "Ctrl+E")):
        section.field.setText(query)
        assert 0 < section.model.rowCount() < everything
        assert any(key in section.model.row(at)[2] for at in range(section.model.rowCount()))  # type: ignore[index]


def test_the_roster_goes_out_to_be_corrected(
    desk: Desk,
    page: SettingsPage,
    qtbot: QtBot,
    staffed: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk.open(qtbot, staffed)
    people(page, qtbot, len(STAFF))
    target = tmp_path / "出来的名册.xlsx"
    opened_files: list[Path] = []

    def chosen(*_arguments: Any) -> tuple[str, str]:
        return str(target), ""

    def remember(path: Path) -> bool:
        opened_files.append(path)
        return True

    monkeypatch.setattr(QFileDialog, "getSaveFileName", chosen)
    monkeypatch.setattr(people_acts, "open_file", remember)
    desk.window.actions_["export_roster"].trigger()
    qtbot.waitUntil(lambda: opened_files == [target], timeout=PATIENCE)
    assert target.is_file()


def test_who_may_not_manage_people_is_told_who_may(
    desk: Desk, page: SettingsPage, qtbot: QtBot, county: Path, tmp_path: Path
) -> None:
    staff = [*STAFF[:-1], ("me", "周普", "0301", "普查员", "", OWN)]
    with Workspace.open(county) as workspace:
        enabled(workspace, tmp_path / "roster", people=staff, header=WITH_ACCOUNT)
    desk.open(qtbot, county)
    section = people(page, qtbot, len(staff))
    assert section.notice.isVisible()
    assert "王管（admin）" in words(section.notice)
    section.acts.disable()
    dialog = section.acts.dialog
    assert dialog is not None
    dialog.fields["reason"].setText("我想停用")
    qtbot.keyClick(dialog.fields["reason"], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "不能" in dialog.message.text(), timeout=PATIENCE)
    dialog.reject()
    with Workspace.open(county) as workspace:
        assert directory(workspace.engine).enabled


def test_a_roster_dropped_on_the_people_is_looked_at_there(
    desk: Desk, page: SettingsPage, qtbot: QtBot, county: Path, tmp_path: Path
) -> None:
    desk.open(qtbot, county)
    section = people(page, qtbot, 0)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / name)) for name in ("名册.xlsx", "另一份.xlsx")])
    at, copies = QPointF(300, 300), Qt.DropAction.CopyAction
    dropped = QDropEvent(at, copies, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    desk.window.dropEvent(dropped)
    assert desk.window.current == "settings"
    dialog = section.acts.roster
    assert dialog is not None and dialog.isVisible()
    assert dialog.file.text() == str(tmp_path / "名册.xlsx")
    assert desk.window._toast is not None and "先看第一个" in desk.window._toast._label.text()
    dialog.close()
