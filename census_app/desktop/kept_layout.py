"""Column widths, orders and card widths set by hand: kept in the settings file by the name of what they belong to.

Widths are those of the normal text size, so that another text size only scales them. What a hand never set is not
kept: measured widths go on holding there.
"""

from __future__ import annotations

from typing import Any, Protocol

from PySide6.QtWidgets import QSplitter, QTableView, QWidget

from census_app.desktop.preferences import Preferences
from census_app.desktop.widgets.hand_columns import HandColumns

_COLUMNS, _ORDERS, _CARDS = "layout/columns", "layout/orders", "layout/cards"
_LEAST, _MOST = 20, 4000


class KeptLayout:
    """What hands set, of every table and card; what cannot be read is as if it had never been set."""

    def __init__(self, preferences: Preferences) -> None:
        self._preferences = preferences

    def widths(self, table: str) -> dict[str, int]:
        """Column → width."""
        found = self._preferences.facts(_COLUMNS).get(table)
        if not isinstance(found, dict):
            return {}
        return {name: width for name, kept in found.items() if (width := _width(kept)) is not None}

    def keep_widths(self, table: str, widths: dict[str, int]) -> None:
        """These widths and no others; none at all are forgotten."""
        self._keep(_COLUMNS, table, widths)

    def order(self, table: str) -> tuple[str, bool]:
        """The column the rows stand by and whether downwards; no column when no hand chose one."""
        found = self._preferences.facts(_ORDERS).get(table)
        if isinstance(found, list) and len(found) == 2 and isinstance(found[0], str) and isinstance(found[1], bool):
            return found[0], found[1]
        return "", False

    def keep_order(self, table: str, column: str, descending: bool) -> None:
        """This order; no column takes it back."""
        self._keep(_ORDERS, table, [column, descending] if column else None)

    def card(self, name: str) -> int | None:
        """The width of a card, None when no hand set it."""
        return _width(self._preferences.facts(_CARDS).get(name))

    def keep_card(self, name: str, width: int | None) -> None:
        """This width; None takes it back."""
        self._keep(_CARDS, name, width)

    def _keep(self, kind: str, name: str, value: Any) -> None:
        facts = self._preferences.facts(kind)
        if value:
            facts[name] = value
        else:
            facts.pop(name, None)
        self._preferences.remember_facts(kind, facts)


class KeepsLayout(Protocol):
    """A table or a split with a name of its own."""

    kept_as: str

    def keep(self, kept: KeptLayout) -> None:
        """What a hand set is as it was, and what it sets from now on is kept."""


def keep_by_hand(inside: QWidget, preferences: Preferences) -> None:
    """Every table and split inside that has a name is as a hand left it."""
    kept = KeptLayout(preferences)
    # of all widgets inside only these: an object of Python's is made for each that is looked at
    for keeper in (*inside.findChildren(QTableView), *inside.findChildren(QSplitter)):
        if getattr(keeper, "kept_as", ""):
            named: Any = keeper
            named.keep(kept)


def fit_columns(inside: QWidget) -> None:
    """Every table inside that is seen has the widths it would have had without hands."""
    for hand in inside.findChildren(HandColumns):
        if hand.header.isVisible():
            hand.forget()


def _width(value: Any) -> int | None:
    plain = isinstance(value, int) and not isinstance(value, bool)
    return int(value) if plain and _LEAST <= value <= _MOST else None
