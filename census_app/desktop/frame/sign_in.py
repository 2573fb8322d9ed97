"""In the place of the pages: who are you, choose your PIN, are you back. One card, one question, one button."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from census_app.desktop.language import say
from census_app.desktop.signing_in import Person
from census_app.desktop.theme.look import scaled
from census_app.desktop.widgets.buttons import Button, LinkButton
from census_app.desktop.widgets.layout import Card, row, set_role, text_label

_WIDTH, _PADDING = 420, 24


class SignInCover(QWidget):
    """Fields, what went wrong, the button; Enter goes to the next field and at the last one presses the button."""

    answered = Signal(dict)

    def __init__(self, title: str, lead: str, button: str, fields: dict[str, str], links: list[LinkButton]) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.fields = {name: _field(text, secret=name != "account") for name, text in fields.items()}
        self.said = text_label("", "high", wrap=True)
        self.button = Button(button, primary=True)
        self.button.clicked.connect(self._answer)
        card = Card((_PADDING, 22, _PADDING, 20), 6)
        card.setFixedWidth(scaled(_WIDTH))
        card.body.addWidget(_Paragraph(title, "title"))
        card.body.addWidget(_Paragraph(lead, "mute-body"))
        for name, field in self.fields.items():
            card.body.addSpacing(8)
            card.body.addWidget(_labelled(fields[name], field))
            card.body.addWidget(field)
            field.returnPressed.connect(self._next)
        card.body.addWidget(self.said)
        card.body.addSpacing(6)
        card.body.addLayout(row(self.button, None, *links, spacing=14))
        column = QVBoxLayout(self)
        column.addStretch(2)
        column.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        self.said.hide()

    def start(self) -> None:
        """The first field that is still empty takes the keys."""
        for field in self.fields.values():
            if not field.text():
                field.setFocus()
                return
        self.button.setFocus()

    def wait(self) -> None:
        """The answer is on its way."""
        self.button.setEnabled(False)
        self._tell(say("door.wait"), "mute")

    def refuse(self, words: str) -> None:
        """What was wrong; secrets are asked for again."""
        self.button.setEnabled(True)
        self._tell(words, "high")
        for name, field in self.fields.items():
            if name != "account":
                field.clear()
        self.start()

    def _tell(self, words: str, role: str) -> None:
        set_role(self.said, role)
        self.said.setText(words)
        self.said.setMinimumHeight(self.said.heightForWidth(scaled(_WIDTH) - 2 * _PADDING - 2))
        self.said.show()

    def _next(self) -> None:
        if any(not field.text() for field in self.fields.values()):
            self.start()
        else:
            self._answer()

    def _answer(self) -> None:
        if not self.button.isEnabled():
            return
        if any(not field.text() for field in self.fields.values()):
            self.start()
            return
        self.answered.emit({name: field.text() for name, field in self.fields.items()})


def entering(workspace: str, account: str, links: list[LinkButton]) -> SignInCover:
    """Account and PIN, or the first code."""
    fields = {"account": say("door.account"), "secret": say("door.secret")}
    cover = SignInCover(say("door.title", name=workspace), say("door.lead"), say("door.enter"), fields, links)
    cover.fields["account"].setText(account)
    return cover


def choosing(person: Person, links: list[LinkButton], *, so_far: bool) -> SignInCover:
    """A PIN of one's own, twice; with the one `so_far` unless it was just given."""
    asked = ["secret"] if so_far else []
    fields = {name: say(f"door.{'so_far' if name == 'secret' else name}") for name in [*asked, "pin", "again"]}
    title = say("door.choose", name=person.words)
    return SignInCover(title, say("door.choose_lead"), say("door.keep"), fields, links)


def unlocking(person: Person, links: list[LinkButton]) -> SignInCover:
    """The PIN again; whom the computer's account speaks for, only says so."""
    fields = {"secret": say("door.pin_only")} if person.by_pin else {}
    title = say("door.locked", name=person.words)
    return SignInCover(title, say("door.locked_lead"), say("door.unlock"), fields, links)


def _field(name: str, *, secret: bool) -> QLineEdit:
    field = QLineEdit()
    field.setAccessibleName(name)
    if secret:
        field.setEchoMode(QLineEdit.EchoMode.Password)
        field.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
    return field


class _Paragraph(QLabel):
    """Wrapped in the card's width, as high as that makes it: a box of its own would cut the last line."""

    def __init__(self, text: str, role: str) -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setProperty("role", role)

    def changeEvent(self, event: QEvent) -> None:
        """Measured again in the font of the style sheet."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.setMinimumHeight(self.heightForWidth(scaled(_WIDTH) - 2 * _PADDING - 2))


def _labelled(name: str, field: QLineEdit) -> QLabel:
    label = text_label(name, "mute")
    label.setBuddy(field)
    return label
