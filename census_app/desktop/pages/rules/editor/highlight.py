"""Colours of an expression: words of the language bold, texts blue, parameters in the accent."""

from __future__ import annotations

import re

from PySide6.QtGui import QFont, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from census_app.desktop.theme.look import colour, look

_TOKENS = re.compile(
    r"(?P<text>'(?:[^']|'')*'?)|(?P<parameter>:[^\W\d]\w*)"
    r"|(?P<keyword>\b(?:and|or|not|is|null|in|between|like|case|when|then|else|end|true|false)\b)"
    r"|(?P<call>[^\W\d]\w*(?=\s*\())",
    re.IGNORECASE,
)
_COLOURS = {"text": "low", "parameter": "accent", "keyword": "text", "call": "text"}
_BOLD = frozenset({"parameter", "keyword", "call"})


class ExpressionColours(QSyntaxHighlighter):
    """Follows the look in force."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        look().changed.connect(self.rehighlight)

    def highlightBlock(self, text: str) -> None:
        """Colour one line."""
        for token in _TOKENS.finditer(text):
            kind = str(token.lastgroup)
            form = QTextCharFormat()
            form.setForeground(colour(_COLOURS[kind]))
            if kind in _BOLD:
                form.setFontWeight(QFont.Weight.Bold)
            self.setFormat(token.start(), len(token[0]), form)
