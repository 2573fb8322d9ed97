"""The look in force: palette, style sheet, text size, and the signals that tell widgets of a change."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from string import Template
from weakref import ReferenceType, ref

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from census_app.desktop.theme.icons import tinted
from census_app.desktop.theme.tokens import DARK, LIGHT, Tokens, load_tokens
from census_app.desktop.turns import Turns
from census_app.foundation.resources import resource
from census_app.foundation.temporary import temporary_folder

NORMAL_PERCENT, SMALLEST_PERCENT, LARGEST_PERCENT = 100, 90, 150
_MOST_ADVANCES = 4000
_DISABLED = QPalette.ColorGroup.Disabled
_ROLES = {
    QPalette.ColorRole.Window: "bg",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "panel",
    QPalette.ColorRole.AlternateBase: "bg",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.PlaceholderText: "mute",
    QPalette.ColorRole.Button: "panel",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.Highlight: "accent",
    QPalette.ColorRole.HighlightedText: "on_accent",
    QPalette.ColorRole.ToolTipBase: "panel",
    QPalette.ColorRole.ToolTipText: "text",
    QPalette.ColorRole.Link: "accent",
    QPalette.ColorRole.Mid: "line",
}


class Look(QObject):
    """Holds the current tokens; `changed` is sent after palette and style sheet are in force, `resized` after that
    when texts have another size: whoever fixed a size of its own measures again."""

    changed = Signal()
    resized = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._percent = NORMAL_PERCENT
        self._tokens = load_tokens(LIGHT)
        self._sheet = ""
        self._dressed: list[ReferenceType[QWidget]] = []
        self._turns = Turns(self)
        self.made: dict[object, QColor | QFont] = {}
        """Colours and fonts of the look in force; painting asks for them by the hundred."""
        self.advances: dict[tuple[str, str, bool], int] = {}

    @property
    def tokens(self) -> Tokens:
        """The tokens in force."""
        return self._tokens

    @property
    def percent(self) -> int:
        """The text size in force; 100 is the normal one."""
        return self._percent

    def apply(self, application: QApplication, name: str) -> None:
        """The whole application wears the look `light` or `dark`."""
        self._tokens = _sized(load_tokens(name), self._percent)
        self.made.clear()
        self.advances.clear()
        scheme = Qt.ColorScheme.Dark if name == DARK else Qt.ColorScheme.Light
        application.styleHints().setColorScheme(scheme)
        application.setPalette(_palette(self._tokens))
        application.setFont(body_font(self._tokens))
        self._sheet = _style_sheet(self._tokens)
        self._wear()
        self.changed.emit()

    def dress(self, part: QWidget) -> None:
        """`part` and whatever hangs on it, its dialogs too, wears the style sheet in force from now on.

        The sheet stands on pages and the parts around them. On the application, each step of putting a page together
        would dress it anew (half of what a page cost); on windows, another look would dress all pages in one go, those
        nobody sees too (measured: 60 ms of the window's own, 140 on a busy machine).
        """
        self._dressed.append(ref(part))
        part.setStyleSheet(self._sheet)

    def dress_once(self, part: QWidget) -> None:
        """`dress` for what is seldom seen: it is about to be, perhaps not for the first time."""
        if not part.styleSheet():
            self.dress(part)

    def freshen(self, part: QWidget) -> None:
        """The part wears the style sheet in force: it is about to be seen."""
        if isValid(part) and part.styleSheet() != self._sheet:
            part.setStyleSheet(self._sheet)

    def _wear(self) -> None:
        """What is seen wears the sheet now, the rest part by part afterwards."""
        parts = [(one, part) for one in self._dressed if (part := one()) is not None and isValid(part)]
        self._dressed = [one for one, _ in parts]
        for _, part in parts:
            if part.isVisible():
                self.freshen(part)
        self._turns.take(*(partial(self.freshen, part) for _, part in parts if not part.isVisible()))

    def scale(self, percent: int) -> None:
        """Every text at this many per cent of its normal size, within what stays usable; at once in every window."""
        wanted = max(SMALLEST_PERCENT, min(LARGEST_PERCENT, percent))
        if wanted == self._percent:
            return
        self._percent = wanted
        self._tokens = _sized(load_tokens(self._tokens.name), wanted)
        self.made.clear()
        self.advances.clear()
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.setFont(body_font(self._tokens))
            self._sheet = _style_sheet(self._tokens)
        self.changed.emit()
        self.resized.emit()
        # whatever was built anew meanwhile wears it already
        self._wear()


@cache
def look() -> Look:
    """The one look of the process."""
    return Look()


def tokens() -> Tokens:
    """The tokens in force now; painted widgets ask at every paint."""
    return look().tokens


def colour(name: str) -> QColor:
    """A named colour of the look in force; not to be changed: everybody who asks is given the same."""
    made = look().made
    found = made.get(name)
    if not isinstance(found, QColor):
        found = made[name] = QColor(tokens()[name])
    return found


def scaled(pixels: int) -> int:
    """A height or width that holds text, at the text size in force."""
    return round(pixels * look().percent / NORMAL_PERCENT)


def unscaled(pixels: int) -> int:
    """A width at the text size in force as it would be at the normal one."""
    return round(pixels * NORMAL_PERCENT / look().percent)


def body_font(current: Tokens) -> QFont:
    """The body font: Chinese families in order of preference, size in pixels."""
    font = QFont()
    font.setFamilies(list(current.fonts))
    font.setPixelSize(current.sizes["body"])
    return font


def sized_font(size: str, bold: bool = False) -> QFont:
    """The body font at a named size; not to be changed: everybody who asks is given the same."""
    made = look().made
    found = made.get((size, bold))
    if not isinstance(found, QFont):
        found = made[size, bold] = body_font(tokens())
        found.setPixelSize(tokens().sizes[size])
        found.setBold(bold)
    return found


def advance(text: str, size: str, bold: bool = False) -> int:
    """How wide a text is in the body font at a named size: every layout asks that of every button and chip."""
    known = look().advances
    found = known.get((text, size, bold))
    if found is None:
        if len(known) >= _MOST_ADVANCES:
            known.clear()
        found = known[text, size, bold] = QFontMetrics(sized_font(size, bold)).horizontalAdvance(text)
    return found


def _sized(current: Tokens, percent: int) -> Tokens:
    sizes = {name: round(size * percent / NORMAL_PERCENT) for name, size in current.sizes.items()}
    return replace(current, sizes=sizes)


def _palette(current: Tokens) -> QPalette:
    palette = QPalette()
    for role, name in _ROLES.items():
        palette.setColor(role, QColor(current[name]))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
        palette.setColor(_DISABLED, role, QColor(current["mute"]))
    return palette


def _style_sheet(current: Tokens) -> str:
    text = resource("theme/style.qss").read_text(encoding="utf-8")
    arrow = _arrow_file(current)
    return Template(text).substitute(current.colours, **current.sizes, arrow_down=arrow.as_posix())


@cache
def _scratch() -> tempfile.TemporaryDirectory[str]:
    return temporary_folder("look")


def _arrow_file(current: Tokens) -> Path:
    """Style sheets take images by file name only, so the tinted arrow is written to a scratch folder."""
    path = Path(_scratch().name) / f"arrow-{current.name}.svg"
    if not path.exists():
        path.write_text(tinted("arrow_down", current["mute"]), encoding="utf-8")
    return path
