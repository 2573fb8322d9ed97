"""What a rule's clauses say, with the values of the rule's own worked examples."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from census_app.checking.cases.run import case_tables
from census_app.checking.cases.world import CaseSource, CellMarks
from census_app.checking.compiling.frame import Frame
from census_app.checking.engine import Engine, open_engine
from census_app.checking.judge import judge
from census_app.checking.model import EngineLimits
from census_app.checking.scan import scan_sql
from census_app.checking.show import FIELD_END, RECORD_END
from census_app.checking.surroundings import prepare
from census_app.checking.world import World
from census_app.dictionary.model import Dictionary
from census_app.foundation.jobs import JobContext, silent
from census_app.rulebook.cases import ResolvedCase, resolve_baseline, resolve_cases
from census_app.rulebook.model import Text, Verdict
from census_app.rulebook.resolved import ResolvedPack, ResolvedRule

if TYPE_CHECKING:
    from census_app.rulebook.functions.entry import Surroundings

_RULES_AT_ONCE = 8
_LIMITS = EngineLimits(threads=1, memory="1GB", seconds=120.0)
_MESSAGE = 3
_TURN = "\x1d"
"""Between the languages of a message: where several clauses fire, their messages follow each other."""

Wanted = tuple[str, str]


def case_messages(
    pack: ResolvedPack, dictionary: Dictionary, context: JobContext | None = None
) -> dict[tuple[str, str], Text]:
    """(rule id, clause) → the message of the first `wrong` case that fires this clause alone, else of the first at all.

    In both languages where the pack has them. Clauses without such a case are missing. Personal values are masked as in
    findings.
    """
    baseline = resolve_baseline(pack.pack, dictionary)
    rules = {rule.id: _in_both_languages(rule) for rule in pack.rules}
    chosen = {
        (rule.id, clause.clause): case
        for rule in pack.rules
        for clause in rule.clauses
        if (case := _example(clause.clause, resolve_cases(rule, baseline, dictionary))) is not None
    }
    day = date.fromisoformat(pack.pack.manifest.effective_from)
    messages: dict[Wanted, Text] = {}
    with open_engine(_LIMITS, context or silent(), []) as engine:
        for batch in _batches(chosen, rules):
            messages |= _said(engine, dictionary, rules, {wanted: chosen[wanted] for wanted in batch}, day)
    return messages


def _example(clause: str, cases: Iterable[ResolvedCase]) -> ResolvedCase | None:
    wrong = [case for case in cases if case.expect is Verdict.WRONG]
    alone = [case for case in wrong if case.clauses == (clause,)]
    fitting = alone or [case for case in wrong if clause in case.clauses or not case.clauses]
    return fitting[0] if fitting else None


def _batches(chosen: Mapping[Wanted, ResolvedCase], rules: Mapping[str, ResolvedRule]) -> list[list[Wanted]]:
    """Cases that fit into one database: alike in what is fixed when rules are compiled.

    Where a rule speaks of several accused records together, two of its cases would tell of each other's.
    """
    batches: dict[tuple[Any, ...], list[Wanted]] = {}
    seen: dict[str, int] = {}
    for wanted, case in chosen.items():
        rule = rules[case.rule_id]
        turn = seen[case.rule_id] = seen.get(case.rule_id, -1) + 1
        turn = turn if rule.summary or rule.unique else 0
        own = rule.table.id
        absent = tuple(one for one in case.absent if one[1] is None or one[0] != own)
        replaced = (case.rule_id, str(sorted(case.parameters.items()))) if case.parameters else None
        batches.setdefault((turn, case.as_of, absent, replaced), []).append(wanted)
    return list(batches.values())


def _said(
    engine: Engine,
    dictionary: Dictionary,
    rules: Mapping[str, ResolvedRule],
    chosen: Mapping[Wanted, ResolvedCase],
    day: date,
) -> dict[Wanted, Text]:
    cases = list(chosen.values())
    shared = {case.rule_id: _with_parameters(rules[case.rule_id], case) for case in cases}
    tables = {rule_id: case_tables(rule, dictionary) for rule_id, rule in shared.items()}
    accused = {rule_id: rule.table.id for rule_id, rule in shared.items()}
    source = CaseSource(engine, dictionary, CellMarks(dictionary), cases, tables, accused)
    world = World.of_source(engine, source, dictionary, shared.values(), links=source.links())
    surroundings = prepare(engine, world, cases[0].as_of or day, shared.values())
    said: dict[Wanted, Text] = {}
    for table in sorted(set(accused.values())):
        here = [rule for rule in shared.values() if rule.table.id == table]
        numbers = {rule.id: number for number, rule in enumerate(here)}
        told: dict[int, str] = {}
        for start in range(0, len(here), _RULES_AT_ONCE):
            few = here[start : start + _RULES_AT_ONCE]
            for row, evidence in _told(engine, world, table, few, surroundings, numbers):
                told[row] = told.get(row, "") + evidence
        for position, wanted in enumerate(chosen):
            if accused[wanted[0]] == table:
                message = _message_of(told.get(source.accused[position], ""), numbers[wanted[0]])
                said |= {wanted: message} if message else {}
    return said


def _told(
    engine: Engine,
    world: World,
    table: str,
    rules: Sequence[ResolvedRule],
    surroundings: Surroundings,
    numbers: dict[str, int],
) -> list[tuple[int, str]]:
    """Row ids of a table's rows that the rules accuse, each with its evidence."""
    scan = scan_sql(judge(Frame(world.plan, table), rules, surroundings, set()), numbers, [])
    engine.run(f"CREATE OR REPLACE TEMP TABLE scanned_cases AS {scan.sql}")
    engine.run(f"CREATE OR REPLACE TEMP TABLE failing_cases AS {scan.failing('scanned_cases')}")
    fired = scan.fired(engine, "failing_cases")
    if not fired:
        return []
    return [
        (row, evidence)
        for row, evidence in engine.rows(f"SELECT row_id, evidence FROM ({scan.told('failing_cases', fired)})")
    ]


def _with_parameters(rule: ResolvedRule, case: ResolvedCase) -> ResolvedRule:
    return replace(rule, parameters={**rule.parameters, **case.parameters})


def _in_both_languages(rule: ResolvedRule) -> ResolvedRule:
    """The rule whose messages say the Chinese and the English in one, so that both cost one scan."""
    clauses = (replace(one, says=(*one.says, _TURN, *one.english, _TURN)) for one in rule.clauses)
    return replace(rule, clauses=tuple(clauses))


def _message_of(evidence: str, number: int) -> Text | None:
    """The message of the rule with this number in a row's evidence; None when it is not in it."""
    for record in evidence.split(RECORD_END)[1:]:
        fields = record.split(FIELD_END)
        if fields[0] == str(number):
            told = fields[_MESSAGE].split(_TURN)
            return Text(zh="".join(told[::2]), en="; ".join(filter(None, told[1::2])))
    return None
