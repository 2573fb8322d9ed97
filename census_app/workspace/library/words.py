"""Text as search words: Chinese in pairs of neighbours, so that words of two characters are found as they stand.

`台区线损` is the words 台区 区线 线损: a query of two characters is one word, a longer one a phrase. Single characters
are looked up among the letters of an entry, each of which is listed once. Letters and digits stay whole. Everything is
folded first (width, case, traditional characters), so both sides are spelt alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import add

from census_app.matching.text import READINGS, fold_text

# Chinese of all planes the tokenizer knows; letters and digits of any script, decimals whole; nothing else is a word.
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_RUNS = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+(?:\.[0-9]+)*")
_RARE = re.compile("[\U00010000-\U0010ffff]")
_IS_HAN = re.compile(rf"[{_HAN}]")
_LONGEST_WORD = 64
_INITIALS = 8


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of Chinese, or one word of letters and digits, folded."""

    text: str
    han: bool

    @property
    def pieces(self) -> list[str]:
        """The words it is indexed under."""
        return (pairs(self.text) if self.han else []) or [self.text]


def runs(text: str) -> list[Run]:
    """The stretches of a text, in order."""
    return [Run(found[0], bool(_IS_HAN.match(found[0]))) for found in _RUNS.finditer(fold_text(text))]


def pairs(run: str) -> list[str]:
    """Neighbours in a Chinese stretch; none for a single character."""
    return [run[place : place + 2] for place in range(len(run) - 1)]


def index_words(folded: str) -> str:
    """The words of a folded text, joined by spaces."""
    return _spelt(" ".join(_words(folded)))


def letters(folded: str) -> str:
    """Each character of a folded text, once."""
    return _spelt(" ".join(_RUNS.findall("\n".join(sorted(set(folded))))))


def _words(folded: str) -> Iterator[str]:
    for run in _RUNS.findall(folded):
        if _IS_HAN.match(run):
            yield from map(add, run, run[1:])
        else:
            yield run[:_LONGEST_WORD]


def initials(folded: str) -> str:
    """First letters of the syllables of each Chinese stretch, from every character on: 户变关系 → HBGX BGX GX X."""
    found = []
    for run in _RUNS.findall(folded):
        if _IS_HAN.match(run):
            first = "".join(READINGS[character][0][:1] for character in run).upper()
            found += [first[place : place + _INITIALS] for place in range(len(first))]
    return " ".join(found)


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for: the runs of each word as typed, no more than the limits allow."""

    words: tuple[tuple[Run, ...], ...]

    @property
    def runs(self) -> list[Run]:
        """All runs, each once."""
        return list(dict.fromkeys(run for word in self.words for run in word))

    def all_of(self) -> str:
        """FTS5 expression: every run must be there."""
        return " AND ".join(map(_expression, self.runs))

    def in_heading(self) -> str:
        """FTS5 expression: one of the runs is in the title or among the names."""
        return f"{{title names}} : ({' OR '.join(map(_expression, self.runs))})"

    @property
    def pieces(self) -> list[str]:
        """The parts of the runs as they are indexed, each once: pairs, single characters, words."""
        return list(dict.fromkeys(piece for run in self.runs for piece in run.pieces))


def parse_query(written: str, longest: int, most_words: int) -> Query:
    """The query of a text: the first `longest` characters, the first `most_words` words; any text is a query."""
    words = [tuple(runs(word)) for word in written[:longest].split()]
    return Query(tuple(word for word in words if word)[:most_words])


def any_of(pieces: Iterable[str]) -> str:
    """FTS5 expression: one of the indexed words will do."""
    return " OR ".join(f"{_quoted(piece)}{'' if _IS_HAN.match(piece) else '*'}" for piece in pieces)


def _expression(run: Run) -> str:
    if not run.han:
        return f"{_quoted(run.text[:_LONGEST_WORD])}*"
    if len(run.text) == 1:
        return f"{{title names letters}} : {_quoted(run.text)}"
    return _quoted(" ".join(run.pieces))


def _quoted(words: str) -> str:
    # runs hold letters and digits only: nothing in them can end the quotation
    return f'"{_spelt(words)}"'


def _spelt(words: str) -> str:
    """Rare characters by their code: the tokenizer knows the characters of 2012 and takes later ones for blanks."""
    return _RARE.sub(lambda found: f"z{ord(found[0]):x}z", words)
