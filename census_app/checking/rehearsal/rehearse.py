"""A rehearsal: corrections tried out on a snapshot, every verdict they can touch judged before and after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from census_app.archive.snapshot import Snapshot
from census_app.checking.compiling.frame import Frame
from census_app.checking.engine import Engine, open_engine
from census_app.checking.model import EngineLimits
from census_app.checking.rehearsal.corrections import Correction, Refused, Resolved, Tried
from census_app.checking.rehearsal.near import NearRows
from census_app.checking.rehearsal.placing import place_corrections
from census_app.checking.rehearsal.reach import WHOLE_TABLES, Reached, reach
from census_app.checking.rehearsal.trails import fields_by_table
from census_app.checking.rehearsal.verdicts import Finding, Verdict, WorldVerdicts, judge_worlds, told_in
from census_app.checking.rehearsal.worlds import Worlds
from census_app.checking.world import World
from census_app.dictionary.model import Dictionary
from census_app.foundation.jobs import JobContext
from census_app.rulebook.resolved import ResolvedPack, ResolvedRule

BEFORE, AFTER = 0, 1
GONE = "gone"


@dataclass(frozen=True)
class Fate:
    """What becomes of one finding; `before` or `after` is None where the rule does not accuse the record.

    `verdict` is the verdict on the other side: after the corrections for a finding that vanishes (`gone` when the
    record does), before them for one that appears, `wrong` for one that stays.
    """

    rule: ResolvedRule
    before: Finding | None
    after: Finding | None
    verdict: Verdict

    @property
    def finding(self) -> Finding:
        """The finding as it stands, after the corrections where it is still there."""
        found = self.after or self.before
        assert found is not None
        return found


@dataclass
class Comparison:
    """Everything the corrections change, and what they leave on the records and customers they touch.

    `judged` are the rules whose verdicts were compared, `rows` how many rows that took; `lost`: rule → records that
    were judged right before and cannot be judged any more.
    """

    resolved: Resolved
    fates: list[Fate] = field(default_factory=list)
    customers: set[str] = field(default_factory=set)
    judged: list[str] = field(default_factory=list)
    rows: int = 0
    lost: dict[str, int] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def tried(self) -> list[Tried]:
        """The corrections that were tried out."""
        return self.resolved.tried

    @property
    def refused(self) -> list[Refused]:
        """The corrections that were not."""
        return self.resolved.refused


def rehearse_snapshot(
    snapshot: Snapshot,
    pack: ResolvedPack,
    dictionary: Dictionary,
    as_of: date,
    corrections: Sequence[Correction],
    limits: EngineLimits,
    context: JobContext,
) -> Comparison:
    """The verdicts that the corrections can touch, before and after them. Nothing is written anywhere.

    The result is what two whole checks would give, one of the snapshot and one of the corrected snapshot.
    """
    files = [snapshot.part_file(part) for parts in snapshot.manifest.parts.values() for part in parts]
    with open_engine(limits, context, files) as engine:
        context.progress(0, 4, "查找要更正的记录")
        world = World.of_snapshot(engine, snapshot, dictionary, ())
        resolved = place_corrections(world, corrections, snapshot.manifest.data_date)
        result = Comparison(resolved)
        if not resolved.changes.items:
            return result
        context.progress(1, 4, "查找受影响的记录")
        worlds = Worlds(engine, snapshot, dictionary, [resolved.changes])
        reached = reach(worlds, pack.rules, as_of)
        near = near_rows(worlds, reached)
        context.progress(2, 4, f"比较 {len(reached.rules)} 条规则")
        verdicts = judge_worlds(worlds, near, reached)
        context.progress(3, 4, "写出依据")
        result.customers = _customers(engine, world, resolved.tried)
        _compare(worlds, near, reached, verdicts, result)
        result.errors |= {
            rule.id: "按月推算的序列上的规则不能预演" for rule in pack.rules if rule.table.periods is not None
        }
    return result


def near_rows(worlds: Worlds, reached: Reached) -> NearRows:
    """The rows that the reached verdicts are made from; small tables everybody reads are kept whole."""
    needed = fields_by_table(((rule.table, reached.trails[rule.id]) for rule in reached.rules), worlds.dictionary)
    for rule in reached.rules:
        for table, name in rule.inputs:
            needed.setdefault(table, set()).add(name)
    for table in WHOLE_TABLES:
        needed.setdefault(table, set()).update(worlds.wide.columns(table))
    rows = {table: reached.kept.get(table, set()) for table in worlds.dictionary.tables if table not in WHOLE_TABLES}
    return NearRows(worlds, rows, needed)


def _compare(worlds: Worlds, near: NearRows, reached: Reached, verdicts: WorldVerdicts, result: Comparison) -> None:
    wrong = [verdicts.wrong(world) for world in (BEFORE, AFTER)]
    accusing = {rule for rule, _ in wrong[BEFORE] | wrong[AFTER]}
    told = [told_in(worlds, near, reached, world, accusing) for world in (BEFORE, AFTER)]
    rules = {rule.id: rule for rule in reached.rules}
    found = [
        {
            _identity(one, rules[one.rule_id]): one
            for one in told[world]
            if rules[one.rule_id].summary is not None or (one.rule_id, one.row_id) in wrong[world]
        }
        for world in (BEFORE, AFTER)
    ]
    touched = {(one.table.id, one.row_id) for one in result.tried}
    for identity in sorted({*found[BEFORE], *found[AFTER]}, key=str):
        before, after = found[BEFORE].get(identity), found[AFTER].get(identity)
        fate = Fate(rules[identity[0]], before, after, _other_side(before, after, verdicts))
        if before is None or after is None or before.clauses != after.clauses or _about(after, touched, result):
            result.fates.append(fate)
    result.judged = sorted(reached.changed)
    result.rows = sum(len(rows) for rows in reached.kept.values())
    result.errors = verdicts.errors
    result.lost = _lost(verdicts, wrong[BEFORE])


def _identity(finding: Finding, rule: ResolvedRule) -> tuple[str, str | int]:
    """A record keeps its row when its key is corrected; a summary is known by its group."""
    return finding.rule_id, finding.record_key if rule.summary is not None else finding.row_id


def _other_side(before: Finding | None, after: Finding | None, verdicts: WorldVerdicts) -> Verdict:
    if before is not None and after is not None:
        return Verdict("wrong")
    one, world = (before, AFTER) if before is not None else (after, BEFORE)
    assert one is not None
    found = verdicts.verdicts.get((world, one.rule_id, one.row_id), Verdict(GONE))
    # a summary whose first record is still wrong has moved to another group or fallen under its least number
    return Verdict("right") if found.verdict == "wrong" else found


def _about(finding: Finding, touched: set[tuple[str, int]], result: Comparison) -> bool:
    return (finding.table, finding.row_id) in touched or finding.customer in result.customers


def _lost(verdicts: WorldVerdicts, wrong: set[tuple[str, int]]) -> dict[str, int]:
    counted: Counter[str] = Counter()
    for (world, rule, row), verdict in verdicts.verdicts.items():
        if world == AFTER and verdict.verdict == "cannot_judge" and (rule, row) not in wrong:
            counted[rule] += verdicts.verdicts.get((BEFORE, rule, row), verdict).verdict == "right"
    return {rule: number for rule, number in sorted(counted.items()) if number}


def _customers(engine: Engine, world: World, tried: Iterable[Tried]) -> set[str]:
    """The customers of the corrected records."""
    found: set[str] = set()
    rows: dict[str, set[int]] = {}
    for one in tried:
        rows.setdefault(one.table.id, set()).add(one.row_id)
    for table, listed in rows.items():
        numbers = ", ".join(map(str, sorted(listed)))
        frame = Frame(world.plan, table, only=f"row_id IN ({numbers})")
        customer = frame.first_of(frame.table.customer_path).text
        found |= {row[0] for row in engine.rows(f"SELECT DISTINCT {customer} FROM {frame.from_clause()}") if row[0]}
    return found
