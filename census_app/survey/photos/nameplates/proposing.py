"""Lines of text become proposed values of fields."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from census_app.survey.photos.nameplates.settings import VALUE
from census_app.survey.photos.nameplates.text import TextLine


@dataclass(frozen=True)
class Proposal:
    """A value as the plate writes it, the line it stood on, and how sure the reading of that line is."""

    value: str
    line: str
    confidence: float


def propose(lines: Sequence[TextLine], patterns: Sequence[re.Pattern[str]], least_confidence: float) -> Proposal | None:
    """The first spelling that some line shows, of several lines the surest; None when no line does."""
    sure = [(_folded(line.text), line) for line in lines if line.confidence >= least_confidence]
    for pattern in patterns:
        shown = [(line.confidence, found[VALUE], line.text) for text, line in sure if (found := pattern.search(text))]
        if shown:
            confidence, value, text = max(shown, key=lambda one: one[0])
            return Proposal(value, text, confidence)
    return None


def _folded(text: str) -> str:
    """Half-width, upper-case, without blanks: plates set words wide."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()
