"""设置与审计: the sections at the left, the chosen one at the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QStackedWidget, QWidget

from census_app.desktop.language import say
from census_app.desktop.pages.page import Context, Page
from census_app.desktop.pages.settings.section import Host, Section
from census_app.desktop.pages.settings.sections import SECTIONS
from census_app.desktop.reads import Reader
from census_app.desktop.theme.icons import icon
from census_app.desktop.theme.look import look, scaled, tokens
from census_app.desktop.widgets.cells import KeyMark
from census_app.desktop.widgets.layout import Card

_LIST = 176
_ROW = 38
_ID = int(Qt.ItemDataRole.UserRole)


class SettingsPage(Page):
    """`show_section` looks at a section; each is built and read when it is first looked at."""

    page_id = "settings"

    def __init__(self, context: Context) -> None:
        super().__init__(context, say("page.settings"))
        self.reader = Reader(self)
        self.sections: dict[str, Section] = {}
        self.list = QListWidget()
        self.list.setItemDelegate(KeyMark(self.list))
        self.list.setAccessibleName(say("page.settings"))
        self.list.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        for entry in SECTIONS:
            item = QListWidgetItem(say(f"settings.section.{entry.id}"))
            item.setData(_ID, entry.id)
            item.setSizeHint(QSize(0, scaled(_ROW)))
            self.list.addItem(item)
        self.stack = QStackedWidget()
        side = Card((6, 8, 6, 8))
        side.setFixedWidth(scaled(_LIST))
        side.body.addWidget(self.list)
        body = QHBoxLayout()
        body.setSpacing(14)
        body.addWidget(side)
        body.addWidget(self.stack, 1)
        self.column.addLayout(body, 1)
        self._dress()
        look().changed.connect(self._dress)
        self.list.setCurrentRow(self._place(str(context.memory.get("section", SECTIONS[0].id))))
        self.list.currentRowChanged.connect(self._chosen)
        self.list.itemActivated.connect(lambda _item: self.section.keys_here().setFocus())
        self.session.stale.connect(self._stale)
        self.session.jobs.finished.connect(lambda _record: self._stale(frozenset({"acts"})))

    def _dress(self) -> None:
        for place, entry in enumerate(SECTIONS):
            self.list.item(place).setIcon(icon(entry.icon, tokens()["mute"]))

    def _place(self, section: str) -> int:
        return next((place for place, entry in enumerate(SECTIONS) if entry.id == section), 0)

    @property
    def section(self) -> Section:
        """The section looked at, built on first use."""
        entry = SECTIONS[self.list.currentRow()]
        if entry.id not in self.sections:
            section: Section = entry.build(Host(self.context, self.reader, self.action_button, self.show_section))
            self.sections[entry.id] = section
            self.complete(section)
            self.stack.addWidget(section)
        return self.sections[entry.id]

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Keys of the page: numbers choose sections, the rest belongs to the section looked at."""
        found: dict[str, Callable[[], object]] = {
            f"settings_{entry.id}": partial(self.list.setCurrentRow, place) for place, entry in enumerate(SECTIONS)
        }
        names = [spec.id for spec in self.context.actions.specs.values() if spec.page == self.page_id]
        return {name: found.get(name, partial(self._do, name)) for name in names}

    def later_parts(self) -> Sequence[Callable[[], QWidget]]:
        """The section chosen last."""
        return (lambda: self.section,)

    def _do(self, name: str) -> None:
        handler = self.section.handlers().get(name)
        if handler is not None:
            handler()

    def show_section(self, section: str) -> Section:
        """Look at a section."""
        self.list.setCurrentRow(self._place(section))
        return self.section

    def _chosen(self, _place: int) -> None:
        self.context.memory["section"] = self.section.section_id
        self._look()

    def _look(self) -> None:
        section = self.section
        self.stack.setCurrentWidget(section)
        self.subtitle.setText(say(f"settings.about.{section.section_id}"))
        for entry in SECTIONS:
            self.session.flag(f"settings {entry.id}", entry.id == section.section_id)
        section.look()

    def refresh(self) -> None:
        """Another workspace, or the same with other facts: sections read again when they are looked at."""
        for section in self.sections.values():
            section.forget()
        if self.isVisible():
            self._look()

    def _stale(self, kinds: frozenset[str]) -> None:
        for section in self.sections.values():
            if section.stale_kinds & kinds:
                section.forget()
        if self.isVisible():
            self.section.look()

    def activate(self) -> None:
        """The section chosen last is read, with what was done on other pages meanwhile; its list takes the keys."""
        for section in self.sections.values():
            section.forget()
        self._look()
        self.list.setFocus()

    def back(self) -> bool:
        """Esc leaves what is open in the section, then returns to the list of sections."""
        if self.section.back():
            return True
        if self.list.hasFocus():
            return False
        self.list.setFocus()
        return True

    def drop_files(self, paths: list[str]) -> bool:
        """What the section looked at takes."""
        return self.session.folder is not None and self.section.drop_files(paths)

    def close_page(self) -> None:
        """The worker ends."""
        for section in self.sections.values():
            section.close_section()
        self.reader.close()
