"""The worked examples of rules, run through the same compiler as real data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from census_app.checking.cases.world import CaseSource, CellMarks
from census_app.checking.compiling.frame import Frame
from census_app.checking.engine import Engine, open_engine
from census_app.checking.judge import JudgedRule, judge
from census_app.checking.model import EngineLimits
from census_app.checking.scan import states_sql
from census_app.checking.surroundings import prepare
from census_app.checking.verdicts import Verdicts, verdict_of
from census_app.checking.world import World
from census_app.dictionary.model import Dictionary
from census_app.foundation.errors import BadInput
from census_app.foundation.jobs import JobContext, silent
from census_app.rulebook.cases import ResolvedCase, refuse_cases, resolve_baseline, resolve_cases
from census_app.rulebook.model import Verdict
from census_app.rulebook.resolved import ResolvedPack, ResolvedRule

_LIMITS = EngineLimits(threads=1, memory="1GB", seconds=120.0)


@dataclass(frozen=True)
class CaseOutcome:
    """What a case should give and gave; `said` is the engine's error or the reason of *cannot judge*.

    `place` is where the case stands in the pack.
    """

    rule_id: str
    case: str
    expect: Verdict
    clauses: tuple[str, ...]
    got: Verdict
    fired: tuple[str, ...]
    said: str = ""
    place: str = ""

    @property
    def passed(self) -> bool:
        """The verdict is the expected one and, when clauses are named, exactly those fired."""
        return self.got is self.expect and (not self.clauses or set(self.clauses) == set(self.fired))

    def as_json(self) -> dict[str, Any]:
        """For the command line."""
        return {
            "rule": self.rule_id,
            "case": self.case,
            "expect": self.expect.value,
            "clauses": list(self.clauses),
            "got": self.got.value,
            "fired": list(self.fired),
            "said": self.said,
            "place": self.place,
            "passed": self.passed,
        }

    def __str__(self) -> str:
        wanted = _named(self.expect, self.clauses)
        got = _named(self.got, self.fired)
        reason = f"（{self.said}）" if self.said else ""
        place = f"{self.place} " if self.place else ""
        return f"{place}{self.rule_id} 例“{self.case}”：应为{wanted}，得到{got}{reason}"


def run_cases(
    pack: ResolvedPack,
    dictionary: Dictionary,
    rules: Iterable[str] | None = None,
    context: JobContext | None = None,
) -> list[CaseOutcome]:
    """The outcome of every case of the chosen rules (all by default), in the order of rules and cases.

    Cases that do not say a day are judged on the pack's first day in force. Cases run side by side in one small
    database; one that does not give what it should is run again alone, and that outcome counts. `requires` does not
    block here: a case is about its own rule. Cases that do not fit the dictionary raise one `BadInput` that tells all.
    """
    wanted = set(rules) if rules is not None else {rule.id for rule in pack.rules}
    baseline = resolve_baseline(pack.pack, dictionary)
    listed = [rule for rule in pack.rules if rule.id in wanted]
    cases: list[ResolvedCase] = []
    faults: list[BadInput] = []
    for rule in listed:
        try:
            cases += resolve_cases(rule, baseline, dictionary, pack.pack)
        except BadInput as error:
            faults.append(error)
    refuse_cases(faults)
    day = date.fromisoformat(pack.pack.manifest.effective_from)
    with open_engine(_LIMITS, context or silent(), []) as engine:
        runner = _Runner(engine, dictionary, {rule.id: rule for rule in listed}, day)
        return runner.run(cases)


class _Runner:
    def __init__(self, engine: Engine, dictionary: Dictionary, rules: dict[str, ResolvedRule], day: date) -> None:
        self.engine = engine
        self.dictionary = dictionary
        self.rules = rules
        self.day = day
        self.marks = CellMarks(dictionary)
        self.tables = {rule_id: case_tables(rule, dictionary) for rule_id, rule in rules.items()}

    def run(self, cases: Sequence[ResolvedCase]) -> list[CaseOutcome]:
        """Outcomes in the order of the cases."""
        batches: dict[Any, list[int]] = {}
        for position, case in enumerate(cases):
            batches.setdefault(self._batch(case), []).append(position)
        outcomes: dict[int, CaseOutcome] = {}
        for positions in batches.values():
            chosen = [cases[position] for position in positions]
            outcomes |= dict(zip(positions, self._together(chosen), strict=True))
        for position, case in enumerate(cases):
            if not outcomes[position].passed:
                outcomes[position] = self._together([case])[0]
        return [outcomes[position] for position in range(len(cases))]

    def _batch(self, case: ResolvedCase) -> tuple[Any, ...]:
        """Cases of one batch share everything that is fixed when rules are compiled."""
        own = self.rules[case.rule_id].table.id
        absent = tuple(one for one in case.absent if one[1] is None or one[0] != own)
        replaced = (case.rule_id, str(sorted(case.parameters.items()))) if case.parameters else None
        return case.as_of, absent, replaced

    def _together(self, cases: list[ResolvedCase]) -> list[CaseOutcome]:
        import duckdb

        try:
            return self._judged(cases)
        except duckdb.Error as error:
            if len(cases) == 1:
                said = str(error).splitlines()[0]
                return [self._outcome(cases[0], Verdict.ERROR, (), said)]
        middle = len(cases) // 2
        return [*self._together(cases[:middle]), *self._together(cases[middle:])]

    def _judged(self, cases: list[ResolvedCase]) -> list[CaseOutcome]:
        accused = {rule_id: rule.table.id for rule_id, rule in self.rules.items()}
        source = CaseSource(self.engine, self.dictionary, self.marks, cases, self.tables, accused)
        rules = {case.rule_id: self._rule(case) for case in cases}
        world = World.of_source(self.engine, source, self.dictionary, rules.values(), links=source.links())
        day = cases[0].as_of or self.day
        surroundings = prepare(self.engine, world, day, rules.values())
        by_table: dict[str, list[int]] = {}
        for position, case in enumerate(cases):
            by_table.setdefault(accused[case.rule_id], []).append(position)
        found: dict[int, CaseOutcome] = {}
        for table, positions in by_table.items():
            chosen = {cases[position].rule_id: rules[cases[position].rule_id] for position in positions}
            frame = Frame(world.plan, table)
            verdicts = Verdicts(judge(frame, chosen.values(), surroundings, set()), blocking=False)
            self.engine.run(f"CREATE OR REPLACE TEMP TABLE judged_cases AS {states_sql(verdicts.judgement).sql}")
            judged = {one.rule.id: one for one in verdicts.judgement.rules}
            for rule_id, one in judged.items():
                mine = [position for position in positions if cases[position].rule_id == rule_id]
                codes = self._codes(verdicts, one, [source.accused[position] for position in mine])
                for position in mine:
                    found[position] = self._read(cases[position], one, codes[source.accused[position]])
        return [found[position] for position in range(len(cases))]

    def _codes(self, verdicts: Verdicts, judged: JudgedRule, rows: list[int]) -> dict[int, tuple[int, ...]]:
        codes = [verdicts.code(judged), *(verdicts.code(judged, slot) for slot in judged.slots)]
        listed = ", ".join(str(row) for row in rows)
        found = self.engine.rows(f"SELECT row_id, {', '.join(codes)} FROM judged_cases WHERE row_id IN ({listed})")
        return {row[0]: row[1:] for row in found}

    def _read(self, case: ResolvedCase, judged: JudgedRule, codes: tuple[int, ...]) -> CaseOutcome:
        verdict, reason = verdict_of(codes[0], [])
        fired = tuple(
            slot.clause.clause
            for slot, code in zip(judged.slots, codes[1:], strict=True)
            if verdict_of(code, [])[0] == "wrong" and slot.clause.clause
        )
        return self._outcome(case, Verdict(verdict), fired, reason)

    def _outcome(self, case: ResolvedCase, got: Verdict, fired: tuple[str, ...], said: str) -> CaseOutcome:
        name = case.name or _named(case.expect, case.clauses)
        return CaseOutcome(case.rule_id, name, case.expect, case.clauses, got, fired, said, case.place)

    def _rule(self, case: ResolvedCase) -> ResolvedRule:
        rule = self.rules[case.rule_id]
        return replace(rule, parameters={**rule.parameters, **case.parameters}) if case.parameters else rule


def case_tables(rule: ResolvedRule, dictionary: Dictionary) -> dict[str, frozenset[str]]:
    """Tables whose rows the rule can see, with the fields it reads; those it only passes through have none."""
    read: dict[str, set[str]] = {name: set() for name in _SIDE_TABLES if name in dictionary.tables}
    read.setdefault(rule.table.id, set()).update(rule.table.key)
    for table, field_id in rule.inputs:
        read.setdefault(table, set()).add(field_id)
    for chain in rule.table.unit_path:
        stop = rule.table
        for name in chain[:-1]:
            relation = next(one for one in stop.relations if one.name == name)
            read.setdefault(stop.id, set()).update(here for here, _ in relation.fields)
            stop = dictionary.tables[relation.target]
            read.setdefault(stop.id, set()).update(there for _, there in relation.fields)
        read.setdefault(stop.id, set()).add(chain[-1])
    for table_id, fields in list(read.items()):
        entry = dictionary.tables[table_id]
        if entry.latest is not None:
            read.setdefault(entry.latest.source, set()).update(fields, entry.latest.fields)
        if entry.linked is not None:
            target = dictionary.tables[entry.linked.target]
            taken = {name for name in (*fields, *target.key) if target.has_field(name)}
            read.setdefault(target.id, set()).update(taken)
            read.setdefault(entry.linked.table, set()).update(dictionary.tables[entry.linked.table].key)
        if entry.periods is not None:
            read.setdefault(entry.periods.source, set()).update(fields, entry.periods.by, [entry.periods.period])
    return {table: frozenset(fields) for table, fields in read.items()}


_SIDE_TABLES = ("org_unit", "special_holiday", "code_value")
_NAMES = {
    Verdict.WRONG: "有错",
    Verdict.RIGHT: "正确",
    Verdict.OUT_OF_SCOPE: "不在范围",
    Verdict.CANNOT_JUDGE: "无法判断",
    Verdict.ERROR: "规则出错",
}


def _named(verdict: Verdict, clauses: tuple[str, ...]) -> str:
    return _NAMES[verdict] + (f"（{'、'.join(clauses)}）" if clauses else "")
