"""One rule at many values of one parameter, in one scan of its table.

Every row gets a bit per value. What the rule's clauses compute without the parameter is computed once for all
values, aggregates whose condition depends on it are columns of the same grouped pass; so a hundred values cost
little more than one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from census_app.archive.columns import quote_text
from census_app.archive.snapshot import Snapshot
from census_app.checking.compiling.compile import Compiler, Settings
from census_app.checking.compiling.frame import Frame
from census_app.checking.compiling.keys import record_key_sql
from census_app.checking.compiling.sql import conjunction, disjunction
from census_app.checking.engine import Engine, open_engine
from census_app.checking.evidence import summary_key_sql
from census_app.checking.groups import Peers, Repeated, duplicated, group_wrong
from census_app.checking.model import EngineLimits
from census_app.checking.run import Blocking, readable_files, stand_on
from census_app.checking.tuning.dial_trees import Hoister, mentions, renamed
from census_app.checking.world import World
from census_app.dictionary.model import Dictionary
from census_app.foundation.errors import CensusError
from census_app.foundation.jobs import JobContext
from census_app.matching.links import LinkSet
from census_app.rulebook.resolved import ParameterValue, ResolvedRule

if TYPE_CHECKING:
    from census_app.rulebook.functions.entry import Surroundings

BITS = 62
"""Values to a word."""


@dataclass(frozen=True)
class Dial:
    """The rule, its parameter and the values to try (the parameter's whole value each: a map stays a map)."""

    rule: ResolvedRule
    parameter: str
    values: tuple[Any, ...]

    @property
    def names(self) -> list[str]:
        """The parameter's name at each value."""
        return [f"{self.parameter}#{place}" for place in range(len(self.values))]

    @property
    def parameters(self) -> Mapping[str, ParameterValue]:
        """The rule's parameters with one more for each value."""
        own = self.rule.parameters[self.parameter]
        more = {
            name: replace(own, name=name, value=value, dated=())
            for name, value in zip(self.names, self.values, strict=True)
        }
        return {**self.rule.parameters, **more}

    @property
    def clauses(self) -> list[int]:
        """Places of the clauses the parameter decides about; all when it is in the scope."""
        if mentions(self.rule.scope, self.parameter):
            return list(range(len(self.rule.clauses)))
        found = [place for place, clause in enumerate(self.rule.clauses) if mentions(clause.when, self.parameter)]
        group, place = self.rule.group, self.rule.group_place
        if group is not None and place not in found and any(mentions(node, self.parameter) for node in group.by):
            return [*found, len(self.rule.clauses) - 1]
        return found


@dataclass(frozen=True)
class DialCount:
    """Records of one unit that were hit at the same values: `hit` by a clause the parameter decides about, `other`
    by another clause of the rule. `outcome` is what `judged` said of them, None when nothing."""

    unit: str
    outcome: str | None
    hit: int
    other: bool
    records: int


def scan_dial(
    snapshot: Snapshot,
    dial: Dial,
    required: Sequence[ResolvedRule],
    dictionary: Dictionary,
    as_of: date,
    limits: EngineLimits,
    context: JobContext,
    judged: Path | None = None,
    only_judged: bool = False,
    links: LinkSet | None = None,
) -> list[DialCount]:
    """How many records are hit at which values; `hit` has bit v set for `dial.values[v]`.

    `required` are the rules that block this one, with those they require. `judged` (Parquet: record_key, outcome)
    names records whose truth is known; `only_judged` leaves the others out. Records that are not hit at any value are
    not told. A record the rule cannot judge, or one another rule blocks, is not hit. Raises `Cancelled`, or
    `CensusError` when the rule breaks on these data.
    """
    readable = [*readable_files(snapshot, links), *([judged] if judged is not None else [])]
    with open_engine(limits, context, readable, []) as engine:
        world, surroundings, blocking = stand_on(engine, snapshot, dictionary, as_of, dial.rule, required, links)
        told = "SELECT CAST(NULL AS VARCHAR) AS record_key, CAST(NULL AS VARCHAR) AS outcome LIMIT 0"
        if judged is not None:
            told = f"SELECT record_key, outcome FROM read_parquet({quote_text(judged.as_posix())})"
        engine.run(f"CREATE TEMP TABLE judged AS {told}")
        _locate(engine, world, dial, surroundings, only_judged)
        _scan(engine, world, dial, surroundings, blocking, only_judged)
        return _counted(engine, dial)


def _locate(engine: Engine, world: World, dial: Dial, surroundings: Surroundings, only_judged: bool) -> None:
    """Table `located`: every row's record key and what is known of it."""
    keys = Frame(world.plan, dial.rule.table.id)
    compiler = Compiler(keys, Settings(dial.parameters, surroundings))
    key = summary_key_sql(compiler, dial.rule) or record_key_sql(keys)
    row_id = keys.base.row_id()
    engine.run(
        f"CREATE TEMP TABLE located AS SELECT row_id, record_key, outcome FROM "
        f"(SELECT {row_id} AS row_id, {key} AS record_key FROM {keys.from_clause()}) "
        f"{'' if only_judged else 'LEFT '}JOIN judged USING (record_key)"
    )


def _scan(
    engine: Engine,
    world: World,
    dial: Dial,
    surroundings: Surroundings,
    blocking: Sequence[Blocking],
    only_judged: bool,
) -> None:
    """Table `hits`: row_id, unit, other, and the words of bits, of rows that are hit at some value."""
    import duckdb

    for guarded in (False, True):
        try:
            sql = _Scan(world, dial, Settings(dial.parameters, surroundings, guarded), only_judged).sql(blocking)
            engine.run(f"CREATE OR REPLACE TEMP TABLE hits AS {sql}")
            return
        except duckdb.Error as error:
            if guarded:
                said = str(error).splitlines()[0][:300]
                raise CensusError(f"规则 {dial.rule.id} 在这批数据上出错：{said}", "先改正规则再试") from error


class _Scan:
    """The SQL of one scan."""

    def __init__(self, world: World, dial: Dial, settings: Settings, only_judged: bool) -> None:
        self.dial = dial
        self.settings = settings
        alone = only_judged and dial.rule.group is None and not dial.rule.unique
        only = "row_id IN (SELECT row_id FROM located)" if alone else None
        self.frame = Frame(world.plan, dial.rule.table.id, only=only)
        self.hoister = Hoister(self.frame, settings, frozenset(dial.names))

    def sql(self, blocking: Sequence[Blocking]) -> str:
        """Rows in scope and not blocked, layer upon layer: parameter-free parts, then the bits, then the hit ones."""
        dial, frame = self.dial, self.frame
        scopes = [self._scope(name) for name in dial.names]
        words = self._words(self._conditions(scopes))
        others = [place for place in range(len(dial.rule.clauses)) if place not in dial.clauses]
        other = disjunction(self._clause(place, dial.parameter) for place in others)
        hoisted = "".join(f", {self._tried(text)} AS {name}" for text, name in self.hoister.columns.items())
        unit, row_id = frame.unit().text, frame.base.row_id()
        kept = [f"NOT coalesce({frame.at(one.path).row_id()} IN (FROM {one.rows}), FALSE)" for one in blocking]
        kept += [self._tried(scopes[0])] if len(set(scopes)) == 1 else []
        names = [f"m{place}" for place in range(len(words))]
        bits = ", ".join(f"{text} AS {name}" for text, name in zip(words, names, strict=True))
        inner = (
            f"SELECT *, {row_id} AS dial_row, CAST({unit} AS VARCHAR) AS dial_unit{hoisted} "
            f"FROM {frame.from_clause()} WHERE {conjunction(kept)}"
        )
        found = " OR ".join([*(f"{name} <> 0" for name in names), "other"])
        return (
            f"SELECT dial_row AS row_id, dial_unit AS unit, other, {', '.join(names)} FROM "
            f"(SELECT dial_row, dial_unit, coalesce({self._tried(other)}, FALSE) AS other, {bits} FROM ({inner})) "
            f"WHERE {found}"
        )

    def _scope(self, name: str) -> str:
        scope = renamed(self.dial.rule.scope, self.dial.parameter, name)
        return Compiler(self.frame, self.settings).compile(scope).text

    def _conditions(self, scopes: list[str]) -> list[str]:
        """SQL boolean per value: a clause the parameter decides about is wrong."""
        rule = self.dial.rule
        if rule.unique:
            wrong = [self._repeated(name) for name in self.dial.names]
        else:
            places = [place for place in self.dial.clauses if place != rule.group_place]
            grouped = self._grouped(self.dial.names) if rule.group_place in self.dial.clauses else []
            wrong = [
                disjunction([*(self._clause(place, name) for place in places), *grouped[number : number + 1]])
                for number, name in enumerate(self.dial.names)
            ]
        if len(set(scopes)) == 1:
            return wrong
        return [conjunction([scope, one]) for scope, one in zip(scopes, wrong, strict=True)]

    def _clause(self, place: int, name: str) -> str:
        """SQL boolean: the clause is wrong, with the parameter called `name`."""
        rule = self.dial.rule
        if place == rule.group_place:
            return self._grouped([name])[0]
        return self.hoister.compile(renamed(rule.clauses[place].when, self.dial.parameter, name)).text

    def _grouped(self, names: Sequence[str]) -> list[str]:
        """The groups stand once when all values see the same groups, else once for each."""
        rule, parameter, group = self.dial.rule, self.dial.parameter, self.dial.rule.group
        assert group is not None
        shared = not any(mentions(node, parameter) for node in (rule.scope, *group.by))
        peers: Peers | None = None
        wrong, kept = [], []
        for name in names:
            if peers is None or not shared:
                seen = replace(rule, scope=renamed(rule.scope, parameter, name))
                by = [renamed(node, parameter, name) for node in group.by]
                peers = Peers(self.frame, self.settings, seen, by)
            wrong.append(group_wrong(peers, renamed(group.wrong, parameter, name), group.each).text)
            kept.append(peers.kept)
        if shared and peers is not None:
            peers.kept = disjunction(kept)
        return wrong

    def _repeated(self, name: str) -> str:
        rule = replace(self.dial.rule, scope=renamed(self.dial.rule.scope, self.dial.parameter, name))
        by = [Compiler(self.frame, self.settings).compile(node) for node in rule.unique]
        return duplicated(by, Repeated(self.frame, self.settings, rule, rule.unique).found()).text

    def _words(self, conditions: list[str]) -> list[str]:
        terms: dict[int, list[str]] = {}
        for place, condition in enumerate(conditions):
            word, bit = divmod(place, BITS)
            test = self._tried(condition)
            terms.setdefault(word, []).append(f"CASE WHEN {test} THEN {1 << bit}::BIGINT ELSE 0::BIGINT END")
        return [" | ".join(parts) for _, parts in sorted(terms.items())]

    def _tried(self, text: str) -> str:
        """Where something of the rule raised, it is unknown there."""
        return f"TRY({text})" if self.settings.guarded else text


def _counted(engine: Engine, dial: Dial) -> list[DialCount]:
    """The hits by record key, then by what they have in common."""
    words = [f"m{place}" for place in range((len(dial.values) - 1) // BITS + 1)]
    least = dial.rule.summary.least if dial.rule.summary is not None else 1
    folded = [_folded(dial, word, least) for word in range(len(words))]
    other = f"count(*) FILTER (WHERE other) >= {least}"
    rows = engine.rows(
        f"SELECT coalesce(unit, ''), outcome, other, {', '.join(words)}, count(*) FROM ("
        f"SELECT min(unit) AS unit, any_value(outcome) AS outcome, {other} AS other, {', '.join(folded)} "
        f"FROM hits JOIN located USING (row_id) GROUP BY record_key) GROUP BY ALL ORDER BY ALL"
    )
    return [
        DialCount(row[0], row[1], sum(word << (BITS * place) for place, word in enumerate(row[3:-1])), row[2], row[-1])
        for row in rows
    ]


def _folded(dial: Dial, word: int, least: int) -> str:
    """The bits of all rows of one record; a summary counts at a value only with enough rows accused there."""
    if least == 1:
        return f"bit_or(m{word}) AS m{word}"
    bits = range(min(BITS, len(dial.values) - word * BITS))
    terms = [
        f"CASE WHEN count(*) FILTER (WHERE ((m{word} >> {bit}) & 1) = 1) >= {least} "
        f"THEN {1 << bit}::BIGINT ELSE 0::BIGINT END"
        for bit in bits
    ]
    return f"{' | '.join(terms)} AS m{word}"
