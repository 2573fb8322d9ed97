"""Entries that may help with the problem in hand, each with the reasons why."""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from census_app.matching.text import fold_text
from census_app.workspace.library.at_hand import AtHand, at_hand
from census_app.workspace.library.index import item_name, open_index
from census_app.workspace.library.model import Content
from census_app.workspace.library.search import Found, SearchFilter, best_numbers, found_of, rows_of
from census_app.workspace.library.settings import SuggestionWeights, library_settings
from census_app.workspace.library.stretches import common_stretches
from census_app.workspace.library.words import any_of, runs

if TYPE_CHECKING:
    from census_app.dictionary.model import Dictionary
    from census_app.workspace.workspace import Workspace

DEFAULT_LIMIT = 5
_ALIKE_LOOKED_AT = 60
_MOST_PIECES = 40
_COMMON = 0.3  # a word in more entries than this share says nothing
_MOST_VOTES = 5
_SHOWN_WORDS = 4


@dataclass(frozen=True)
class Suggested:
    """An entry with its points and the reasons for them, in Chinese."""

    found: Found
    points: float
    reasons: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """One entry of the command line's JSON object."""
        return self.found.as_json() | {"points": round(self.points, 2), "reasons": list(self.reasons)}


@dataclass(frozen=True)
class Suggestions:
    """What the library has for the problem in hand, the most fitting first."""

    hand: AtHand
    entries: tuple[Suggested, ...]

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        return {
            "for": self.hand.label,
            "rules": list(self.hand.rules),
            "items": list(self.hand.items),
            "entries": [one.as_json() for one in self.entries],
        }


def suggest_entries(workspace: Workspace, written: str, limit: int = DEFAULT_LIMIT) -> Suggestions:
    """Published entries for the problem (short number) or rule `written` names; `BadInput` when it names neither."""
    hand = at_hand(workspace, written)
    with open_index(workspace) as connection:
        return Suggestions(hand, tuple(suggest_in(connection, hand, workspace.dictionary, limit)))


def suggest_in(connection: sqlite3.Connection, hand: AtHand, dictionary: Dictionary, limit: int) -> list[Suggested]:
    """`suggest_entries` in an index that is open already."""
    weights = library_settings().suggestion
    telling = _telling_words(connection, hand.words)
    numbers = list(dict.fromkeys(_candidates(connection, hand, list(telling))))
    weighed = [
        _weighed(row, hand, telling, weights, dictionary)
        for row in rows_of(connection, [(number, 0.0) for number in numbers])
    ]
    chosen = sorted((one for one in weighed if one.points >= weights.least), key=lambda one: (-one.points, one.row[0]))
    return [Suggested(found_of(one.row, one.words), one.points, tuple(one.reasons)) for one in chosen[:limit]]


@dataclass(frozen=True, slots=True)
class _Weighed:
    row: tuple[Any, ...]
    points: float
    reasons: list[str]
    words: list[str]


def _candidates(connection: sqlite3.Connection, hand: AtHand, pieces: Sequence[str]) -> Iterator[int]:
    for table, column, values in (("entry_rules", "rule", hand.rules), ("entry_items", "item", hand.items)):
        marks = ", ".join("?" * len(values))
        for (number,) in connection.execute(
            f"SELECT number FROM {table} JOIN entries USING (number) "
            f"WHERE {column} IN ({marks}) AND status = 'published' ORDER BY helpful - unhelpful DESC, number LIMIT 200",
            values,
        ):
            yield number
    if pieces:
        alike = best_numbers(connection, any_of(pieces), SearchFilter(), library_settings(), _ALIKE_LOOKED_AT)
        yield from (number for number, _ in alike)


def _telling_words(connection: sqlite3.Connection, text: str) -> dict[str, float]:
    """The words of the text that tell entries apart, with their weight: the rarer, the more."""
    pieces = list(dict.fromkeys(piece for run in runs(text) for piece in run.pieces if len(piece) > 1))
    marks = ", ".join("?" * len(pieces))
    lower = [piece.lower() for piece in pieces]
    counts = dict(connection.execute(f"SELECT term, entries FROM term_counts WHERE term IN ({marks})", lower))
    (every,) = connection.execute("SELECT count(*) FROM entries").fetchone()
    weighed = {
        piece: math.log((every + 1) / (counts[piece.lower()] + 0.5))
        for piece in pieces
        if 0 < counts.get(piece.lower(), 0) <= max(1, every * _COMMON)
    }
    return dict(sorted(weighed.items(), key=lambda one: (-one[1], one[0]))[:_MOST_PIECES])


def _weighed(
    row: tuple[Any, ...],
    hand: AtHand,
    telling: dict[str, float],
    weights: SuggestionWeights,
    dictionary: Dictionary,
) -> _Weighed:
    content = Content.from_json(json.loads(row[2]))
    folded = fold_text(f"{content.title}\n{content.text}")
    common = common_stretches(runs(hand.words), folded)
    words = [one for one in common if any(piece in one for piece in telling)][:_SHOWN_WORDS]
    helpful, unhelpful = row[3], row[4]
    reasons: list[tuple[float, str]] = []
    if shared := [rule for rule in hand.rules if rule in content.rules]:
        former = "" if shared[0] == hand.rules[0] else "（现在的规则由它改来）"
        reasons.append((weights.rule, f"说的就是规则 {shared[0]}{former}"))
    if items := [item for item in hand.items if item in content.items]:
        named = "、".join(item_name(dictionary, item) for item in items[:3])
        reasons.append((weights.item * min(len(items), weights.items_at_most), f"都说到 {named}"))
    if words:
        alike = sum(weight for piece, weight in telling.items() if piece in folded) / sum(telling.values())
        reasons.append((weights.words * alike, f"说到同样的：{'、'.join(words)}"))
    if content.unit and content.unit == hand.unit:
        reasons.append((weights.unit, f"{content.unit}的经验"))
    if votes := max(-_MOST_VOTES, min(_MOST_VOTES, helpful - unhelpful)):
        against = f"，{unhelpful} 人说没用" if unhelpful else ""
        reasons.append((weights.helpful * votes, f"{helpful} 人说有用{against}"))
    return _Weighed(row, sum(points for points, _ in reasons), [reason for _, reason in reasons], words)
