"""Full-text search: entries that hold all words, best first; then near misses; each with the piece that matched."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from census_app.matching.text import fold_text
from census_app.workspace.library.excerpts import excerpt, marked
from census_app.workspace.library.index import open_index
from census_app.workspace.library.model import Content, Kind, Status
from census_app.workspace.library.settings import LibrarySettings, library_settings
from census_app.workspace.library.stretches import common_stretches, what_is_left
from census_app.workspace.library.words import Query, any_of, parse_query

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace

DEFAULT_LIMIT, MOST_LISTED = 20, 1000
_NEAR_LOOKED_AT = 60
# Near misses are sought by the rarest words, as many as together stand in no more entries than this.
_NEAR_ENTRIES = 3000
_WEIGHED_AT_ONCE = 2000


@dataclass(frozen=True)
class Found:
    """An entry of a result. `near`: it lacks some of the words, `missing` says which; `title` and `piece` have what
    matched between 【】."""

    id: str
    status: Status
    content: Content
    title: str
    piece: str
    score: float
    helpful: int
    unhelpful: int
    disputed: bool
    near: bool = False
    missing: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """One entry of the command line's JSON object."""
        content = self.content.as_json()
        del content["text"]
        return content | {
            "id": self.id,
            "status": self.status.value,
            "title_marked": self.title,
            "piece": self.piece,
            "score": round(self.score, 3),
            "near": self.near,
            "missing": list(self.missing),
            "helpful": self.helpful,
            "unhelpful": self.unhelpful,
            "disputed": self.disputed,
        }


@dataclass(frozen=True)
class SearchResult:
    """`total` entries hold all words, of which the best (`MOST_LISTED` at most) are in `found`, near misses behind."""

    words: tuple[str, ...]
    total: int
    found: tuple[Found, ...]

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        return {"words": list(self.words), "total": self.total, "found": [one.as_json() for one in self.found]}


@dataclass(frozen=True)
class SearchFilter:
    """Which entries to look among: of a rule, a field (`table.field`), a kind; `every`: drafts and retired too."""

    rule: str = ""
    item: str = ""
    kind: Kind | None = None
    every: bool = False

    def sql(self) -> tuple[str, list[str]]:
        """A condition on `entries e`, and its values."""
        terms, values = ["true" if self.every else f"e.status = '{Status.PUBLISHED.value}'"], []
        if self.rule:
            terms.append("EXISTS (SELECT 1 FROM entry_rules r WHERE r.number = e.number AND r.rule = ?)")
            values.append(_storable(self.rule))
        if self.item:
            terms.append("EXISTS (SELECT 1 FROM entry_items i WHERE i.number = e.number AND i.item = ?)")
            values.append(_storable(self.item))
        if self.kind is not None:
            terms.append("e.kind = ?")
            values.append(self.kind.value)
        return " AND ".join(terms), values


def _storable(text: str) -> str:
    """The text without halves of characters, which no database takes."""
    return text.encode("utf-8", "replace").decode()


def search_library(
    workspace: Workspace, written: str, wanted: SearchFilter | None = None, limit: int = DEFAULT_LIMIT
) -> SearchResult:
    """What the library holds about the words of `written` (any text; without words: everything the filter lets
    through, the most helpful first)."""
    with open_index(workspace) as connection:
        return search_index(connection, written, wanted or SearchFilter(), limit)


def search_index(
    connection: sqlite3.Connection, written: str, wanted: SearchFilter, limit: int = DEFAULT_LIMIT
) -> SearchResult:
    """`search_library` in an index that is open already."""
    settings = library_settings()
    limit = min(limit, MOST_LISTED)
    query = parse_query(written, settings.limits.query, settings.limits.words)
    words = tuple("".join(run.text for run in word) for word in query.words)
    if not query.words:
        if written.strip():
            return SearchResult((), 0, ())
        return _listed(connection, wanted, limit)
    total, rows = _all_words(connection, query, wanted, settings, limit)
    texts = [run.text for run in query.runs]
    found = [found_of(row, texts) for row in rows]
    if len(found) < limit:
        found += _near(connection, query, wanted, settings, {one.id for one in found}, limit - len(found))
    return SearchResult(words, total, tuple(found))


_COLUMNS = "e.id, e.status, c.content, e.helpful, e.unhelpful, e.disputed"


def _listed(connection: sqlite3.Connection, wanted: SearchFilter, limit: int) -> SearchResult:
    where, values = wanted.sql()
    (total,) = connection.execute(f"SELECT count(*) FROM entries e WHERE {where}", values).fetchone()
    rows = connection.execute(
        f"SELECT {_COLUMNS}, 0.0 FROM entries e JOIN contents c USING (number) WHERE {where} "
        "ORDER BY e.helpful - e.unhelpful DESC, e.number LIMIT ?",
        [*values, limit],
    ).fetchall()
    return SearchResult((), total, tuple(found_of(row, []) for row in rows))


def _all_words(
    connection: sqlite3.Connection, query: Query, wanted: SearchFilter, settings: LibrarySettings, limit: int
) -> tuple[int, list[tuple[Any, ...]]]:
    """How many entries hold all words, and the best of them.

    Where they are very many, those with a word in the title or among the names come first, and alone are weighed when
    they are enough.
    """
    where, values = wanted.sql()
    counted = f"SELECT count(*) FROM words JOIN entries e ON e.number = words.rowid WHERE words MATCH ? AND {where}"
    (total,) = connection.execute(counted, [query.all_of(), *values]).fetchone()
    ranked: list[tuple[int, float]] = []
    if total > _WEIGHED_AT_ONCE:
        ranked = best_numbers(connection, f"({query.all_of()}) AND {query.in_heading()}", wanted, settings, limit)
    if total and len(ranked) < limit:
        ranked = best_numbers(connection, query.all_of(), wanted, settings, limit)
    return total, rows_of(connection, ranked)


def best_numbers(
    connection: sqlite3.Connection, match: str, wanted: SearchFilter, settings: LibrarySettings, limit: int
) -> list[tuple[int, float]]:
    """(number, score) of the entries that match, best first."""
    weights = settings.search
    score = f"bm25(words, {weights.title}, {weights.names}, {weights.text}, {weights.initials}, {weights.text})"
    where, values = wanted.sql()
    # bm25 must be worked out before anything else looks at the rows
    return connection.execute(
        f"WITH ranked AS MATERIALIZED (SELECT rowid AS number, {score} AS score FROM words WHERE words MATCH ?) "
        f"SELECT number, score FROM ranked JOIN entries e USING (number) WHERE {where} ORDER BY score, number LIMIT ?",
        [match, *values, limit],
    ).fetchall()


def rows_of(connection: sqlite3.Connection, ranked: Sequence[tuple[int, float]]) -> list[tuple[Any, ...]]:
    """The entries of these numbers with their scores, in this order."""
    marks = ", ".join("?" * len(ranked))
    stored = {
        number: columns
        for number, *columns in connection.execute(
            f"SELECT e.number, {_COLUMNS} FROM entries e JOIN contents c USING (number) WHERE e.number IN ({marks})",
            [number for number, _ in ranked],
        )
    }
    return [(*stored[number], score) for number, score in ranked]


def _near(
    connection: sqlite3.Connection,
    query: Query,
    wanted: SearchFilter,
    settings: LibrarySettings,
    have: set[str],
    limit: int,
) -> list[Found]:
    """Entries with a good share of the words' parts, those with the largest share first."""
    pieces = query.pieces
    rare = _rare(connection, pieces)
    if len(pieces) < 2 or not rare:
        return []
    rows = [
        (row, _everything(json.loads(row[2])))
        for row in rows_of(connection, best_numbers(connection, any_of(rare), wanted, settings, _NEAR_LOOKED_AT))
        if row[0] not in have
    ]
    # words that stand nowhere tell nothing about how near an entry comes
    known = [piece for piece in pieces if any(piece in folded for _, folded in rows)]
    shares = [(sum(piece in folded for piece in known) / len(known), row, folded) for row, folded in rows if known]
    nearest = sorted((one for one in shares if one[0] >= settings.near_share), key=lambda one: -one[0])
    return [_near_miss(row, query, folded) for _, row, folded in nearest[:limit]]


def _everything(content: dict[str, Any]) -> str:
    texts = (content[part] for part in ("title", "text", "source", "unit", "county"))
    return fold_text(" - ".join((*texts, *content["rules"])))


def _near_miss(row: tuple[Any, ...], query: Query, folded: str) -> Found:
    common = common_stretches(query.runs, folded)
    missing = tuple(rest for run in query.runs if (rest := what_is_left(run, common)))
    return replace(found_of(row, common), near=True, missing=missing)


def _rare(connection: sqlite3.Connection, pieces: list[str]) -> list[str]:
    """The rarest of the words, as many as stand in a bounded number of entries together."""
    marks = ", ".join("?" * len(pieces))
    # the index keeps words in lower case
    spelt = {piece.lower(): piece for piece in pieces}
    counts = dict(connection.execute(f"SELECT term, entries FROM term_counts WHERE term IN ({marks})", list(spelt)))
    chosen: list[str] = []
    entries = 0
    for count, piece in sorted((counts.get(lower, 0), piece) for lower, piece in spelt.items()):
        entries += count
        if chosen and entries > _NEAR_ENTRIES:
            break
        chosen.append(piece)
    return chosen


def found_of(row: tuple[Any, ...], texts: Sequence[str]) -> Found:
    """An entry of `rows_of`, with these folded texts marked."""
    entry, status, stored, helpful, unhelpful, disputed, score = row
    content = Content.from_json(json.loads(stored))
    return Found(
        entry,
        Status(status),
        content,
        marked(content.title, texts),
        excerpt(content.text or content.source, texts),
        -score,
        helpful,
        unhelpful,
        bool(disputed),
    )
