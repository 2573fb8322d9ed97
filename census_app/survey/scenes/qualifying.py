"""Who qualifies for which scene, judged on the archive by the engine that judges rules."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from census_app.archive.columns import quote_name
from census_app.checking.compiling.compile import Compiler, Settings
from census_app.checking.compiling.frame import Frame
from census_app.checking.compiling.keys import record_key_sql
from census_app.checking.engine import Engine, open_engine
from census_app.checking.model import EngineLimits
from census_app.checking.run import readable_files
from census_app.checking.show import as_text
from census_app.checking.surroundings import prepare
from census_app.checking.world import World
from census_app.foundation.jobs import JobContext, silent
from census_app.survey.scenes.conditions import Expressions, trees_of
from census_app.survey.scenes.load import Scene, SceneBook
from census_app.workspace.problems.record_facts import record_key_of_columns_sql

if TYPE_CHECKING:
    from census_app.archive.snapshot import Snapshot
    from census_app.dictionary.model import Dictionary, TableEntry

_ASKED = "asked_records"
_LIMITS = EngineLimits(threads=2, memory="1GB", seconds=900.0)


@dataclass(frozen=True)
class Judged:
    """What the archive says of one record: the conditions (texts) that hold, and the values (text of the expression →
    value) to bring in. A condition that is unknown does not hold."""

    holds: frozenset[str] = frozenset()
    brings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Qualifying:
    """The judgement of every record asked about; a record the archive does not have meets no condition."""

    book: SceneBook
    records: Mapping[tuple[str, str], Judged]

    def scenes(self, table: str, record_key: str) -> tuple[Scene, ...]:
        """The scenes the record qualifies for, in the order they are asked."""
        judged = self.of(table, record_key)
        return tuple(scene for scene in self.book.scenes if scene.table == table and _met(scene.of, judged))

    def items(self, scene: Scene, record_key: str) -> tuple[str, ...]:
        """The scene's items that are asked of the record."""
        judged = self.of(scene.table, record_key)
        return tuple(name for name in scene.items if _met(self.book.item(name).of, judged))

    def default(self, item: str, table: str, record_key: str) -> str:
        """What is brought in for the item; empty when nothing is."""
        return self.of(table, record_key).brings.get(self.book.item(item).default, "")

    def of(self, table: str, record_key: str) -> Judged:
        """What was judged of the record."""
        return self.records.get((table, record_key), Judged())


def qualifying(
    book: SceneBook,
    snapshot: Snapshot,
    keys: Mapping[str, Collection[str]],
    context: JobContext | None = None,
    extra: Iterable[str] = (),
) -> Qualifying:
    """The records named by `keys` (table → record keys) judged; `extra` are items asked outside their scenes, whose
    defaults are wanted too. A table the snapshot does not have is judged of nothing."""
    found: dict[tuple[str, str], Judged] = {}
    context = context or silent()
    for table, wanted in keys.items():
        asked = expressions_over(book, table, extra)
        if wanted and asked and snapshot.table_parts(table):
            judged = _judged(book.dictionary, snapshot, asked, wanted, context)
            found |= {(table, key): one for key, one in judged.items()}
    return Qualifying(book, found)


def count_qualifying(
    book: SceneBook, snapshot: Snapshot, scenes: Iterable[Scene], context: JobContext | None = None
) -> dict[str, int]:
    """Scene → how many records of the whole archive qualify; 0 where its table was not imported."""
    counts: dict[str, int] = {}
    by_table: dict[str, list[Scene]] = {}
    for scene in scenes:
        by_table.setdefault(scene.table, []).append(scene)
    for table, listed in by_table.items():
        conditions = dict.fromkeys(scene.of for scene in listed if scene.of)
        asked, rows = Expressions(table, tuple(conditions)), snapshot.rows(table)
        held: dict[str, int] = {}
        if rows and asked:
            with _stood_on(book.dictionary, snapshot, asked, None, context or silent()) as (engine, frame, truths, _):
                told = ", ".join(f"count(*) FILTER (WHERE {truth})" for truth in truths)
                held = dict(zip(conditions, engine.rows(f"SELECT {told} FROM {frame.from_clause()}")[0], strict=True))
        counts |= {scene.id: held.get(scene.of, 0 if scene.of else rows) for scene in listed}
    return counts


def _judged(
    dictionary: Dictionary, snapshot: Snapshot, asked: Expressions, keys: Collection[str], context: JobContext
) -> dict[str, Judged]:
    with _stood_on(dictionary, snapshot, asked, keys, context) as (engine, frame, truths, values):
        columns = ", ".join([record_key_sql(frame), *truths, *values])
        rows = engine.rows(f"SELECT {columns} FROM {frame.from_clause()}")
    return {row[0]: _one(asked, row[1 : 1 + len(truths)], row[1 + len(truths) :]) for row in rows}


@contextmanager
def _stood_on(
    dictionary: Dictionary,
    snapshot: Snapshot,
    asked: Expressions,
    keys: Collection[str] | None,
    context: JobContext,
) -> Iterator[tuple[Engine, Frame, list[str], list[str]]]:
    """An engine, the frame of the records (all without `keys`), and the SQL of the conditions and of the defaults."""
    trees, table = trees_of(dictionary, asked), dictionary.table(asked.table)
    with open_engine(_LIMITS, context, readable_files(snapshot, None)) as engine:
        world = World.of_snapshot(engine, snapshot, dictionary, trees.rules)
        surroundings = prepare(engine, world, snapshot.manifest.data_date, trees.rules)
        if keys is not None:
            engine.run(f"CREATE TEMP TABLE {_ASKED} AS SELECT unnest($1::VARCHAR[]) AS record_key", [[*keys]])
        frame = Frame(world.plan, table.id, only=None if keys is None else _only(table))
        compiler = Compiler(frame, Settings({}, surroundings, guarded=True))
        truths = [f"TRY({compiler.compile(trees.conditions[text]).text})" for text in asked.conditions]
        nodes = [trees.defaults[text] for text in asked.defaults]
        values = [f"TRY({as_text(compiler.compile(node), node.type)})" for node in nodes]
        yield engine, frame, truths, values


def _one(asked: Expressions, truths: tuple[Any, ...], values: tuple[Any, ...]) -> Judged:
    holds = frozenset(text for text, true in zip(asked.conditions, truths, strict=True) if true)
    return Judged(holds, {text: value for text, value in zip(asked.defaults, values, strict=True) if value})


def expressions_over(book: SceneBook, table: str, extra: Iterable[str] = ()) -> Expressions:
    """Everything the scenes say about records of the table."""
    scenes = [scene for scene in book.scenes if scene.table == table]
    items = [book.item(name) for name in dict.fromkeys([*(one for scene in scenes for one in scene.items), *extra])]
    conditions = dict.fromkeys([*(scene.of for scene in scenes), *(item.of for item in items)])
    defaults = dict.fromkeys(item.default for item in items)
    return Expressions(table, tuple(filter(None, conditions)), tuple(filter(None, defaults)))


def _met(condition: str, judged: Judged) -> bool:
    return not condition or condition in judged.holds


def _only(table: TableEntry) -> str:
    key = quote_name(table.key[0]) if len(table.key) == 1 else record_key_of_columns_sql(list(table.key))
    return f"CAST({key} AS VARCHAR) IN (FROM {_ASKED})"
