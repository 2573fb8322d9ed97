"""From state words to verdicts: requirements, errors, counts per rule, clause and unit."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from census_app.checking.engine import Engine
from census_app.checking.judge import OPEN, OUT, SLOTS_PER_WORD, WRONG, JudgedRule, Judgement, Slot
from census_app.checking.model import VerdictCounts
from census_app.checking.reasons import CODES, ORDER, Reason
from census_app.checking.state_tests import Bits, Branch, Choice, Every, Is, Some, Test

ERROR = 4
FIRST_REASON = 10
FIRST_BLOCKER = 100
_NOT_LINKED = CODES[Reason.NOT_LINKED]


@dataclass
class Verdicts:
    """The SQL of every verdict over the columns of one scan.

    `elsewhere`: (rule, required rule) → the bit of the b words that says the required rule of another table is wrong.
    """

    judgement: Judgement
    elsewhere: dict[tuple[str, str], int] = field(default_factory=dict)
    blocking: bool = True

    def blockers(self, judged: JudgedRule) -> dict[str, Test]:
        """Required rule → where it is wrong, so this rule cannot judge."""
        here = {one.rule.id: one for one in self.judgement.rules}
        found: dict[str, Test] = {}
        for required in judged.rule.rule.requires if self.blocking else ():
            bit = self.elsewhere.get((judged.rule.id, required))
            if bit is not None:
                found[required] = _bit("b", bit)
            elif required in here and required != judged.rule.id:
                found[required] = Is(self.choice(here[required]), WRONG)
        return found

    def code(self, judged: JudgedRule, slot: Slot | None = None) -> str:
        """SQL of the verdict as a number: a state, ERROR, FIRST_REASON + reason, or FIRST_BLOCKER + position."""
        return self.choice(judged, slot).sql

    def choice(self, judged: JudgedRule, slot: Slot | None = None) -> Choice:
        """The verdict as such a number."""
        out = Is(judged.slots[0].state, OUT)
        branches = [Branch(out, OUT)] if judged.scope.text != "TRUE" else []
        branches += [
            Branch(test, FIRST_BLOCKER + position) for position, test in enumerate(self.blockers(judged).values())
        ]
        if judged.error_index is not None:
            branches.append(Branch(_bit("x", judged.error_index), ERROR))
        slots = judged.slots if slot is None else [slot]
        branches.append(Branch(Some(tuple(Is(one.state, WRONG) for one in slots)), WRONG))
        waiting = self._unlinked(judged) if slot is None else {}
        for one in slots:
            if one.wrong.nullable or judged.guarded:
                unknown: Test = Is(one.state, OPEN)
                if one.index in waiting:
                    unknown = Every((unknown, Is(one.reason, _NOT_LINKED, other=True)))
                branches.append(Branch(unknown, FIRST_REASON, one.reason))
        if waiting and len(waiting) == len(slots):
            branches.append(Branch(Every(tuple(waiting.values())), FIRST_REASON + _NOT_LINKED))
        return Choice(tuple(branches))

    def unlinked(self, judged: JudgedRule) -> dict[int, str]:
        """Slot index → SQL boolean: the clause is open because the record was not compared.

        Such a clause does not keep the rule's other clauses from judging the record: what was never compared was
        never part of the check. Only where nothing else is judged has the rule no verdict.
        """
        return {index: test.sql for index, test in self._unlinked(judged).items()}

    def suppressed(self, judged: JudgedRule) -> str | None:
        """SQL boolean: the rule's findings do not count on a row; None when that never happens."""
        tests = list(self.blockers(judged).values())
        if judged.error_index is not None:
            tests.append(_bit("x", judged.error_index))
        return Some(tuple(tests)).sql if tests else None

    def _unlinked(self, judged: JudgedRule) -> dict[int, Test]:
        if len(judged.slots) == 1:
            return {}
        return {
            one.index: Every((Is(one.state, OPEN), Is(one.reason, _NOT_LINKED)))
            for one in judged.slots
            if any(cause.reason is Reason.NOT_LINKED for cause in one.wrong.causes)
        }


@dataclass
class Counter:
    """Counts of all scans, by (rule, clause, unit)."""

    cells: dict[tuple[str, str, str], VerdictCounts] = field(default_factory=lambda: defaultdict(VerdictCounts))

    def add(self, engine: Engine, verdicts: Verdicts, table: str, state_columns: tuple[str, ...]) -> None:
        """Count one materialised scan.

        Told of the rows that agree in everything at once, and in numbers: planning the SQL of a library's verdicts
        costs more than everything else about them, however many rows there are.
        """
        import numpy

        columns = engine.columns(f"SELECT unit, {', '.join(state_columns)}, count(*) AS n FROM {table} GROUP BY ALL")
        names = [name or "" for name in columns.pop("unit").tolist()]
        units = list(dict.fromkeys(names))
        number = {name: position for position, name in enumerate(units)}
        places = numpy.array([number[name] for name in names], numpy.int64)
        for judged, clause, choice in _entries(verdicts):
            blockers = list(verdicts.blockers(judged))
            keys = choice.of(columns) * len(units) + places
            for key, rows in enumerate(numpy.bincount(keys, columns["n"]).tolist()):
                if rows:
                    code, unit = divmod(key, len(units))
                    _count(self.cells[judged.rule.id, clause, units[unit]], code, int(rows), blockers)

    def totals(self, rules: Iterable[str]) -> dict[str, VerdictCounts]:
        """Counts per rule over all units; zeros for rules of tables without rows."""
        result = {rule: VerdictCounts() for rule in sorted(rules)}
        for (rule, clause, _), cell in sorted(self.cells.items()):
            if clause == "":
                total = result[rule]
                for name in ("wrong", "right", "out_of_scope", "cannot_judge", "error"):
                    setattr(total, name, getattr(total, name) + getattr(cell, name))
                for reason, number in cell.reasons.items():
                    total.reasons[reason] = total.reasons.get(reason, 0) + number
        return result

    def rows(self) -> list[tuple[str, str, str, int, int, int, int, int, str]]:
        """Rows of counts.parquet in their order."""
        return [
            (*key, cell.wrong, cell.right, cell.out_of_scope, cell.cannot_judge, cell.error, _reasons(cell))
            for key, cell in sorted(self.cells.items())
        ]


def _entries(verdicts: Verdicts) -> Iterator[tuple[JudgedRule, str, Choice]]:
    """Every rule and every clause that has a name, with its verdict."""
    for judged in verdicts.judgement.rules:
        whole = verdicts.choice(judged)
        yield judged, "", whole
        for slot in judged.slots:
            if slot.clause.clause:
                choice = verdicts.choice(judged, slot) if len(judged.slots) > 1 else whole
                yield judged, slot.clause.clause, choice


def _bit(columns: str, index: int) -> Test:
    """Where a bit of the words of that letter is set."""
    word, place = divmod(index, 2 * SLOTS_PER_WORD)
    return Is(Bits(f"{columns}{word}", place, 1), 1)


def verdict_of(code: int, blockers: list[str]) -> tuple[str, str]:
    """The verdict's name and, for *cannot judge*, its reason."""
    if code >= FIRST_BLOCKER:
        return "cannot_judge", f"blocked:{blockers[code - FIRST_BLOCKER]}"
    if code >= FIRST_REASON:
        return "cannot_judge", ORDER[code - FIRST_REASON].value
    return {0: "right", OUT: "out_of_scope", WRONG: "wrong", ERROR: "error"}[code], ""


def _count(cell: VerdictCounts, code: int, number: int, blockers: list[str]) -> None:
    verdict, reason = verdict_of(code, blockers)
    setattr(cell, verdict, getattr(cell, verdict) + number)
    if reason:
        cell.reasons[reason] = cell.reasons.get(reason, 0) + number


def _reasons(cell: VerdictCounts) -> str:
    return json.dumps(dict(sorted(cell.reasons.items())), ensure_ascii=False, separators=(",", ":"))
