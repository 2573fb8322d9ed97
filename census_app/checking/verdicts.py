"""From state words to verdicts: requirements, errors, counts per rule, clause and unit."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from census_app.checking.engine import Engine
from census_app.checking.judge import OPEN, OUT, SLOTS_PER_WORD, WRONG, JudgedRule, Judgement, Slot
from census_app.checking.model import VerdictCounts
from census_app.checking.reasons import CODES, ORDER, Reason

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

    def blockers(self, judged: JudgedRule) -> dict[str, str]:
        """Required rule → SQL boolean: it is wrong, so this rule cannot judge."""
        here = {one.rule.id: one for one in self.judgement.rules}
        found = {}
        for required in judged.rule.rule.requires if self.blocking else ():
            bit = self.elsewhere.get((judged.rule.id, required))
            if bit is not None:
                word, place = divmod(bit, 2 * SLOTS_PER_WORD)
                found[required] = f"((b{word} >> {place}) & 1) = 1"
            elif required in here and required != judged.rule.id:
                found[required] = f"({self.code(here[required])}) = {WRONG}"
        return found

    def code(self, judged: JudgedRule, slot: Slot | None = None) -> str:
        """SQL of the verdict as a number: a state, ERROR, FIRST_REASON + reason, or FIRST_BLOCKER + position."""
        out = f"{judged.slots[0].state} = {OUT}"
        branches = [f"WHEN {out} THEN {OUT}"] if judged.scope.text != "TRUE" else []
        branches += [
            f"WHEN {test} THEN {FIRST_BLOCKER + position}"
            for position, test in enumerate(self.blockers(judged).values())
        ]
        if judged.error_index is not None:
            word, place = divmod(judged.error_index, 2 * SLOTS_PER_WORD)
            branches.append(f"WHEN ((x{word} >> {place}) & 1) = 1 THEN {ERROR}")
        slots = judged.slots if slot is None else [slot]
        branches.append(f"WHEN {' OR '.join(one.is_wrong for one in slots)} THEN {WRONG}")
        waiting = self.unlinked(judged) if slot is None else {}
        for one in slots:
            if one.wrong.nullable or judged.guarded:
                only = f" AND {one.reason} <> {_NOT_LINKED}" if one.index in waiting else ""
                branches.append(f"WHEN {one.state} = {OPEN}{only} THEN {FIRST_REASON} + {one.reason}")
        if waiting and len(waiting) == len(slots):
            branches.append(f"WHEN {' AND '.join(waiting.values())} THEN {FIRST_REASON + _NOT_LINKED}")
        return f"CASE {' '.join(branches)} ELSE 0 END"

    def unlinked(self, judged: JudgedRule) -> dict[int, str]:
        """Slot index → SQL boolean: the clause is open because the record was not compared.

        Such a clause does not keep the rule's other clauses from judging the record: what was never compared was
        never part of the check. Only where nothing else is judged has the rule no verdict.
        """
        if len(judged.slots) == 1:
            return {}
        return {
            one.index: f"({one.state} = {OPEN} AND {one.reason} = {_NOT_LINKED})"
            for one in judged.slots
            if any(cause.reason is Reason.NOT_LINKED for cause in one.wrong.causes)
        }

    def suppressed(self, judged: JudgedRule) -> str | None:
        """SQL boolean: the rule's findings do not count on a row; None when that never happens."""
        tests = list(self.blockers(judged).values())
        if judged.error_index is not None:
            word, place = divmod(judged.error_index, 2 * SLOTS_PER_WORD)
            tests.append(f"((x{word} >> {place}) & 1) = 1")
        return " OR ".join(tests) if tests else None


@dataclass
class Counter:
    """Counts of all scans, by (rule, clause, unit)."""

    cells: dict[tuple[str, str, str], VerdictCounts] = field(default_factory=lambda: defaultdict(VerdictCounts))

    def add(self, engine: Engine, verdicts: Verdicts, table: str, state_columns: tuple[str, ...]) -> None:
        """Count one materialised scan."""
        entries: list[tuple[JudgedRule, str]] = []
        codes: list[str] = []
        for judged in verdicts.judgement.rules:
            entries.append((judged, ""))
            codes.append(verdicts.code(judged))
            for slot in judged.slots:
                if slot.clause.clause:
                    entries.append((judged, slot.clause.clause))
                    codes.append(verdicts.code(judged, slot) if len(judged.slots) > 1 else codes[-1])
        columns = ", ".join(state_columns)
        listed = ", ".join(f"CAST({code} AS SMALLINT)" for code in codes)
        rows = engine.rows(
            f"SELECT unit, place, code, CAST(sum(n) AS BIGINT) FROM ("
            f"SELECT unit, n, unnest(range({len(codes)})) AS place, unnest([{listed}]) AS code FROM ("
            f"SELECT unit, {columns}, count(*) AS n FROM {table} GROUP BY ALL)) GROUP BY ALL"
        )
        blockers = [list(verdicts.blockers(judged)) for judged, _ in entries]
        for unit, place, code, number in rows:
            judged, clause = entries[place]
            _count(self.cells[judged.rule.id, clause, unit or ""], code, number, blockers[place])

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
