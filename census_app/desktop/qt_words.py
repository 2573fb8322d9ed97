"""Qt's own words (the menu of a text field, file dialogs) in the language in force."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QTranslator

from census_app.desktop.language import CHINESE, language

_FILE = "qtbase_zh_CN"


def follow_language() -> None:
    """From now on Qt speaks as the window does; where Qt came without its words it goes on in English."""
    _follower()


@cache
def _follower() -> _Follower:
    return _Follower()


class _Follower:
    def __init__(self) -> None:
        self._words = QTranslator()
        self._loaded = self._words.load(_FILE, QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
        language().changed.connect(self.speak)
        self.speak()

    def speak(self) -> None:
        """Put Qt's Chinese in force, or take it away."""
        QCoreApplication.removeTranslator(self._words)
        if self._loaded and language().code == CHINESE:
            QCoreApplication.installTranslator(self._words)
