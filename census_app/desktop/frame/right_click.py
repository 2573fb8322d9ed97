"""The menu of the right mouse button, on every page: copy what is pointed at, and what can be done on this page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QLabel, QMenu, QWidget

from census_app.desktop.action_set import Actions
from census_app.desktop.language import count, say
from census_app.desktop.widgets.clipboard import cell_texts, chosen_places, copy_chosen, put_rows

if TYPE_CHECKING:
    from census_app.desktop.frame.window import MainWindow

_ACTIONS_AT_MOST = 12


def menu_at(window: MainWindow, actions: Actions, page: str, place: QPoint) -> QMenu:
    """The menu for what lies at `place` of the window; it deletes itself when it closes."""
    menu = QMenu(window.wardrobe)
    menu.aboutToHide.connect(menu.deleteLater)
    pointed = window.childAt(place)
    if pointed is not None:
        _offer_copying(menu, pointed, pointed.mapFrom(window, place))
    own = [actions[spec.id] for spec in actions.specs.values() if spec.page == page and actions[spec.id].isEnabled()]
    if own and not menu.isEmpty():
        menu.addSeparator()
    menu.addActions(own[:_ACTIONS_AT_MOST])
    return menu


def _offer_copying(menu: QMenu, pointed: QWidget, place: QPoint) -> None:
    view = pointed.parentWidget()
    if isinstance(view, QAbstractItemView) and pointed is view.viewport():
        index = view.indexAt(place)
        if index.isValid():
            view.selectionModel().setCurrentIndex(index, _choosing(view, index))
            _offer(menu, "copy_cell", _text(index))
            _offer_rows(menu, view, index)
    elif isinstance(pointed, QLabel):
        _offer(menu, "copy_text", pointed.text())
    elif pointed.accessibleName():
        _offer(menu, "copy_text", pointed.accessibleName())


def _choosing(view: QAbstractItemView, index: QModelIndex) -> QItemSelectionModel.SelectionFlag:
    """What pointing at a place chooses, whatever keys are held: several chosen rows stay so, whichever of them it is;
    else it alone is chosen."""
    flags = QItemSelectionModel.SelectionFlag
    if view.selectionModel().isSelected(index) or view.selectionMode() is QAbstractItemView.SelectionMode.NoSelection:
        return flags.NoUpdate
    rows = view.selectionBehavior() is QAbstractItemView.SelectionBehavior.SelectRows
    return flags.ClearAndSelect | flags.Rows if rows else flags.ClearAndSelect


def _offer(menu: QMenu, words: str, text: str) -> None:
    if text.strip():
        menu.addAction(say(f"right_click.{words}")).triggered.connect(lambda: QGuiApplication.clipboard().setText(text))


def _offer_rows(menu: QMenu, view: QAbstractItemView, index: QModelIndex) -> None:
    texts = cell_texts(view, index)
    if any(texts):
        menu.addAction(say("right_click.copy_row")).triggered.connect(lambda: put_rows([texts]))
    number = len(chosen_places(view) or ())
    if number > 1:
        words = say("right_click.copy_rows", number=count(number))
        menu.addAction(words).triggered.connect(lambda: copy_chosen(view))


def _text(index: QModelIndex) -> str:
    value = index.data(int(Qt.ItemDataRole.DisplayRole))
    return "" if value is None else str(value)
