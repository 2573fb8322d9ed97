"""The library written in the window: kept, refused at the line, reworded, retired, settled, sent and taken."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from census_app.desktop.language import CHINESE, ENGLISH
from census_app.desktop.pages.library import editor as writing
from census_app.desktop.pages.library.editor import EntryEditor
from census_app.desktop.pages.library.ground import HelpGround, read_ground
from census_app.desktop.pages.library.page import LibraryPage
from census_app.desktop.pages.library.page_pages import help_of_pages
from census_app.desktop.pages.library.reads import field_page, read_page
from census_app.desktop.pages.library.topics import Topic, TopicKind
from census_app.desktop.pages.registry import PAGES
from census_app.desktop.pages.tasks.job_dialog import RESULT
from census_app.workspace import acts
from census_app.workspace.library.model import Content, Entry, Kind, Status
from census_app.workspace.library.reading import entry_of, read_library
from census_app.workspace.library.sending import export_library
from census_app.workspace.library.taking import take_library
from census_app.workspace.library.writing import add_entry, edit_entry
from census_app.workspace.workspace import Workspace
from tests.desktop.conftest import PATIENCE, Desk

TITLE = "抄表段走错了怎么补"
TEXT = "先看上月的抄表时间。\n再问台区经理。"


def words(widget: QWidget) -> str:
    QApplication.processEvents()
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


def entry_in(folder: Path, entry: str) -> Entry:
    with Workspace.open(folder) as workspace:
        return entry_of(read_library(workspace), entry)


def write(folder: Path, text: str = TEXT) -> str:
    with Workspace.open(folder) as workspace:
        return add_entry(workspace, Content(Kind.CASE, TITLE, text, county="青岭县"), author="甲").id


def shown(page: LibraryPage, qtbot: QtBot, entry: str) -> None:
    page.show_topic(Topic(TopicKind.ENTRY, entry))
    qtbot.waitUntil(lambda: page.pane.topic() == Topic(TopicKind.ENTRY, entry), timeout=PATIENCE)


@pytest.fixture
def page(desk: Desk, qtbot: QtBot, county: Path) -> LibraryPage:
    desk.open(qtbot, county, "library")
    found = desk.window.page("library")
    assert isinstance(found, LibraryPage)
    qtbot.waitUntil(lambda: found.pane.page is not None, timeout=PATIENCE)
    return found


def editor(page: LibraryPage, qtbot: QtBot, key: str) -> EntryEditor:
    page.acts.editor = None
    qtbot.keyClick(page.results, key)
    qtbot.waitUntil(lambda: page.acts.editor is not None, timeout=PATIENCE)
    assert page.acts.editor is not None
    return page.acts.editor


def test_an_entry_is_written_with_its_rules_and_fields(page: LibraryPage, qtbot: QtBot, county: Path) -> None:
    made = editor(page, qtbot, "N")
    made.lines["title"].setText(TITLE)
    made.text.setPlainText(TEXT)
    made.lines["rules"].setText("r042")
    made.lines["items"].setText("用电客户.合同容量")
    qtbot.keyClick(made.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.pane.page is not None and page.pane.page.title == TITLE, timeout=PATIENCE)
    content = entry_in(county, page.pane.topic().value).content
    assert (content.rules, content.items, content.text) == (("R042",), ("customer.contract_cap",), TEXT)


def test_personal_data_is_refused_at_its_line_and_nothing_is_kept(
    page: LibraryPage, qtbot: QtBot, county: Path
) -> None:
    made = editor(page, qtbot, "N")
    made.lines["title"].setText(TITLE)
    made.text.setPlainText(f"{TEXT}\n打 13812345678 问他")
    qtbot.waitUntil(lambda: made.notes["text"].isVisible(), timeout=PATIENCE)
    assert "正文第 3 行" in made.notes["text"].text()
    (mark,) = made.text.extraSelections()
    assert mark.cursor.blockNumber() == 2  # type: ignore[attr-defined]
    made.save.click()
    qtbot.waitUntil(lambda: made.text.textCursor().blockNumber() == 2, timeout=PATIENCE)
    made.text.setPlainText(TEXT)
    qtbot.waitUntil(lambda: not made.notes["text"].isVisible(), timeout=PATIENCE)
    made.lines["items"].setText("没有这个字段")
    made.save.click()
    qtbot.waitUntil(lambda: "没有这个字段" in made.notes["items"].text(), timeout=PATIENCE)
    made.reject()
    with Workspace.open(county) as workspace:
        assert not acts.list_acts(workspace.engine, kinds=["experience.added"])


def test_a_rewording_keeps_what_was_said_before(page: LibraryPage, qtbot: QtBot, county: Path) -> None:
    entry = write(county)
    shown(page, qtbot, entry)
    made = editor(page, qtbot, "E")
    assert made.text.toPlainText() == TEXT
    made.text.setPlainText("先看上月的抄表时间，再看采集。")
    made.keep()
    qtbot.waitUntil(lambda: page.pane.page is not None and page.pane.page.versions == 2, timeout=PATIENCE)
    page.show_topic(Topic(TopicKind.VERSIONS, entry))
    qtbot.waitUntil(lambda: page.pane.topic().kind == TopicKind.VERSIONS, timeout=PATIENCE)
    told = words(page.pane)
    assert "再问台区经理" in told
    assert "再看采集" in told


def test_somebody_else_was_quicker(page: LibraryPage, qtbot: QtBot, county: Path) -> None:
    entry = write(county)
    shown(page, qtbot, entry)
    made = editor(page, qtbot, "E")
    with Workspace.open(county) as workspace:
        edit_entry(workspace, entry, {"text": "别人改的"}, author="乙")
    made.text.setPlainText("我改的")
    made.keep()
    qtbot.waitUntil(lambda: "刚被 乙 改过" in made.message.text(), timeout=PATIENCE)
    assert made.text.toPlainText() == "我改的"
    made.reject()
    assert entry_in(county, entry).content.text == "别人改的"


def test_an_entry_is_retired_with_a_reason_found_aside_and_published_again(
    page: LibraryPage, qtbot: QtBot, county: Path
) -> None:
    entry = write(county)
    shown(page, qtbot, entry)
    qtbot.keyClick(page.results, "X")
    dialog = page.acts.dialog
    assert dialog is not None
    qtbot.keyClick(dialog.fields["reason"], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "写明理由" in dialog.message.text(), timeout=PATIENCE)
    dialog.fields["reason"].setText("政策已变")
    qtbot.keyClick(dialog.fields["reason"], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.pane.page is not None and page.pane.page.status == "retired", timeout=PATIENCE)
    assert entry_in(county, entry).reason == "政策已变"
    page.field.setText(TITLE)
    page._search()
    qtbot.waitUntil(lambda: not listed(page, entry), timeout=PATIENCE)
    page.aside.click()
    qtbot.waitUntil(lambda: listed(page, entry), timeout=PATIENCE)
    page.context.actions["publish_entry"].trigger()
    qtbot.waitUntil(lambda: page.pane.page is not None and page.pane.page.status == "published", timeout=PATIENCE)
    assert entry_in(county, entry).status is Status.PUBLISHED


def listed(page: LibraryPage, entry: str) -> bool:
    found = (page.results.item(place) for place in range(page.results.count()))
    return any(item.data(Qt.ItemDataRole.UserRole).id == entry for item in found)


def test_a_voice_is_given_by_key(page: LibraryPage, qtbot: QtBot, county: Path) -> None:
    entry = write(county)
    shown(page, qtbot, entry)
    page.context.actions["vote_unhelpful"].trigger()
    qtbot.waitUntil(lambda: page.pane.page is not None and page.pane.page.votes == (0, 1), timeout=PATIENCE)


@pytest.fixture
def sent(county: Path, tmp_path: Path) -> tuple[str, Path]:
    """An entry both counties have, reworded here and there: the file of the other county."""
    entry = write(county)
    with Workspace.open(county) as workspace, Workspace.create(tmp_path / "别县") as other:
        export_library(workspace, tmp_path / "去.zip", "青岭县")
        take_library(other, [tmp_path / "去.zip"])
        edit_entry(other, entry, {"text": "别县的写法"}, author="丙")
        edit_entry(workspace, entry, {"text": "本县的写法"}, author="甲")
        export_library(other, tmp_path / "来.zip", "石桥县")
    return entry, tmp_path / "来.zip"


@pytest.mark.parametrize(("key", "kept"), [("1", "本县的写法"), ("2", "别县的写法")])
def test_two_wordings_stand_side_by_side_and_one_is_chosen(
    page: LibraryPage, qtbot: QtBot, county: Path, sent: tuple[str, Path], key: str, kept: str
) -> None:
    entry, file = sent
    page.acts.take([str(file)])
    dialog = page.acts.taking
    assert dialog is not None
    dialog.start()
    qtbot.waitUntil(lambda: dialog.stack.currentIndex() == RESULT, timeout=PATIENCE)
    assert "写法不同 1 条" in dialog.counts.text()
    assert not entry_in(county, entry).offers
    dialog.take_button.click()
    qtbot.waitUntil(lambda: "等着定" in dialog.message.text(), timeout=PATIENCE)
    dialog.lines.itemActivated.emit(dialog.lines.item(0))
    qtbot.waitUntil(lambda: page.pane.page is not None and bool(page.pane.page.offers), timeout=PATIENCE)
    told = words(page.pane.offers[0])
    assert "本县的写法" in told
    assert "别县的写法" in told
    page.window().activateWindow()
    qtbot.waitUntil(page.window().isActiveWindow, timeout=PATIENCE)
    qtbot.keyClick(page.results, key)
    qtbot.waitUntil(lambda: not entry_in(county, entry).offers, timeout=PATIENCE)
    qtbot.waitUntil(lambda: page.pane.page is not None and not page.pane.page.offers, timeout=PATIENCE)
    assert entry_in(county, entry).content.text == kept


def test_entries_are_sent_in_a_file(page: LibraryPage, qtbot: QtBot, county: Path, tmp_path: Path) -> None:
    write(county)
    page.context.actions["export_entries"].trigger()
    dialog = page.acts.dialog
    assert dialog is not None
    dialog.fields["out"].setText(str(tmp_path / "经验.zip"))
    dialog.fields["county"].setText("青岭县")
    qtbot.keyClick(dialog.fields["county"], Qt.Key.Key_Return)
    qtbot.waitUntil((tmp_path / "经验.zip").exists, timeout=PATIENCE)
    qtbot.waitUntil(lambda: page.session.jobs.current is None, timeout=PATIENCE)


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> HelpGround:
    folder = tmp_path_factory.mktemp("help") / "W"
    Workspace.create(folder).close()
    return read_ground(folder)


def test_every_field_of_the_dictionary_has_its_page(shipped: HelpGround) -> None:
    fields = [f"{table.id}.{field.id}" for table in shipped.dictionary.tables.values() for field in table.fields]
    assert len(fields) > 300
    known = {rule.id for rule in shipped.loaded.resolved.rules}
    table = shipped.dictionary.tables["customer"]
    for value in (f"{table.id}.{field.id}" for field in table.fields):
        told = field_page(shipped, value)
        assert {link.topic.value for link in told.links} <= known
    for value in fields:
        assert field_page(shipped, value).sections[0].lines[0]


def test_every_page_of_the_window_has_its_help_in_both_languages(shipped: HelpGround) -> None:
    pages = {entry.id for entry in PAGES}
    told = help_of_pages()
    assert set(told) == pages
    for page, words_of in told.items():
        assert len(words_of[CHINESE]["steps"]) == len(words_of[ENGLISH]["steps"])
        help_page = read_page(shipped, Topic(TopicKind.PAGE, page))
        assert help_page.sections[0].lines[0]
        assert {link.topic.value for link in help_page.links} <= pages


@pytest.mark.parametrize("name", [entry.id for entry in PAGES if entry.listed and entry.id != "library"])
def test_f1_on_a_page_opens_something_to_read_and_escape_returns(
    desk: Desk, page: LibraryPage, qtbot: QtBot, name: str
) -> None:
    desk.window.go(name)
    wanted = desk.window.pages[name].help_topic() or Topic(TopicKind.PAGE, name)
    desk.window.actions_["help_here"].trigger()
    assert desk.window.current == "library"
    qtbot.waitUntil(lambda: page.pane.topic() == wanted, timeout=PATIENCE)
    assert page.pane.page is not None
    assert page.pane.page.sections
    desk.window.actions_["back"].trigger()
    assert desk.window.current == name


def test_what_was_written_is_not_given_up_by_a_key(
    page: LibraryPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[QWidget] = []
    answers = [False, True]

    def gives_up(over: QWidget) -> bool:
        asked.append(over)
        return answers[len(asked) - 1]

    monkeypatch.setattr(writing, "gives_up", gives_up)
    untouched = editor(page, qtbot, "N")
    qtbot.keyClick(untouched, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not any(one.isVisible() for one in page.findChildren(EntryEditor)), timeout=PATIENCE)
    assert not asked
    made = editor(page, qtbot, "N")
    made.text.setPlainText(TEXT)
    qtbot.keyClick(made, Qt.Key.Key_Escape)
    assert asked == [made]
    assert made.isVisible()
    assert made.text.toPlainText() == TEXT
    made.close()
    assert len(asked) == 2
    assert not made.isVisible()
