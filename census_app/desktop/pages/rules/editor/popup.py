"""The list of what can be written next, under the cursor: the name, whose it is, what it holds, how empty it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QFrame, QListView, QStyledItemDelegate, QStyleOptionViewItem, QVBoxLayout, QWidget

from census_app.desktop.language import label, say
from census_app.desktop.pinyin import matches
from census_app.desktop.tables.paged_model import Index
from census_app.desktop.theme.look import colour, scaled, sized_font
from census_app.desktop.widgets.cells import paint_ground

if TYPE_CHECKING:
    from census_app.rulebook.language.completion import Suggestion
    from census_app.workspace.imports.field_states import FieldState

WIDTH = 460
_ROW = 34
_ROWS = 8
_MOST = 300
_LINE = int(Qt.ItemDataRole.UserRole)
_NO_INDEX = QModelIndex()


def fitting(suggestions: tuple[Suggestion, ...], word: str) -> list[Suggestion]:
    """Those the word may become: by their beginning first, then by a part or by initials."""
    wanted = word.casefold()
    beginning = [one for one in suggestions if _name(one).casefold().startswith(wanted)]
    inside = [one for one in suggestions if one not in set(beginning) and matches(word, _name(one))]
    return [*beginning, *inside][:_MOST]


def _name(suggestion: Suggestion) -> str:
    return suggestion.text.strip("':").removeprefix("本户.").removeprefix("成员.")


class SuggestionModel(QAbstractListModel):
    """The suggestions that fit."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.shown: list[Suggestion] = []
        self.states: Mapping[tuple[str, str], FieldState] = {}

    def show(self, shown: list[Suggestion]) -> None:
        """Others."""
        self.beginResetModel()
        self.shown = shown
        self.endResetModel()

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        """How many fit."""
        return 0 if parent.isValid() else len(self.shown)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        """The name; the delegate asks for the whole."""
        one = self.shown[index.row()]
        if role == _LINE:
            return one
        if role in (int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole)):
            return f"{one.text} {self.kind(one)} {self.state(one)[0]}".strip()
        if role == int(Qt.ItemDataRole.ToolTipRole):
            return one.detail or "、".join(one.values)
        return None

    def kind(self, one: Suggestion) -> str:
        """`成员 · 代码`, `关系 · 多条`."""
        what = label("rules.field_type", one.type) if one.type else label("rules.sort", one.sort.value)
        if one.sort.value == "relation" and one.many:
            what = say("rules.many_relation")
        owner = label("rules.owner", one.owner) if one.owner else ""
        return " · ".join(filter(None, (owner, f"{what} {one.unit}".strip())))

    def state(self, one: Suggestion) -> tuple[str, bool]:
        """What to know before using it, and whether that is a warning."""
        if not one.field:
            return one.detail, False
        state = self.states.get((one.table, one.field))
        if state is not None and not state.imported:
            return say("rules.not_imported"), True
        empty = say("rules.empty_share", share=_share(state.empty)) if state is not None and state.empty else ""
        values = " / ".join(one.values[:3]) + (" …" if len(one.values) > 3 else "")
        return " · ".join(filter(None, (values, empty))), False


def _share(share: float) -> str:
    return "<0.1%" if share < 0.001 else f"{share:.1%}"


class _Lines(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(100, scaled(_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        box = QRectF(paint_ground(painter, option)).adjusted(10, 0, -10, 0)
        model: Any = index.model()
        one: Suggestion = index.data(_LINE)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(sized_font("body", bold=True))
        painter.setPen(colour("text"))
        painter.drawText(box, middle, one.text)
        left = QFontMetrics(painter.font()).horizontalAdvance(one.text) + 12
        painter.setFont(sized_font("secondary"))
        painter.setPen(colour("mute"))
        kind = model.kind(one)
        painter.drawText(box.adjusted(left, 0, 0, 0), middle, kind)
        left += QFontMetrics(painter.font()).horizontalAdvance(kind) + 16
        said, warning = model.state(one)
        rest = box.adjusted(left, 0, 0, 0)
        painter.setPen(colour("mid" if warning else "mute"))
        shown = QFontMetrics(painter.font()).elidedText(said, Qt.TextElideMode.ElideRight, int(rest.width()))
        painter.drawText(rest, middle | Qt.AlignmentFlag.AlignRight, shown)


class Popup(QFrame):
    """Stands over the window while the editor keeps the keys; `taken(suggestion)` by Enter, Tab or a click."""

    taken = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.over = window
        self.setObjectName("popup")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.model = SuggestionModel(self)
        self.view = QListView()
        self.view.setModel(self.model)
        self.view.setItemDelegate(_Lines(self.view))
        self.view.setUniformItemSizes(True)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setAccessibleName(say("action.complete_word"))
        self.view.clicked.connect(lambda index: self.taken.emit(self.model.shown[index.row()]))
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        column.addWidget(self.view)
        self.hide()

    def offer(self, suggestions: list[Suggestion], at: QPoint, above: int) -> None:
        """Show them with their corner at a point of the window, or above it where there is no room below."""
        self.model.show(suggestions)
        if not suggestions:
            self.hide()
            return
        window = self.over
        width = min(scaled(WIDTH), window.width() - 20)
        height = min(_ROWS, len(suggestions)) * scaled(_ROW) + 10
        y = at.y() if at.y() + height < window.height() - 8 else at.y() - above - height
        self.setGeometry(min(at.x(), window.width() - width - 10), y, width, height)
        self.view.setCurrentIndex(self.model.index(0, 0))
        self.show()
        self.raise_()

    def step(self, step: int) -> None:
        """The next or previous one."""
        row = max(0, min(self.model.rowCount() - 1, self.view.currentIndex().row() + step))
        self.view.setCurrentIndex(self.model.index(row, 0))

    def current(self) -> Suggestion | None:
        """The one Enter takes."""
        row = self.view.currentIndex().row()
        return self.model.shown[row] if self.isVisible() and 0 <= row < len(self.model.shown) else None
