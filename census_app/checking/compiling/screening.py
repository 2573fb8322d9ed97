"""Calls asked of a big table's column: the screen of a function finds the values that need not be judged one by one.

The values it doubts are judged once, and those for which the function does not give its usual answer stand in a table
of their own. On each row a call is then a membership test, computed once however often a rule asks. (Judging the few
doubted rows of every vector of a scan would cost more than judging all their values at once, as measured.)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from census_app.checking.compiling.frame import Frame
from census_app.checking.compiling.sql import conjunction
from census_app.checking.compiling.tree import walk
from census_app.checking.engine import Engine
from census_app.rulebook.expression import AggregateNode, CallNode, FieldNode, Node, RelationNode, ValueType
from census_app.rulebook.functions.entry import FunctionEntry, Given, Screen, Surroundings
from census_app.rulebook.functions.registry import registry

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from census_app.checking.compiling.compile import Compiler

LEAST_ROWS = 20_000
_AT_ONCE = 4_000_000
_BLOCK = 1 << 15
_MOST_DOUBTED = 8  # of one value in so many; beyond, judging them costs as much as judging all


def screened(compiler: Compiler, entry: FunctionEntry, node: CallNode, given: Sequence[Given], judged: str) -> str:
    """SQL of the call, `judged` being the function's own; the same where no screen helps."""
    argument, frame = node.arguments[0], compiler.frame
    if not (isinstance(argument, FieldNode) and not argument.path and compiler.outer is None and frame.screened):
        return judged
    if entry.usual is None or frame.plan.source.rows_of(frame.table.id) < LEAST_ROWS:
        return judged
    exceptions = _exceptions(compiler, entry, argument)
    if exceptions is None:
        return judged
    value = given[0].sql
    exceptional = frame.among(value, exceptions)
    if entry.result is ValueType.BOOLEAN:
        # usually true: then what it is not true for it is false for
        return f"(CASE WHEN {value} IS NOT NULL THEN NOT {exceptional} END)"
    usual = entry.usual(given, compiler.settings.surroundings)
    return f"(CASE WHEN {exceptional} THEN {judged} ELSE {usual} END)"


@dataclass
class Screening:
    """The screens of one connection, each put before the same values once."""

    engine: Engine
    _doubted: dict[tuple[str, Screen], str | None] = field(default_factory=dict)
    _exceptions: dict[tuple[str, str], str] = field(default_factory=dict)

    def exceptions(self, values: str, about: int, entry: FunctionEntry, surroundings: Surroundings) -> str | None:
        """Temp table `(v)` of those values (of the query `values`, one column `v`) for which the function does not
        give its usual answer; None when too many are doubted to be worth it. `about` is about how many there are.
        """
        assert entry.screen is not None
        assert entry.duckdb is not None
        assert entry.usual is not None
        if (values, entry.screen) not in self._doubted:
            self._doubted[values, entry.screen] = self._doubt(values, about, entry.screen, surroundings)
        doubted = self._doubted[values, entry.screen]
        if doubted is None:
            return None
        key = (doubted, entry.id)
        if key not in self._exceptions:
            given = [Given("v")]
            judged, usual = entry.duckdb(given, surroundings), entry.usual(given, surroundings)
            self._exceptions[key] = f"exceptions_{len(self._exceptions)}"
            self.engine.run(
                f"CREATE TEMP TABLE {self._exceptions[key]} AS SELECT v FROM {doubted} "
                f"WHERE ({judged}) IS DISTINCT FROM ({usual})"
            )
        return self._exceptions[key]

    def _doubt(self, values: str, about: int, screen: Screen, surroundings: Surroundings) -> str | None:
        """Temp table `(v)` of the values that the screen doubts or that have another length."""
        parts = about // _AT_ONCE + 1
        most = about // _MOST_DOUBTED
        doubted: set[str] = set()
        others = 0
        for part in range(parts):
            only = f" WHERE hash(v) % {parts} = {part}" if parts > 1 else ""
            # one long text leaves DuckDB three times faster than a million short ones, as bytes faster still
            ((text, odd),) = self.engine.rows(
                f"SELECT encode(string_agg(v, '') FILTER (WHERE strlen(v) = {screen.length})), "
                f"count(*) FILTER (WHERE strlen(v) <> {screen.length}) FROM ({values}){only}"
            )
            failed = _doubted(text or b"", screen, surroundings)
            others += odd
            if len(failed) + others > most:
                return None
            doubted.update(cell.tobytes().decode("utf-8") for cell in failed)
        name = f"doubted_{len(self._doubted)}"
        self.engine.run(f"CREATE TEMP TABLE {name} AS SELECT unnest($1::VARCHAR[]) AS v", [sorted(doubted)])
        if others:
            odd_ones = f"SELECT DISTINCT v FROM ({values}) WHERE strlen(v) <> {screen.length}"
            self.engine.run(f"INSERT INTO {name} {odd_ones}")
        return name


def _doubted(text: bytes, screen: Screen, surroundings: Surroundings) -> npt.NDArray[np.uint8]:
    """Those of the texts standing one after the other in `text` (UTF-8) that do not pass, as rows of bytes."""
    import numpy as np

    cells = np.frombuffer(text, dtype=np.uint8).reshape(-1, screen.length)
    # in blocks that stay in the processor's cache
    blocks = (cells[start : start + _BLOCK] for start in range(0, len(cells), _BLOCK))
    failed = [block[~screen.passes(block, surroundings.as_of)] for block in blocks]
    return np.concatenate(failed) if failed else cells


def _exceptions(compiler: Compiler, entry: FunctionEntry, argument: FieldNode) -> str | None:
    """The table of the column's exceptions, looking only at rows that the call matters to."""
    frame, settings = compiler.frame, compiler.settings
    guards = [guard for guard in settings.only if _about_others(guard, argument)]
    plain = replace(settings, only=())
    tests = tuple(compiler.over(frame, plain).compile(guard).text for guard in guards)
    key = ("values", argument.field, tests)
    if key not in frame.passes:
        members = Frame(frame.plan, frame.table.id, "s")
        inner = compiler.over(members, plain)
        value = inner.compile(argument).text
        wanted = [f"({inner.compile(guard).text}) IS DISTINCT FROM FALSE" for guard in guards]
        frame.passes[key] = f"SELECT {value} AS v FROM {members.from_clause()} WHERE {conjunction(wanted)}"
    about = frame.plan.source.rows_of(frame.table.id)
    return frame.plan.exceptions(str(frame.passes[key]), about, entry, settings.surroundings)


def _about_others(guard: Node, argument: FieldNode) -> bool:
    """Whether the condition asks the same row about other fields only: it then tells, before anything else is known,
    which rows the argument matters to, and clauses that differ only in what they ask of the argument share a screen."""
    for part in walk(guard):
        if isinstance(part, AggregateNode | RelationNode):
            return False
        if isinstance(part, FieldNode) and (part.path or part.field == argument.field):
            return False
        if isinstance(part, CallNode) and registry()[part.function].screen is not None:
            return False
    return True
