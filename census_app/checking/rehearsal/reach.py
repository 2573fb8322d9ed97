"""Which verdicts changes can touch, and which rows those verdicts are made from.

Proof that the kept rows are enough: a rule sees a record only through its trails. A verdict can change only when a
trail from the record meets a touched row, which walking the trails backwards from the touched rows finds; the rows a
verdict is made from are those that walking the trails forwards from the record finds. Both walks are made over all
worlds at once. Rows kept for another record's sake are rows of the snapshot too and take nothing away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from census_app.checking.compiling.compile import Compiler, Settings
from census_app.checking.compiling.frame import Frame, Place
from census_app.checking.compiling.tree import walk
from census_app.checking.rehearsal.superposed import superposed_world
from census_app.checking.rehearsal.trails import Trails, derived_by, trails_of
from census_app.checking.rehearsal.walking import rows_with, values_of
from census_app.checking.rehearsal.worlds import Worlds
from census_app.checking.requirements import with_required
from census_app.checking.stages import way
from census_app.checking.surroundings import prepare
from census_app.checking.world import World
from census_app.dictionary.model import RelationEntry
from census_app.rulebook.expression import AggregateNode, FieldNode, Hop, Node
from census_app.rulebook.functions.entry import Surroundings
from census_app.rulebook.resolved import ResolvedRule

Rows = frozenset[int]
_NONE: Rows = frozenset()
WHOLE_TABLES = ("org_unit", "special_holiday", "code_value")


@dataclass
class Reached:
    """`changed`: rule → rows whose verdict may differ between worlds; `rules`: those and what they require.

    `kept`: table → the rows all these verdicts are made from.
    """

    changed: dict[str, Rows]
    rules: list[ResolvedRule]
    trails: dict[str, Trails]
    kept: dict[str, set[int]]
    surroundings: Surroundings


@dataclass
class _Reach:
    worlds: Worlds
    rules: dict[str, ResolvedRule]
    as_of: date
    trails: dict[str, Trails] = field(default_factory=dict)
    _walked: dict[tuple[Hop, Rows, bool], Rows] = field(default_factory=dict)
    _wanted: dict[tuple[str, Place], set[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        dictionary = self.worlds.dictionary
        self.trails = {rule.id: trails_of(rule, dictionary) for rule in self.rules.values()}

    def touched(self, rule: ResolvedRule) -> Rows:
        """The rule's records from which a trail meets a touched row."""
        found: set[int] = set()
        for place, fields in self.trails[rule.id].items():
            table = place[-1].target if place else rule.table.id
            rows = self._touched_at(table, fields)
            if rows:
                found |= self._back(place, rows)
        return frozenset(found)

    def back(self, rule: ResolvedRule, other: ResolvedRule, rows: Rows) -> Rows:
        """The rule's records that lead to the rows of the required rule's table."""
        path = way(self.worlds.dictionary, rule.table.id, other.table.id)
        return self._back(path, rows) if path is not None else _NONE

    def forth(self, rule: ResolvedRule, other: ResolvedRule, rows: Rows) -> Rows:
        """The rows of the required rule's table to which the rule's records lead."""
        path = way(self.worlds.dictionary, rule.table.id, other.table.id)
        return self._forth(path, rows) if path is not None else _NONE

    def keep(self, rule: ResolvedRule, rows: Rows) -> None:
        """Everything the verdicts on these records are made from will be kept."""
        paths = {*self.trails[rule.id]}
        for required in rule.rule.requires:
            other = self.rules.get(required)
            path = way(self.worlds.dictionary, rule.table.id, other.table.id) if other is not None else None
            paths |= {path[: length + 1] for length in range(len(path))} if path else set()
        for place in paths:
            self._wanted.setdefault((rule.table.id, place), set()).update(rows)

    def kept(self) -> dict[str, set[int]]:
        """Table → the rows to keep. Rules that look along the same way are walked for together."""
        kept: dict[str, set[int]] = {}
        for (table, place), rows in sorted(self._wanted.items(), key=lambda one: len(one[0][1])):
            goal = place[-1].target if place else table
            kept.setdefault(self._origin(goal), set()).update(self._forth(place, frozenset(rows)))
        for whole in WHOLE_TABLES:
            kept.pop(whole, None)
        return kept

    def together(self, rule: ResolvedRule, rows: Rows, world: World, surroundings: Surroundings) -> Rows:
        """The rows and all that share the rule's grouping values with one of them, in any world."""
        by: Sequence[Node] = rule.unique
        if rule.group is not None:
            by = rule.group.by
        elif rule.summary is not None:
            by = rule.summary.by
        if not by or not rows:
            return rows
        if any(isinstance(part, AggregateNode) or self._derived(part) for node in by for part in walk(node)):
            return frozenset(
                row[0] for row in self.worlds.engine.rows(f"SELECT row_id FROM {self._rows(rule.table.id)}")
            )
        frame = Frame(world.plan, rule.table.id)
        compiler = Compiler(frame, Settings(rule.parameters, surroundings, guarded=True))
        texts = [f"TRY({compiler.compile(node).text}) AS by{place}" for place, node in enumerate(by)]
        names = ", ".join(f"by{place}" for place in range(len(by)))
        row_id = frame.base.row_id()
        found = self.worlds.engine.rows(
            f"WITH grouped AS (SELECT {row_id} AS row_id, {', '.join(texts)} FROM {frame.from_clause()}) "
            f"SELECT DISTINCT row_id FROM grouped WHERE ({names}) IN (SELECT ({names}) FROM grouped "
            f"WHERE row_id IN (SELECT unnest(CAST($1 AS BIGINT[]))))",
            [sorted(rows)],
        )
        return rows | {row[0] for row in found}

    def _derived(self, node: Node) -> bool:
        """Whether the node reads a derived table, whose rows cannot be told from the rows of all worlds at once."""
        tables = self.worlds.dictionary.tables
        return isinstance(node, FieldNode) and any(derived_by(tables[hop.target]) for hop in node.path)

    def _touched_at(self, table: str, fields: frozenset[str]) -> Rows:
        origin = self._origin(table)
        if origin not in self.worlds.touched:
            return _NONE
        entry = self.worlds.dictionary.tables[table]
        rows = frozenset(self.worlds.touched_rows(origin, fields | set(derived_by(entry))))
        return self._whole_subjects(table, rows)

    def _back(self, place: Place, rows: Rows) -> Rows:
        for hop in reversed(place):
            rows = self._step(hop, rows, forward=False)
        return rows

    def _forth(self, place: Place, rows: Rows) -> Rows:
        for hop in place:
            rows = self._step(hop, rows, forward=True)
        return rows

    def _step(self, hop: Hop, rows: Rows, forward: bool) -> Rows:
        """The rows one hop further, or the rows from which the hop leads to one of these."""
        if not rows:
            return _NONE
        key = (hop, rows, forward)
        if key not in self._walked:
            self._walked[key] = self._step_asked(hop, rows, forward)
        return self._walked[key]

    def _step_asked(self, hop: Hop, rows: Rows, forward: bool) -> Rows:
        table = self.worlds.dictionary.tables[hop.table]
        relation = next(entry for entry in table.relations if entry.name == hop.relation)
        ends = [(hop.table, 0), (hop.target, 1)]
        (start, near), (goal, far) = ends if forward else reversed(ends)
        fields = self._join_fields(hop, relation)
        if not fields:
            return _NONE
        values = values_of(self.worlds, self._origin(start), [pair[near] for pair in fields], rows)
        found = rows_with(self.worlds, self._origin(goal), [pair[far] for pair in fields], values)
        return self._whole_subjects(goal, found)

    def _join_fields(self, hop: Hop, relation: RelationEntry) -> list[tuple[str, str]]:
        here = self.worlds.wide.columns(self._origin(hop.table))
        there = self.worlds.wide.columns(self._origin(hop.target))
        if any(local not in here or remote not in there for local, remote in relation.fields):
            return []
        return list(relation.fields)

    def _whole_subjects(self, table: str, rows: Rows) -> Rows:
        """For a derived table: all source rows of the subjects of these rows."""
        entry = self.worlds.dictionary.tables[table]
        derivation = entry.latest or entry.periods
        if derivation is None or not rows:
            return rows
        values = values_of(self.worlds, derivation.source, derivation.by, rows)
        return rows | rows_with(self.worlds, derivation.source, derivation.by, values)

    def _rows(self, table: str) -> str:
        return self.worlds.superposed(self._origin(table))

    def _origin(self, table: str) -> str:
        entry = self.worlds.dictionary.tables[table]
        derivation = entry.latest or entry.periods
        return derivation.source if derivation is not None else table


def reach(worlds: Worlds, rules: Iterable[ResolvedRule], as_of: date) -> Reached:
    """What the worlds' changes can touch, of the given rules; rules about months of a series are left out."""
    by_id = {rule.id: rule for rule in rules if rule.table.periods is None}
    walker = _Reach(worlds, by_id, as_of)
    order = _required_first(by_id)
    direct = {rule_id: walker.touched(by_id[rule_id]) for rule_id in order}
    concerned = _requiring(by_id, {rule_id for rule_id, rows in direct.items() if rows})
    running = with_required([by_id[rule_id] for rule_id in order], concerned)
    whole = World.of_source(worlds.engine, worlds.wide, worlds.dictionary, running, worlds.last_month)
    surroundings = prepare(worlds.engine, whole, as_of, running)
    everywhere = superposed_world(worlds, running)
    changed: dict[str, Rows] = {}
    for rule in running:
        rows = direct[rule.id]
        for required in rule.rule.requires:
            if changed.get(required):
                other = by_id[required]
                same = other.table.id == rule.table.id
                rows |= changed[required] if same else walker.back(rule, other, changed[required])
        changed[rule.id] = walker.together(rule, rows, everywhere, surroundings)
    judged = dict(changed)
    for rule in reversed(running):
        rows = judged[rule.id]
        if judged[rule.id] is not changed[rule.id]:
            rows = walker.together(rule, rows, everywhere, surroundings)
        walker.keep(rule, rows)
        for required in rule.rule.requires:
            if required in judged:
                other = by_id[required]
                same = other.table.id == rule.table.id
                judged[required] = judged[required] | (rows if same else walker.forth(rule, other, rows))
    trails = {rule.id: walker.trails[rule.id] for rule in running}
    return Reached({rule: rows for rule, rows in changed.items() if rows}, running, trails, walker.kept(), surroundings)


def around(worlds: Worlds, judged: Mapping[str, Rows], rules: Iterable[ResolvedRule], as_of: date) -> Reached:
    """The rows from which the rules' values on the judged rows are made, blocking and groups left aside."""
    running = [rule for rule in rules if judged.get(rule.id)]
    walker = _Reach(worlds, {rule.id: rule for rule in running}, as_of)
    whole = World.of_source(worlds.engine, worlds.wide, worlds.dictionary, running, worlds.last_month)
    for rule in running:
        walker.keep(rule, judged[rule.id])
    return Reached(dict(judged), running, walker.trails, walker.kept(), prepare(worlds.engine, whole, as_of, running))


def _required_first(rules: dict[str, ResolvedRule]) -> list[str]:
    """Rule ids, each after the rules it requires; cycles are cut."""
    ordered: dict[str, None] = {}

    def put(rule_id: str, above: frozenset[str]) -> None:
        if rule_id in ordered or rule_id in above:
            return
        for required in rules[rule_id].rule.requires:
            if required in rules:
                put(required, above | {rule_id})
        ordered[rule_id] = None

    for rule_id in sorted(rules):
        put(rule_id, frozenset())
    return list(ordered)


def _requiring(rules: dict[str, ResolvedRule], found: set[str]) -> set[str]:
    """The rules and those that one of them may block, directly or through each other."""
    while True:
        more = {rule_id for rule_id, rule in rules.items() if set(rule.rule.requires) & found} - found
        if not more:
            return found
        found = found | more
