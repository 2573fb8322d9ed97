"""The search index: an SQLite file in the workspace's cache, derived from the library and rebuildable at any time.

The file is named after what it was derived from, appears complete, and is only read. When people wrote since, a copy
of the newest one is brought up to date, entry by entry.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, func, literal_column, select

from census_app.foundation.canonical import sha256_text
from census_app.foundation.database import reading
from census_app.foundation.errors import BadInput
from census_app.foundation.files import forget, newest_first, publish
from census_app.matching.text import fold_text
from census_app.workspace import acts
from census_app.workspace.library.model import KIND_LABELS, Entry, Vote
from census_app.workspace.library.reading import KINDS, entry_in, library_in
from census_app.workspace.library.shipped import shipped_digest
from census_app.workspace.library.words import index_words, initials, letters
from census_app.workspace.schema import acts as acts_table

if TYPE_CHECKING:
    from census_app.dictionary.model import Dictionary
    from census_app.workspace.workspace import Workspace

_FORMAT = "1"
_ATTEMPTS = 3
_PREFIX = "library-"
# Beyond this share of changed entries a new file is made faster than an old one is mended.
_MOST_CHANGED = 0.2
_TABLES = """
CREATE TABLE source (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE entries (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, status TEXT NOT NULL, kind TEXT NOT NULL,
    helpful INTEGER NOT NULL, unhelpful INTEGER NOT NULL, disputed INTEGER NOT NULL
);
CREATE TABLE contents (number INTEGER PRIMARY KEY, content TEXT NOT NULL);
CREATE TABLE term_counts (term TEXT PRIMARY KEY, entries INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE entry_rules (rule TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (rule, number)) WITHOUT ROWID;
CREATE TABLE entry_items (item TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (item, number)) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5(
    title, names, body, initials, letters, content='', tokenize="unicode61 remove_diacritics 0"
);
"""
_WORDS = "title, names, body, initials, letters"


@contextmanager
def open_index(workspace: Workspace) -> Iterator[sqlite3.Connection]:
    """The index of the library as it stands now, read-only, built or brought up to date first."""
    with closing(_opened(workspace)) as connection:
        yield connection


def _opened(workspace: Workspace) -> sqlite3.Connection:
    """The index opened; made anew when its file was damaged, or taken away by somebody with a newer one."""
    for attempt in range(_ATTEMPTS):
        file = index_file(workspace)
        connection: sqlite3.Connection | None = None
        try:
            connection = sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)
            connection.execute("SELECT value FROM source WHERE name = 'head'").fetchone()[0]
            return connection
        except (sqlite3.Error, TypeError):
            if connection is not None:
                connection.close()
            if attempt == _ATTEMPTS - 1:
                raise
            file.unlink(missing_ok=True)
    raise AssertionError("unreachable")


def index_file(workspace: Workspace) -> Path:
    """The file `open_index` opens."""
    with reading(workspace.engine) as connection:
        seq, head = _last_act(connection)
        shipped = sha256_text(f"{_FORMAT}|{shipped_digest()}|{workspace.dictionary.version}")
        cache = workspace.cache
        target = cache / f"{_PREFIX}{shipped[:12]}-{seq}-{head[:16]}.db"
        if target.is_file():
            return target
        older = newest_first(cache, f"{_PREFIX}*.db")
        with _said_plainly(target), publish(target) as temporary:
            if not _mended(connection, workspace.dictionary, older, shipped, temporary):
                temporary.unlink(missing_ok=True)
                _build(temporary, workspace.dictionary, library_in(connection).values())
            _sign(temporary, {"shipped": shipped, "seq": str(seq), "head": head})
    forget(older)
    return target


@contextmanager
def _said_plainly(target: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        raise BadInput(f"经验库的索引写不了：{target}（{error}）", "清理磁盘后重试；经验本身没有受影响") from error


def _last_act(connection: Connection) -> tuple[int, str]:
    # the plus keeps SQLite on the index of kinds instead of walking the whole log backwards
    newest: Any = func.max(literal_column("+seq"))
    seq = connection.execute(select(newest).select_from(acts_table).where(acts_table.c.kind.in_(KINDS))).scalar()
    if seq is None:
        return 0, "0"
    return int(seq), str(connection.execute(select(acts_table.c.hash).where(acts_table.c.seq == seq)).scalar_one())


def _build(target: Path, dictionary: Dictionary, entries: Iterable[Entry]) -> None:
    with closing(sqlite3.connect(target)) as connection:
        connection.executescript(f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;{_TABLES}")
        connection.execute("BEGIN")
        for number, entry in enumerate(entries, start=1):
            _insert(connection, number, entry, dictionary)
        # how rare a word is; entries mended later do not change it enough to matter
        connection.execute("CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, words, row)")
        connection.execute("INSERT INTO term_counts SELECT term, doc FROM temp.vocabulary")
        connection.commit()


def _mended(connection: Connection, dictionary: Dictionary, older: list[Path], shipped: str, temporary: Path) -> bool:
    """Whether `temporary` is the newest older file with all entries people touched since put in anew."""
    if not older:
        return False
    try:
        shutil.copyfile(older[0], temporary)
        with closing(sqlite3.connect(temporary)) as index:
            source = dict(index.execute("SELECT name, value FROM source"))
            seq = int(source["seq"])
            known = select(acts_table.c.hash).where(acts_table.c.seq == seq)
            if source["shipped"] != shipped or (seq and connection.execute(known).scalar() != source["head"]):
                return False
            touched = sorted({act.subject for act in acts.iterate(connection, kinds=KINDS, after=seq)})
            (count,) = index.execute("SELECT count(*) FROM entries").fetchone()
            if len(touched) > max(10, count * _MOST_CHANGED):
                return False
            for entry in touched:
                _replace(index, entry_in(connection, entry), dictionary)
            index.commit()
    except (OSError, sqlite3.DatabaseError, KeyError, ValueError):
        return False  # a cache that cannot be read is made anew
    return True


def _sign(target: Path, source: dict[str, str]) -> None:
    with closing(sqlite3.connect(target)) as connection:
        connection.executemany("INSERT OR REPLACE INTO source VALUES (?, ?)", source.items())
        connection.commit()


def _insert(connection: sqlite3.Connection, number: int, entry: Entry, dictionary: Dictionary) -> None:
    content = entry.content
    connection.execute(
        "INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            number,
            entry.id,
            entry.status.value,
            content.kind.value,
            entry.count(Vote.HELPFUL),
            entry.count(Vote.UNHELPFUL),
            bool(entry.offers),
        ),
    )
    stored = json.dumps(content.as_json(), ensure_ascii=False)
    connection.execute("INSERT INTO contents VALUES (?, ?)", (number, stored))
    connection.executemany("INSERT INTO entry_rules VALUES (?, ?)", [(rule, number) for rule in content.rules])
    connection.executemany("INSERT INTO entry_items VALUES (?, ?)", [(item, number) for item in content.items])
    words = _columns(entry.id, content.as_json(), dictionary)
    connection.execute(f"INSERT INTO words(rowid, {_WORDS}) VALUES (?, ?, ?, ?, ?, ?)", (number, *words))


def _replace(connection: sqlite3.Connection, entry: Entry, dictionary: Dictionary) -> None:
    found = connection.execute(
        "SELECT number, content FROM entries JOIN contents USING (number) WHERE id = ?", (entry.id,)
    ).fetchone()
    if found is None:
        (last,) = connection.execute("SELECT coalesce(max(number), 0) FROM entries").fetchone()
        _insert(connection, last + 1, entry, dictionary)
        return
    number, content = found
    # an index without content forgets a row only when told again what it held
    words = _columns(entry.id, json.loads(content), dictionary)
    connection.execute(
        f"INSERT INTO words(words, rowid, {_WORDS}) VALUES ('delete', ?, ?, ?, ?, ?, ?)", (number, *words)
    )
    for table in ("entries", "contents", "entry_rules", "entry_items"):
        connection.execute(f"DELETE FROM {table} WHERE number = ?", (number,))
    _insert(connection, number, entry, dictionary)


def _columns(entry: str, content: dict[str, object], dictionary: Dictionary) -> tuple[str, ...]:
    """The searchable columns, in the order of `_WORDS`."""
    title, body = fold_text(str(content["title"])), fold_text(f"{content['text']}\n{content['source']}")
    items = [item_name(dictionary, item) for item in _texts(content["items"])]
    # a dash between them: folding drops blanks between Chinese characters
    names = fold_text(
        " - ".join(
            [
                entry.replace("-", ""),
                KIND_LABELS[str(content["kind"])],
                *_texts(content["rules"]),
                *items,
                str(content["unit"]),
                str(content["county"]),
            ]
        )
    )
    fields = " - ".join(item.rpartition(".")[2] for item in items)
    return (
        f"{index_words(title)} {letters(title)}",
        f"{index_words(names)} {letters(names)}",
        index_words(body),
        initials(fold_text(f"{content['title']} - {fields}")),
        letters(f"{title}{names}{body}"),
    )


def item_name(dictionary: Dictionary, item: str) -> str:
    """`customer.cons_name` as people call it; as it is where the dictionary does not know it."""
    table_id, _, field_id = item.partition(".")
    table = dictionary.tables.get(table_id)
    if table is None or not table.has_field(field_id):
        return item
    return f"{table.rule_name}.{table.field(field_id).rule_name}"


def _texts(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []
