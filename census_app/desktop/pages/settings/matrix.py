"""谁能做什么: permissions by role, in words; who can do the chosen one today."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from PySide6.QtWidgets import QVBoxLayout, QWidget

from census_app.desktop.language import label, say
from census_app.desktop.pages.problems.table import ProblemTable
from census_app.desktop.pages.settings.cells import ToneDelegate, quiet
from census_app.desktop.pages.settings.people_reads import ROLES
from census_app.desktop.tables.paged_model import ListedRows, PagedColumn, PagedModel, Row
from census_app.desktop.widgets.layout import Card, text_label

_NAMED = 12


class RightRow(NamedTuple):
    """One permission: its words, over which units, and the roles that have it."""

    permission: str
    words: str
    scope: str
    roles: frozenset[str]


class RightMatrix(QWidget):
    """`looked_at(permission)` is called for the chosen line; `show_able` answers it below the table."""

    def __init__(self, looked_at: Callable[[str], object]) -> None:
        super().__init__()
        self._looked_at = looked_at
        self.model = PagedModel(_columns(), self)
        self.table = ProblemTable(self.model, (), 260, kept_as="rights")
        self.table.setAccessibleName(say("settings.people.tab.rights"))
        chips = {role: (lambda _row: "ok") for role in ROLES}
        self.table.setItemDelegate(ToneDelegate(self.model, chips, {"scope": quiet}))
        self.table.selectionModel().currentRowChanged.connect(lambda now, _before: self._look(now.row()))
        self.able = text_label("", "mute-body", wrap=True)
        card = Card((1, 1, 1, 1))
        card.body.addWidget(self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(card, 1)
        column.addWidget(self.able)

    def fill(self) -> None:
        """The table as the settings of the program say it."""
        from census_app.workspace.people.showing import permission_table

        rows = [
            RightRow(one.permission, label("permission", one.permission), label("scope", one.scope), one.roles)
            for one in permission_table()
        ]
        self.model.show(ListedRows(rows), len(rows))
        self.table.fit()

    def _look(self, place: int) -> None:
        found = self.model.row(place)
        if found is not None:
            self._looked_at(RightRow(*found).permission)

    def show_able(self, able: list[tuple[str, str]]) -> None:
        """Who can do the chosen thing today."""
        named = "、".join(f"{name or account}（{account}）" for account, name in able[:_NAMED])
        more = say("settings.people.more", number=len(able) - _NAMED) if len(able) > _NAMED else ""
        words = say("settings.people.able", people=f"{named}{more}") if able else say("settings.people.nobody_able")
        self.able.setText(words)


def _columns() -> list[PagedColumn]:
    def mark(role: str) -> Callable[[Row], str]:
        return lambda row: say("settings.people.yes") if role in row[3] else ""

    def column(name: str, width: int, text: Callable[[Any], str], **more: Any) -> PagedColumn:
        return PagedColumn(name, say(f"settings.people.column.{name}"), text, width, **more)

    roles = [PagedColumn(role, label("role", role), mark(role), 104) for role in ROLES]
    return [
        column("words", 220, lambda row: row.words, stretch=True, elides=True),
        column("scope", 150, lambda row: row.scope, measured=True),
        *roles,
    ]
