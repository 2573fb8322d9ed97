"""The right end of the status bar: who else works on the workspace, who works here, whether everything is saved."""

from __future__ import annotations

import os
from datetime import datetime
from typing import Any

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from census_app.desktop.action_set import Actions
from census_app.desktop.core_words import worded
from census_app.desktop.language import say
from census_app.desktop.session import Session
from census_app.desktop.signing_in import Presence
from census_app.desktop.widgets.buttons import LinkButton
from census_app.desktop.widgets.layout import set_role, text_label

_MENU = ("sign_in", "lock", "choose_pin")
_TONES = {"saved": "mute", "only_looked_at": "mid", "lost": "high"}


class StandingLine(QWidget):
    """Follows the session; the person's name opens what can be done about it."""

    def __init__(self, session: Session, actions: Actions) -> None:
        super().__init__()
        self._session, self._actions = session, actions
        self.holder = text_label("", "mid")
        self.person = LinkButton("")
        self.person.clicked.connect(self._open_menu)
        self.account = text_label("", "mute")
        self.saved = text_label("", "mute")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(14)
        for widget in (self.holder, self.person, self.account, self.saved):
            line.addWidget(widget)
        for signal in (session.changed, session.standing_changed, session.person_changed, session.jobs.changed):
            signal.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Say it as it is now."""
        opened = self._session.folder is not None
        held = [one for one in self._session.holders if not self._is_ours(one)] if opened else []
        self.holder.setText(holder_words(held[0]) if held else "")
        self.holder.setVisible(bool(held))
        self._say_person(opened)
        facts = self._session.facts
        only_looked_at = facts is not None and facts.only_looked_at
        word = "lost" if self._session.lost is not None else "only_looked_at" if only_looked_at else "saved"
        self.saved.setText(say(f"status.{word}"))
        self.saved.setToolTip(say("status.only_looked_at_advice") if word == "only_looked_at" else "")
        set_role(self.saved, _TONES[word])
        self.saved.setVisible(opened)

    def _say_person(self, opened: bool) -> None:
        person = self._session.person
        free = person.presence is Presence.FREE
        self.account.setText(person.account)
        self.account.setVisible(opened and free and bool(person.account))
        words = person.words or say("status.nobody")
        self.person.setText(f"{words} · {worded(person.roles[0])}" if person.roles else words)
        self.person.setToolTip("\n".join([words, *map(worded, person.roles)]))
        self.person.setAccessibleName(say("status.person", name=self.person.text()))
        self.person.setVisible(opened and not free)

    def _is_ours(self, holder: dict[str, Any]) -> bool:
        import socket

        own = {os.getpid(), self._session.jobs.process}
        return holder["host"] == socket.gethostname() and holder["process"] in own

    def _open_menu(self) -> None:
        menu = QMenu(self)
        menu.addActions([self._actions[name] for name in _MENU])
        corner = self.person.mapToGlobal(QPoint(0, 0))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(corner - QPoint(0, menu.sizeHint().height()))


def holder_words(holder: dict[str, Any]) -> str:
    """Who does what on the workspace since when."""
    since = datetime.fromisoformat(str(holder["since"])).astimezone()
    return say("status.held", actor=holder["actor"], time=f"{since:%H:%M}", what=holder["what"])
