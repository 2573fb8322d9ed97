"""The look in force: palette, style sheet and the signal that tells painted widgets to repaint."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path
from string import Template

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

from census_app.desktop.theme.icons import icon_pixmap
from census_app.desktop.theme.tokens import DARK, LIGHT, Tokens, load_tokens
from census_app.foundation.resources import resource

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
    """Holds the current tokens; `changed` is sent after palette and style sheet are in force."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._tokens = load_tokens(LIGHT)

    @property
    def tokens(self) -> Tokens:
        """The tokens in force."""
        return self._tokens

    def apply(self, application: QApplication, name: str) -> None:
        """The whole application wears the look `light` or `dark`."""
        self._tokens = load_tokens(name)
        application.setStyle("Fusion")
        scheme = Qt.ColorScheme.Dark if name == DARK else Qt.ColorScheme.Light
        application.styleHints().setColorScheme(scheme)
        application.setPalette(_palette(self._tokens))
        application.setFont(body_font(self._tokens))
        application.setStyleSheet(_style_sheet(self._tokens))
        self.changed.emit()


@cache
def look() -> Look:
    """The one look of the process."""
    return Look()


def tokens() -> Tokens:
    """The tokens in force now; painted widgets ask at every paint."""
    return look().tokens


def colour(name: str) -> QColor:
    """A named colour of the look in force."""
    return QColor(tokens()[name])


def body_font(current: Tokens) -> QFont:
    """The body font: Chinese families in order of preference, size in pixels."""
    font = QFont()
    font.setFamilies(list(current.fonts))
    font.setPixelSize(current.sizes["body"])
    return font


def sized_font(size: str, bold: bool = False) -> QFont:
    """The body font at a named size."""
    font = body_font(tokens())
    font.setPixelSize(tokens().sizes[size])
    font.setBold(bold)
    return font


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
    return tempfile.TemporaryDirectory(prefix="census-look-", ignore_cleanup_errors=True)


def _arrow_file(current: Tokens) -> Path:
    """Style sheets take images by file name only, so the tinted arrow is written to a scratch folder."""
    path = Path(_scratch().name) / f"arrow-{current.name}.png"
    if not path.exists():
        icon_pixmap("arrow_down", current["mute"], 24).save(str(path))
    return path
