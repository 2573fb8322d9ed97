"""Explains one rule on one record of a snapshot: the verdict of the same compiler, and the value of every part."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from census_app.archive.columns import quote_text
from census_app.archive.snapshot import Snapshot
from census_app.checking.compiling.compile import Compiler, Settings
from census_app.checking.compiling.frame import Frame
from census_app.checking.compiling.keys import record_key_sql
from census_app.checking.compiling.tree import data_day_of, nodes_of, walk
from census_app.checking.engine import Engine, open_engine
from census_app.checking.evidence import summary_key_sql
from census_app.checking.explaining.explanation import ClauseExplanation, Explanation
from census_app.checking.explaining.links import links_used
from census_app.checking.explaining.parts import Part, Parts
from census_app.checking.judge import judge
from census_app.checking.model import EngineLimits
from census_app.checking.run import readable_files
from census_app.checking.scan import states_sql
from census_app.checking.stages import way
from census_app.checking.surroundings import prepare
from census_app.checking.verdicts import Verdicts, verdict_of
from census_app.checking.world import World
from census_app.dictionary.model import Dictionary
from census_app.foundation.errors import BadInput
from census_app.foundation.jobs import JobContext, silent
from census_app.matching.links import LinkSet
from census_app.rulebook.expression import Node
from census_app.rulebook.functions.entry import Surroundings
from census_app.rulebook.resolved import ResolvedPack, ResolvedRule
from census_app.rulebook.resolving.parts import says_of

__all__ = ["Explanation", "explain"]

_SHOWN = 5
_LIMITS = EngineLimits(threads=2, memory="1GB", seconds=300.0)


def explain(
    snapshot: Snapshot,
    pack: ResolvedPack,
    dictionary: Dictionary,
    rule_id: str,
    key: str,
    as_of: date,
    context: JobContext | None = None,
    links: LinkSet | None = None,
) -> Explanation:
    """Why the rule finds the record wrong, right, out of scope or not judgeable.

    `key` is a record key as findings write it, or the number of a customer who has one such record; of a summary's key
    the first record is explained.
    A rule that cannot run or a key that is not there raises `BadInput`.
    """
    by_id = {rule.id: rule for rule in pack.rules}
    if rule_id not in by_id:
        raise BadInput(f"规则 {rule_id} 不在规则包里，或它有错误不能运行", "用 census pack lint 看规则包")
    with open_engine(_LIMITS, context or silent(), readable_files(snapshot, links)) as engine:
        world = World.of_snapshot(engine, snapshot, dictionary, by_id.values(), links)
        return _Explainer(engine, world, by_id, as_of).explain(by_id[rule_id], key)


class _Explainer:
    def __init__(self, engine: Engine, world: World, rules: dict[str, ResolvedRule], as_of: date) -> None:
        self.engine = engine
        self.world = world
        self.rules = rules
        self.as_of = as_of

    def explain(self, rule: ResolvedRule, key: str) -> Explanation:
        """The whole answer."""
        key, rows = self._rows(rule, key)
        row_id, unit, source_file, source_row = rows[0]
        surroundings = prepare(self.engine, self.world, self.as_of, self._with_required(rule))
        verdict, reason, clauses, error = self._verdicts(rule, row_id, surroundings)
        parts = Parts(self.engine, self.world, rule, row_id, surroundings)
        scope = parts.add(rule.scope, rule.rule.scope)
        trees = [parts.add_clause(clause) for clause in rule.clauses]
        days = {table: parts.text(node) for table, node in _data_days(rule)}
        shows = {extra.label: parts.text(extra.node) for extra in rule.shows}
        parts.read()
        told = tuple(
            _told(rule, position, outcome, parts, *found)
            for position, (outcome, found) in enumerate(zip(clauses, trees, strict=True))
        )
        return Explanation(
            rule_id=rule.id,
            title=rule.rule.title.zh,
            table=rule.table.rule_name,
            key=key,
            as_of=self.as_of.isoformat(),
            rows=len(rows),
            verdict=verdict,
            reason=reason,
            unit=unit or "",
            source_file=source_file or "",
            source_row=source_row,
            scope=parts.step(scope),
            clauses=told,
            remedy=rule.rule.remedy.zh,
            error=error,
            shown={label: parts.value(place) for label, place in shows.items()},
            links=links_used(self.world, rule, row_id),
            data_days={table: parts.value(place) for table, place in days.items() if parts.known(place)},
        )

    def _rows(self, rule: ResolvedRule, key: str) -> tuple[str, list[tuple[Any, ...]]]:
        """The record's key and its rows; a customer's number leads to the only record the customer has."""
        if not self.world.plan.imported(rule.table.id):
            raise BadInput(f"快照里没有“{rule.table.rule_name}”", "先导入这张表")
        rows = self._rows_where(rule, record_key_sql, key)
        if not rows and rule.summary is not None:
            settings = Settings(rule.parameters, prepare(self.engine, self.world, self.as_of, [rule]))
            rows = self._rows_where(rule, lambda frame: summary_key_sql(Compiler(frame, settings), rule) or "''", key)
        if not rows and (keys := self._keys_of_customer(rule, key)):
            if len(keys) > 1:
                shown = "、".join(keys[:_SHOWN]) + (f" 等 {len(keys)} 条" if len(keys) > _SHOWN else "")
                raise BadInput(f"户号 {key} 在“{rule.table.rule_name}”里有 {len(keys)} 条：{shown}", "写明是哪一条")
            key, rows = keys[0], self._rows_where(rule, record_key_sql, keys[0])
        if not rows:
            raise BadInput(f"“{rule.table.rule_name}”里没有编号为 {key} 的记录", "编号按清单里的写法填写")
        return key, rows

    def _keys_of_customer(self, rule: ResolvedRule, number: str) -> list[str]:
        """The keys of the records that belong to the customer, in order."""
        frame = Frame(self.world.plan, rule.table.id)
        key, customer = record_key_sql(frame), frame.first_of(frame.table.customer_path).text
        test = f"CAST({customer} AS VARCHAR) = {quote_text(number)}"
        found = self.engine.rows(f"SELECT DISTINCT {key} FROM {frame.from_clause()} WHERE {test} ORDER BY 1")
        return [str(row[0]) for row in found]

    def _rows_where(self, rule: ResolvedRule, spell: Callable[[Frame], str], key: str) -> list[tuple[Any, ...]]:
        """Row id, unit, file and row of the records whose spelt key is `key`, in source order."""
        frame = Frame(self.world.plan, rule.table.id)
        test = f"{spell(frame)} = {quote_text(key)}"
        unit, name = frame.unit().text, frame.base.plain("_source_file")
        columns = [frame.base.row_id(), f"CAST({unit} AS VARCHAR)", name, frame.base.plain("_source_row")]
        return self.engine.rows(f"SELECT {', '.join(columns)} FROM {frame.from_clause()} WHERE {test} ORDER BY 1")

    def _with_required(self, rule: ResolvedRule) -> list[ResolvedRule]:
        """The rule and the rules of its own table that may block it, directly or through each other."""
        found, pending = [rule], [rule]
        while pending:
            for required in pending.pop().rule.requires:
                other = self.rules.get(required)
                if other is not None and other.table.id == rule.table.id and other not in found:
                    found.append(other)
                    pending.append(other)
        return found

    def _verdicts(
        self, rule: ResolvedRule, row_id: int, surroundings: Surroundings
    ) -> tuple[str, str, list[tuple[str, str]], str]:
        import duckdb

        try:
            verdict, reason, clauses = self._judged(rule, row_id, surroundings)
        except duckdb.Error as error:
            said = str(error).splitlines()[0]
            return "error", "", [("error", "")] * len(rule.clauses), said
        blocker = self._blocker_elsewhere(rule, row_id) if verdict != "out_of_scope" else None
        if blocker is not None:
            return "cannot_judge", f"blocked:{blocker}", clauses, ""
        return verdict, reason, clauses, ""

    def _judged(
        self, rule: ResolvedRule, row_id: int, surroundings: Surroundings
    ) -> tuple[str, str, list[tuple[str, str]]]:
        frame = Frame(self.world.plan, rule.table.id, only=f"row_id = {row_id}")
        verdicts = Verdicts(judge(frame, self._with_required(rule), surroundings, set()))
        judged = next(one for one in verdicts.judgement.rules if one.rule.id == rule.id)
        open_verdicts = Verdicts(verdicts.judgement, blocking=False)
        codes = [verdicts.code(judged), *(open_verdicts.code(judged, slot) for slot in judged.slots)]
        states = states_sql(verdicts.judgement)
        row = self.engine.rows(f"SELECT {', '.join(codes)} FROM ({states.sql})")[0]
        blockers = list(verdicts.blockers(judged))
        verdict, reason = verdict_of(row[0], blockers)
        return verdict, reason, [verdict_of(code, blockers) for code in row[1:]]

    def _blocker_elsewhere(self, rule: ResolvedRule, row_id: int) -> str | None:
        """The rule of a to-one table that is wrong on the row this record leads to."""
        for required in rule.rule.requires:
            other = self.rules.get(required)
            if other is None or other.table.id == rule.table.id:
                continue
            path = way(self.world.dictionary, rule.table.id, other.table.id)
            if path is None:
                continue
            frame = Frame(self.world.plan, rule.table.id, only=f"row_id = {row_id}")
            occurrence = frame.at(path)
            if occurrence.alias is None:
                continue
            found = self.engine.rows(f"SELECT {occurrence.row_id()} FROM {frame.from_clause()}")
            if found and found[0][0] is not None:
                surroundings = prepare(self.engine, self.world, self.as_of, self._with_required(other))
                if self._verdicts(other, found[0][0], surroundings)[0] == "wrong":
                    return required
        return None


def _data_days(rule: ResolvedRule) -> Iterator[tuple[str, Node]]:
    """Where the rule asks for the day of the record's data, or of a record it leads to: whose table, and the node."""
    for part in (part for node in nodes_of(rule) for part in walk(node)):
        relation = data_day_of(part)
        if relation is not None and relation.depth == 0:
            yield relation.path[-1].relation if relation.path else rule.table.rule_name, part


def _told(
    rule: ResolvedRule,
    position: int,
    outcome: tuple[str, str],
    parts: Parts,
    tree: Part | None,
    said: dict[str, int],
) -> ClauseExplanation:
    clause, says = rule.clauses[position], says_of(rule.rule, position)
    values = {words: parts.value(place) for words, place in said.items()}
    message = "".join(piece if isinstance(piece, str) else values[piece.text] for piece in clause.says)
    step = None if tree is None else parts.step(tree)
    english = says.en if says is not None and clause.english else ""
    return ClauseExplanation(clause.clause, *outcome, message, step, english, values)
