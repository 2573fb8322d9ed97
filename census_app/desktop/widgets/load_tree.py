"""Units and people as a tree with what they have to do: open, due, overdue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QBrush
from PySide6.QtWidgets import QHeaderView, QTreeView

from census_app.desktop.language import count, say
from census_app.desktop.theme.look import colour, look, scaled, sized_font

if TYPE_CHECKING:
    from census_app.survey.tasks.load import LoadNode

_NO_INDEX = QModelIndex()
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_FIGURES = ("open", "due", "overdue")
_INDENT = 14
_ROW, _FIGURE = 28, 52
_OPEN_DEPTH = 1
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class _Place:
    """A node with its parent's number and its place among its siblings."""

    node: LoadNode
    parent: int
    row: int


class LoadModel(QAbstractItemModel):
    """The tree, numbered once: an index carries the number of its node."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._places: list[_Place] = []
        self._below: dict[int, list[int]] = {-1: []}

    def show_nodes(self, roots: Sequence[LoadNode]) -> None:
        """Another tree."""
        self.beginResetModel()
        self._places, self._below = [], {-1: []}
        waiting = [(node, -1, row) for row, node in enumerate(roots)]
        for node, parent, row in waiting:
            number = len(self._places)
            self._places.append(_Place(node, parent, row))
            self._below[parent].append(number)
            self._below[number] = []
            waiting += [(child, number, place) for place, child in enumerate(node.children)]
        self.endResetModel()

    def node(self, index: Index) -> LoadNode | None:
        """The unit or person of a line."""
        return self._places[index.internalId()].node if index.isValid() else None

    def index(self, row: int, column: int, parent: Index = _NO_INDEX) -> QModelIndex:
        """A line below another one."""
        below = self._below[self._number(parent)]
        if not (0 <= row < len(below) and 0 <= column < self.columnCount()):
            return QModelIndex()
        return self.createIndex(row, column, below[row])

    def _number(self, index: Index) -> int:
        return int(index.internalId()) if index.isValid() else -1

    def parent(self, index: Any = _NO_INDEX) -> Any:
        """The line above in the tree."""
        if not index.isValid():
            return QModelIndex()
        above = self._places[index.internalId()].parent
        return QModelIndex() if above < 0 else self.createIndex(self._places[above].row, 0, above)

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        """Lines right below."""
        return 0 if parent.column() > 0 else len(self._below[self._number(parent)])

    def columnCount(self, _parent: Index = _NO_INDEX) -> int:
        """The name and three figures."""
        return 1 + len(_FIGURES)

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        """Names and figures; overdue is red, work without a person amber, both with their word."""
        node = self.node(index)
        if node is None:
            return None
        if role in (_DISPLAY, int(Qt.ItemDataRole.ToolTipRole)):
            return self._text(node, index.column())
        if role == int(Qt.ItemDataRole.TextAlignmentRole) and index.column():
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == int(Qt.ItemDataRole.ForegroundRole):
            return QBrush(colour(self._tone(node, index.column())))
        if role == int(Qt.ItemDataRole.SizeHintRole):
            return QSize(scaled(_FIGURE) if index.column() else 0, scaled(_ROW))
        if role == int(Qt.ItemDataRole.FontRole):
            return sized_font("body", bold=index.column() == 0 and node.surveyor is None)
        return None

    def _text(self, node: LoadNode, column: int) -> str:
        if column:
            number = getattr(node.load, _FIGURES[column - 1])
            return count(number) if number else "—"
        return (node.name or say("tasks.nobody")) if node.surveyor is not None else node.name

    def _tone(self, node: LoadNode, column: int) -> str:
        if column == len(_FIGURES) and node.load.overdue:
            return "high"
        if column == 0 and node.surveyor == "":
            return "mid"
        return "text" if column < 2 else "mute"

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        """Headings."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == _DISPLAY:
            return say("tasks.load.who") if section == 0 else say(f"tasks.load.{_FIGURES[section - 1]}")
        if role == int(Qt.ItemDataRole.TextAlignmentRole) and section:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None


class LoadTree(QTreeView):
    """`chosen(node)` on a click or Enter."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.nodes = LoadModel(self)
        self.setModel(self.nodes)
        self.setIndentation(_INDENT)
        self.setUniformRowHeights(True)
        self.setTextElideMode(Qt.TextElideMode.ElideLeft)
        self.setAccessibleName(say("tasks.load.title"))
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setExpandsOnDoubleClick(False)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.activated.connect(self._choose)
        self.clicked.connect(self._choose)
        look().changed.connect(self.viewport().update)

    def show_nodes(self, roots: Sequence[LoadNode]) -> None:
        """Another tree, from the first unit that has several below it, open down to the people."""
        while len(roots) == 1 and len(roots[0].children) == 1 and roots[0].children[0].surveyor is None:
            roots = roots[0].children
        self.nodes.show_nodes(roots)
        self.expandToDepth(_OPEN_DEPTH)

    def _choose(self, index: QModelIndex) -> None:
        node = self.nodes.node(index)
        if node is not None:
            self.chosen.emit(node)
