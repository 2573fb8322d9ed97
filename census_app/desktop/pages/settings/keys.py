"""按键: every key of every page, found by word, by key or by pinyin initials."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QLineEdit, QStyleOptionViewItem, QVBoxLayout

from census_app.desktop.action_spec import ActionSpec
from census_app.desktop.actions import SPECS
from census_app.desktop.language import count, say
from census_app.desktop.pages.problems.table import ProblemTable
from census_app.desktop.pages.registry import PAGES
from census_app.desktop.pages.settings.cells import ToneDelegate, quiet
from census_app.desktop.pages.settings.section import Host, Section
from census_app.desktop.pinyin import matches
from census_app.desktop.tables.paged_model import Index, ListedRows, PagedColumn, PagedModel
from census_app.desktop.theme.look import colour
from census_app.desktop.widgets.buttons import key_cap_width, paint_key_cap
from census_app.desktop.widgets.cells import paint_ground
from census_app.desktop.widgets.layout import Card, row

_CAP_HEIGHT, _PADDING, _GAP = 18, 9, 6


class KeyLine(NamedTuple):
    """One action with its keys and the page it works on."""

    page: str
    words: str
    keys: tuple[str, ...]


class _KeyDelegate(ToneDelegate):
    """Keys are painted as caps."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Caps in the last column, words elsewhere."""
        if index.column() != 2:
            super().paint(painter, option, index)
            return
        rect = paint_ground(painter, option)
        line = self._model.row(index.row())
        x = float(rect.x() + _PADDING)
        for key in line[2] if line is not None else ():
            width = key_cap_width(key)
            top = rect.center().y() - _CAP_HEIGHT / 2 + 0.5
            paint_key_cap(painter, QRectF(x, top, width, _CAP_HEIGHT), key, colour("mute"), colour("line"))
            x += width + _GAP


class KeySection(Section):
    """Nothing is read: the actions say it themselves."""

    section_id = "keys"
    needs_workspace = False

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.field = QLineEdit()
        self.field.setPlaceholderText(say("settings.keys.find"))
        self.field.setFixedWidth(380)
        self.field.textChanged.connect(lambda _text: self.fill())
        self.field.returnPressed.connect(self._to_table)
        self.model = PagedModel(
            [
                PagedColumn("page", say("settings.keys.page"), lambda line: line[0], 170),
                PagedColumn("words", say("settings.keys.does"), lambda line: line[1], 260, stretch=True, elides=True),
                PagedColumn("keys", say("settings.keys.key"), lambda line: "  ".join(line[2]), 240),
            ],
            self,
        )
        self.table = ProblemTable(self.model, kept_as="keys")
        self.table.setAccessibleName(say("settings.section.keys"))
        self.table.setItemDelegate(_KeyDelegate(self.model, {}, {"page": quiet}))
        self.lines = key_lines()
        card = Card((1, 1, 1, 1))
        card.body.addWidget(self.table)
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(row(self.field, None))
        column.addWidget(card, 1)
        self.fill()

    def fill(self) -> None:
        """The keys that fit the words."""
        words = self.field.text().strip()
        shown = [line for line in self.lines if _fits(line, words)]
        self.note.setText(say("settings.keys.note", shown=count(len(shown)), total=count(len(self.lines))))
        self.model.show(ListedRows(shown), len(shown))
        self.table.fit()

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Keys of the section."""
        return {"settings_find": self._find}

    def _to_table(self) -> None:
        self.table.setFocus()

    def _find(self) -> None:
        self.field.setFocus()
        self.field.selectAll()

    def keys_here(self) -> Any:
        """The field: one comes here to look for a key."""
        return self.field

    def back(self) -> bool:
        """Esc leaves the words, then the field."""
        if self.field.text():
            self.field.clear()
            return True
        return False


def key_lines() -> list[KeyLine]:
    """Every action with a key: those of every page first, then page by page in the order of the navigation."""
    order = [None, *(entry.id for entry in PAGES)]
    keyed = [spec for spec in SPECS if spec.shortcuts]
    return [_line(spec) for page in order for spec in keyed if spec.page == page]


def _line(spec: ActionSpec) -> KeyLine:
    page = say(f"page.{spec.page}") if spec.page else say("settings.keys.everywhere")
    keys = tuple(key.replace("Return", "Enter").replace("Escape", "Esc") for key in spec.shortcuts)
    return KeyLine(page, say(f"action.{spec.id}"), keys)


def _fits(line: KeyLine, words: str) -> bool:
    pressed = words.casefold().replace(" ", "")
    return (
        matches(words, line.words) or matches(words, line.page) or any(pressed in key.casefold() for key in line.keys)
    )
