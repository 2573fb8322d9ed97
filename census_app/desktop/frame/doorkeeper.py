"""Who works here: asks at the door where the workspace asks for it, locks when nobody is there, and says who it is."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtWidgets import QWidget

from census_app.desktop import signing_in
from census_app.desktop.action_set import Actions
from census_app.desktop.core_errors import advised
from census_app.desktop.language import say
from census_app.desktop.opened import person_at
from census_app.desktop.session import Session
from census_app.desktop.signing_in import Person, Presence
from census_app.desktop.widgets.buttons import LinkButton
from census_app.foundation.errors import CensusError

if TYPE_CHECKING:
    from census_app.desktop.frame.sign_in import SignInCover

LOOK_MILLISECONDS = 2_000
_TOPIC = "door"
LAST_ACCOUNT = "last_account"
_ASKING = (Presence.NOBODY, Presence.CHOOSING, Presence.LOCKED)
_NONE, _LOCKED = "none", "locked"
_EXPECTED = {"active": Presence.THERE, _LOCKED: Presence.LOCKED}
_SIGNS_OF_LIFE = frozenset(
    {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel}
)


class Covered(Protocol):
    """The window around it."""

    def cover(self, widget: QWidget | None) -> None:
        """`widget` stands in the place of the pages; None gives them back."""

    def toast(self, text: str) -> None:
        """Say a short sentence."""


class Doorkeeper(QObject):
    """Attached to one window. Without a roster it only learns the computer's account, and nothing is asked."""

    def __init__(self, window: Covered, session: Session, actions: Actions, parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._session = window, session
        self._folder: Path | None = None
        self._looks_only = False
        self._code = ""
        self.card: SignInCover | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MILLISECONDS)
        self._timer.timeout.connect(self._look_at_the_clock)
        self._hears = False
        application: Any = QGuiApplication.instance()
        application.focusWindowChanged.connect(self._hear)
        actions.handle("sign_in", self.switch_person)
        actions.handle("lock", self.lock)
        actions.handle("choose_pin", self.change_pin)
        session.changed.connect(self._workspace_changed)
        session.stale.connect(self._changed_elsewhere)

    def _workspace_changed(self) -> None:
        if self._session.folder != self._folder:
            self._folder = self._session.folder
            self._looks_only = False
            self.look()

    def _changed_elsewhere(self, kinds: frozenset[str]) -> None:
        if "acts" in kinds and self.card is None:
            self.look()

    def look(self) -> None:
        """Read who works here, and ask at the door if need be."""
        if (folder := self._folder) is None:
            self._take(Person())
            return
        self._ask(lambda: signing_in.look_in(folder), self._take, lambda _error: None)

    def say_again(self) -> None:
        """The card in the language and size in force."""
        if self.card is not None:
            self._show(self._session.person)

    def _ask(
        self, function: Callable[[], Person], done: Callable[[Person], object], failed: Callable[[Exception], object]
    ) -> None:
        self._session.reader.ask(_TOPIC, function, done, failed)

    def _take(self, person: Person) -> None:
        """This person works here now."""
        before = self._session.person
        if person != before or (person.presence in _ASKING) != (self.card is not None):
            self._session.set_person(person)
            asks = person.presence in _ASKING and not (self._looks_only and person.presence is Presence.NOBODY)
            if asks:
                self._show(person)
            else:
                self._open()
        self._listen()

    def _open(self) -> None:
        self._code = ""
        if self.card is not None:
            self.card = None
            self._window.cover(None)

    def _show(self, person: Person) -> None:
        from census_app.desktop.frame.sign_in import choosing, entering, unlocking

        if person.presence is Presence.CHOOSING:
            card = choosing(person, [self._link("other", self.switch_person)], so_far=not self._code)
            card.answered.connect(self._choose)
        elif person.presence is Presence.LOCKED:
            card = unlocking(person, [self._link("other", self.switch_person)])
            card.answered.connect(self._unlock)
        else:
            name = self._session.facts.name if self._session.facts else ""
            last = person.account or self._session.preferences.text(LAST_ACCOUNT, "")
            card = entering(name, last, [self._link("look_only", self._look_only)])
            card.answered.connect(self._enter)
        self.card = card
        self._window.cover(card)
        card.start()

    def _link(self, name: str, do: Callable[[], object]) -> LinkButton:
        link = LinkButton(say(f"door.{name}"))
        link.clicked.connect(lambda: do())
        return link

    def _look_only(self) -> None:
        self._looks_only = True
        self._open()
        self._session.set_person(Person(Presence.NOBODY))

    def _enter(self, given: dict[str, str]) -> None:
        account, secret = given["account"], given["secret"]

        def entered(person: Person) -> None:
            self._session.preferences.remember(LAST_ACCOUNT, person.account)
            self._code = secret if person.presence is Presence.CHOOSING else ""
            self._take(person)

        self._try(partial(signing_in.enter, account=account, secret=secret), entered)

    def _choose(self, given: dict[str, str]) -> None:
        if given["pin"] != given["again"]:
            self._refuse(say("door.differ"))
            return
        account, secret = self._session.person.account, given.get("secret", self._code)

        def chosen(person: Person) -> None:
            self._take(person)
            self._open()
            self._window.toast(say("door.chosen"))

        self._try(partial(signing_in.choose_pin, account=account, secret=secret, pin=given["pin"]), chosen)

    def _unlock(self, given: dict[str, str]) -> None:
        self._try(partial(signing_in.unlock, secret=given.get("secret", "")), self._take)

    def _try(self, function: Callable[[Path], Person], done: Callable[[Person], object]) -> None:
        if (folder := self._folder) is not None and self.card is not None:
            self.card.wait()
            self._ask(lambda: function(folder), done, lambda error: self._refuse(_words(error)))

    def _refuse(self, words: str) -> None:
        if self.card is not None:
            self.card.refuse(words)

    def switch_person(self) -> None:
        """Whoever was here has left; somebody else may enter."""
        if (folder := self._folder) is not None:
            signing_in.leave(folder)
            self._looks_only = False
            self._session.set_person(Person(Presence.NOBODY))
            self._show(self._session.person)
            self._listen()

    def lock(self) -> None:
        """The person stepped away."""
        if (folder := self._folder) is not None and self._session.person.presence is Presence.THERE:
            self._ask(lambda: signing_in.lock(folder), self._take, lambda _error: None)

    def change_pin(self) -> None:
        """A new PIN, by the one so far."""
        from census_app.desktop.frame.sign_in import choosing

        person = self._session.person
        if person.by_pin:
            card = choosing(person, [self._link("leave_it", self._open)], so_far=True)
            card.answered.connect(self._choose)
            self.card = card
            self._window.cover(card)
            card.start()

    def _look_at_the_clock(self) -> None:
        """Idling locks, age ends, another window lets somebody else in: the session itself knows."""
        person = self._session.person
        session = person_at(self._folder) if self._folder is not None else None
        state = session.state.value if session is not None else _NONE
        if state == _LOCKED and person.presence is Presence.THERE:
            self.lock()
        elif person.presence is not Presence.CHOOSING or session is None:
            account = session.account if session is not None else person.account
            if (_EXPECTED.get(state, Presence.NOBODY), account) != (person.presence, person.account):
                self.look()

    def _listen(self) -> None:
        """Keys and the mouse count as being there; nothing is listened to where nobody need sign in."""
        present = self._session.person.presence
        if present is Presence.FREE:
            self._timer.stop()
        else:
            self._timer.start()
        self._hears = present is Presence.THERE
        for window in QGuiApplication.topLevelWindows():
            self._hear(window)

    def _hear(self, window: QWindow | None) -> None:
        if window is not None:
            window.removeEventFilter(self)
            if self._hears:
                window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Somebody is there."""
        if event.type() in _SIGNS_OF_LIFE and self._folder is not None:
            session = person_at(self._folder)
            if session is not None:
                session.touch()
        return False


def _words(error: Exception) -> str:
    if not isinstance(error, CensusError):
        return str(error)
    return say("common.sentences", first=advised(error.message), second=advised(error.advice)).strip()
