"""The piece of a text that matched, as it was written, with the matching words between 【】."""

from __future__ import annotations

from collections.abc import Sequence

from census_app.matching.text import fold_text

_BEFORE, _WIDTH = 20, 72
_MORE = "…"
_STEPS = 6


def marked(text: str, words: Sequence[str]) -> str:
    """The text with the folded words marked wherever they stand in it."""
    letters = [fold_text(character) for character in text]
    # where each folded character comes from
    origins = [place for place, letter in enumerate(letters) for _ in letter]
    folded = "".join(letters)
    inside = [False] * len(text)
    for word in words:
        start = folded.find(word)
        while start >= 0:
            first, last = origins[start], origins[start + len(word) - 1]
            inside[first : last + 1] = [True] * (last + 1 - first)
            start = folded.find(word, start + len(word))
    pieces = []
    for place, character in enumerate(text):
        if inside[place] and not (place and inside[place - 1]):
            pieces.append("【")
        pieces.append(character)
        if inside[place] and not (place + 1 < len(text) and inside[place + 1]):
            pieces.append("】")
    return "".join(pieces)


def excerpt(text: str, words: Sequence[str]) -> str:
    """One line of the text around the longest word found in it (its beginning when there is none), words marked."""
    folded = fold_text(text)
    start = 0
    for word in sorted(words, key=len, reverse=True):
        place = folded.find(word)
        if place >= 0:
            start = max(0, _origin(text, place) - _BEFORE)
            break
    end = min(len(text), start + _WIDTH)
    piece = marked(" ".join(text[start:end].split()), words)
    return f"{_MORE if start else ''}{piece}{_MORE if end < len(text) else ''}"


def _origin(text: str, place: int) -> int:
    """Where in the text the folded character at `place` comes from, as near as a few steps find it."""
    origin = place
    for _ in range(_STEPS):
        lacking = place - len(fold_text(text[:origin]))
        if lacking <= 0:
            break
        origin += lacking
    return min(origin, len(text))
