"""Experiences and help: searched, read, voted on; F1 explains what is looked at; no link is dead."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from census_app.desktop.frame.key_help import KeyHelp
from census_app.desktop.pages.customer.page import CustomerPage
from census_app.desktop.pages.library.ground import HelpGround, read_ground
from census_app.desktop.pages.library.page import LibraryPage
from census_app.desktop.pages.library.reads import field_page, read_page, rule_page, search
from census_app.desktop.pages.library.topics import HelpPage, Topic, TopicKind
from census_app.desktop.pages.problems.page import ProblemPage
from census_app.workspace import acts
from census_app.workspace.workspace import Workspace
from tests.desktop.conftest import PATIENCE, Desk


def _words(widget: QWidget) -> str:
    QApplication.processEvents()
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


def _read(qtbot: QtBot, page: LibraryPage, kind: str, value: str = "") -> HelpPage:
    def there() -> bool:
        topic = page.pane.topic()
        return topic.kind == kind and (not value or topic.value == value)

    qtbot.waitUntil(there, timeout=PATIENCE)
    assert page.pane.page is not None
    return page.pane.page


@pytest.fixture
def page(desk: Desk, qtbot: QtBot, county: Path) -> LibraryPage:
    desk.open(qtbot, county, "library")
    shown = desk.window.page("library")
    assert isinstance(shown, LibraryPage)
    _read(qtbot, shown, TopicKind.ENTRY)
    return shown


def test_an_experience_is_found_and_read(page: LibraryPage, qtbot: QtBot) -> None:
    assert page.results.count() > 20
    page.field.setText("铭牌")
    qtbot.keyClick(page.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: 0 < page.results.count() < 20, timeout=PATIENCE)
    read = _read(qtbot, page, TopicKind.ENTRY)
    qtbot.waitUntil(lambda: page.results.item(0).text() in _words(page.pane), timeout=PATIENCE)
    assert read.sections
    assert page.results.hasFocus()


def test_the_list_taking_the_keys_leaves_what_is_read(page: LibraryPage, qtbot: QtBot) -> None:
    page.show_topic(Topic(TopicKind.RULE, "R042"))
    _read(qtbot, page, TopicKind.RULE, "R042")
    assert page.results.currentRow() == -1
    page.field.setFocus()
    page.results.setFocus()
    assert page.results.hasFocus() and page.results.currentRow() == -1
    qtbot.wait(200)
    assert page.pane.topic().value == "R042"


def test_words_nobody_wrote_are_said(page: LibraryPage, qtbot: QtBot) -> None:
    page.field.setText("量子纠缠超弦")
    qtbot.keyClick(page.field, Qt.Key.Key_Return)
    qtbot.waitUntil(page.none.isVisible, timeout=PATIENCE)
    assert "没有找到" in page.none.text()


def test_a_reader_says_what_helped(page: LibraryPage, qtbot: QtBot, county: Path) -> None:
    assert page.pane.page is not None
    assert page.pane.page.votes == (0, 0)
    page.pane.voted.emit("helpful")
    qtbot.waitUntil(lambda: page.pane.page is not None and page.pane.page.votes == (1, 0), timeout=PATIENCE)
    with Workspace.open(county) as workspace:
        assert len(acts.list_acts(workspace.engine, kinds=["experience.voted"])) == 1


def test_links_lead_on_and_the_way_back_is_kept(page: LibraryPage, desk: Desk, qtbot: QtBot) -> None:
    page.show_topic(Topic(TopicKind.RULE, "R042"))
    rule = _read(qtbot, page, TopicKind.RULE)
    assert rule.title == "运行容量大于合同容量"
    assert "运行容量 大于 合同容量" in _words(page.pane)
    place = next(place for place, link in enumerate(rule.links) if link.topic.kind == TopicKind.FIELD)
    page.pane.links[place].click()
    field = _read(qtbot, page, TopicKind.FIELD)
    assert Topic(TopicKind.RULE, "R042") in [link.topic for link in field.links]
    desk.window.actions_["help_back"].trigger()
    _read(qtbot, page, TopicKind.RULE, "R042")


def test_f1_explains_the_rule_of_the_problem_and_escape_returns(desk: Desk, qtbot: QtBot, county: Path) -> None:
    desk.open(qtbot, county, "problems")
    problems = desk.window.page("problems")
    assert isinstance(problems, ProblemPage)
    qtbot.waitUntil(lambda: bool(problems.panel.record), timeout=PATIENCE)
    qtbot.keyClick(problems.table, Qt.Key.Key_F1)
    assert desk.window.current == "library"
    page = desk.window.page("library")
    assert isinstance(page, LibraryPage)
    _read(qtbot, page, TopicKind.RULE, "R042")
    desk.window.actions_["back"].trigger()
    assert desk.window.current == "problems"


def test_f1_explains_the_field_looked_at(desk: Desk, qtbot: QtBot, county: Path) -> None:
    desk.open(qtbot, county, "customer")
    desk.window.open_customer("4")
    customer = desk.window.page("customer")
    assert isinstance(customer, CustomerPage)
    qtbot.waitUntil(lambda: customer.sheet is not None, timeout=PATIENCE)
    customer.toggle_fields()
    customer.fields.filter.setText("合同容量")
    customer.fields.view.setCurrentIndex(customer.fields.model.index(0, 1))
    desk.window.actions_["help_here"].trigger()
    page = desk.window.page("library")
    assert isinstance(page, LibraryPage)
    assert _read(qtbot, page, TopicKind.FIELD).title == "合同容量"


def test_f1_without_anything_looked_at_tells_the_keys(desk: Desk) -> None:
    desk.window.actions_["help_here"].trigger()
    keys = desk.window.popups.current
    assert isinstance(keys, KeyHelp)
    keys.close()


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> HelpGround:
    folder = tmp_path_factory.mktemp("help") / "W"
    Workspace.create(folder).close()
    return read_ground(folder)


def test_no_link_of_any_rule_field_or_experience_is_dead(shipped: HelpGround) -> None:
    rules = [rule_page(shipped, rule.id, suggest=False) for rule in shipped.loaded.pack.rules]
    assert len(rules) >= 100
    entries = [found.id for found in search(shipped.folder, "", "").found]
    assert entries
    pages = [*rules, *(read_page(shipped, Topic(TopicKind.ENTRY, entry)) for entry in entries)]
    wanted = {link.topic for one in pages for link in one.links}
    known = {rule.topic for rule in rules} | {Topic(TopicKind.ENTRY, entry) for entry in entries}
    for topic in wanted - known:
        assert topic.kind == TopicKind.FIELD
        assert field_page(shipped, topic.value).title


def test_every_page_of_help_says_something(shipped: HelpGround) -> None:
    for rule in shipped.loaded.pack.rules:
        page = rule_page(shipped, rule.id, suggest=False)
        assert page.title
        assert all(section.lines for section in page.sections[:-1]), rule.id
