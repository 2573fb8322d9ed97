"""The one result scan of a table: states of every row, and what the texts of the failing ones need.

The texts are made afterwards from the failing rows standing close together: evaluating thousands of small
expressions on the few failing rows of every vector of the scan would cost more than the scan itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass

from census_app.checking.compiling.sharing import share, with_layers
from census_app.checking.engine import Engine
from census_app.checking.evidence import evidence_sql
from census_app.checking.judge import Judgement, any_row_wrong, error_words, reason_words, words, wrong_bits
from census_app.checking.show import TextColumns
from census_app.checking.suspects import suspects

_COLUMN = re.compile(r'"\w+"')
_NAMED = re.compile(r' AS ("\w+")')
INPUTS, SUSPECTED = "inputs", "suspected"
_MANY_ROWS, _TOO_MANY_TO_STORE = 500_000, 5_000_000


@dataclass(frozen=True)
class Scan:
    """SQL of a scan giving `row_id`, `unit`, the state columns and `inputs`; `first` makes a table that it reads.

    `failing(table)` gives the failing rows of the materialised scan with their inputs as columns; `told(table, fired)`
    of that, materialised too, gives `row_id`, `unit`, the state columns and `evidence`.
    """

    sql: str
    state_columns: tuple[str, ...]
    word_count: int
    judgement: Judgement
    numbers: dict[str, int]
    first: str | None = None

    def failing(self, table: str) -> str:
        """SQL of the failing rows."""
        states = "".join(f", {name}" for name in self.state_columns)
        return f"SELECT row_id, unit{states}, unnest({INPUTS}, max_depth := 2) FROM {table} WHERE {INPUTS} IS NOT NULL"

    def fired(self, engine: Engine, table: str) -> frozenset[int]:
        """The slots of the clauses that are wrong on one of the failing rows."""
        columns = ", ".join(f"bit_or({wrong_bits(word)})" for word in range(self.word_count))
        (found,) = engine.rows(f"SELECT {columns} FROM {table}")
        places = ((slot, *slot.fired_bit) for slot in self.judgement.slots)
        return frozenset(slot.index for slot, word, bit in places if (found[word] or 0) & bit)

    def told(self, table: str, fired: Set[int]) -> str:
        """SQL of the failing rows' texts.

        Only of what fired: planning the texts of a whole library costs more than making those of a few rows.
        """
        states = "".join(f", {name}" for name in self.state_columns)
        texts = TextColumns()
        evidence = evidence_sql(self.judgement, self.numbers, texts, fired)
        joins = [
            judged.gathering.join(table, judged.any_wrong)
            for judged in self.judgement.rules
            if judged.gathering is not None and any(slot.index in fired for slot in judged.slots)
        ]
        source = f"SELECT * FROM {table} {' '.join(joins)}"
        for layer in texts.layers():
            if layer:
                source = f"SELECT *, {', '.join(layer)} FROM ({source})"
        return f"SELECT row_id, unit{states}, {evidence} AS evidence FROM ({source})"


def scan_sql(judgement: Judgement, numbers: dict[str, int], blocked: list[str], only_failing: bool = False) -> Scan:
    """The scan of a judgement's table; `blocked` are the SQL of the words that tell of rules of other tables."""
    texts = TextColumns()
    evidence = evidence_sql(judgement, numbers, texts, {slot.index for slot in judgement.slots})
    gatherings = [judged.gathering for judged in judgement.rules if judged.gathering is not None]
    read = " ".join(
        [evidence, *(one.reads() for one in gatherings), *(text for layer in texts.layers() for text in layer)]
    )
    first = _suspects_first(judgement) if only_failing else None
    source = judgement.frame.from_clause()
    needed = sorted(set(_COLUMN.findall(read)) & set(_NAMED.findall(f"{first} {source}")))
    fields = ", ".join(f"{name} := {name}" for name in needed)
    states = states_sql(judgement, blocked, fields, only_failing)
    return Scan(states.sql, states.columns, len(words(judgement)), judgement, numbers, first)


def _suspects_first(judgement: Judgement) -> str | None:
    """SQL that stores the suspects of a large table, where passes that look back would read the whole of it again."""
    frame = judgement.frame
    rows, partition = frame.plan.source.rows_of(frame.table.id), frame.plan.source.partition
    if not frame.lookers or partition or frame.shares or frame.only or not _MANY_ROWS < rows < _TOO_MANY_TO_STORE:
        return None
    if any(one.guarded for one in judgement.rules):
        return None
    frame.unit()
    frame.base.row_id()
    return frame.store(SUSPECTED, suspects(judgement))


@dataclass(frozen=True)
class States:
    """SQL giving `row_id`, `unit`, the state `columns` and, when asked, `inputs`."""

    sql: str
    columns: tuple[str, ...]


def states_sql(
    judgement: Judgement, blocked: Sequence[str] = (), inputs: str | None = None, only_failing: bool = False
) -> States:
    """The states of every row, or of the failing ones; `inputs` are the struct fields that failing rows carry along."""
    frame = judgement.frame
    unit, row_id = frame.unit().text, frame.base.row_id()
    # what raises under its own TRY must not raise beside it
    calls_guarded = any(one.guarded for one in judgement.rules)
    calls = frame.calls if frame.screened and not calls_guarded else ()
    shared, layers = share(words(judgement), calls)
    inner = {f"w{index}": text for index, text in enumerate(shared)}
    failing = any_row_wrong(len(inner))
    inner |= {f"x{index}": text for index, text in enumerate(error_words(judgement))}
    inner |= {f"b{index}": text for index, text in enumerate(blocked)}
    outer = {f"r{index}": text for index, text in enumerate(reason_words(judgement))}
    first = ", ".join(f"{text} AS {name}" for name, text in inner.items())
    second = ", ".join([*inner, *(f"{text} AS {name}" for name, text in outer.items())])
    carried = f", CASE WHEN {failing} THEN [struct_pack({inputs})] END AS {INPUTS}" if inputs is not None else ""
    source = frame.from_clause()
    if only_failing and not calls_guarded and not frame.stored:
        source = f"(SELECT * FROM {source} WHERE {suspects(judgement)})"
    sql = (
        f"SELECT {row_id} AS row_id, CAST({unit} AS VARCHAR) AS unit, {second}{carried}\n"
        f"FROM (SELECT *, {first}\nFROM {with_layers(source, layers)})" + (f" WHERE {failing}" if only_failing else "")
    )
    return States(sql, (*inner, *outer))
