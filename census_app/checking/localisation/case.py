"""What is known of the failing records before any value is tried: accused cells, their trust, values to try."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from census_app.archive.columns import quote_text
from census_app.archive.snapshot import Snapshot
from census_app.checking.compiling.frame import Frame
from census_app.checking.compiling.keys import record_key_sql
from census_app.checking.compiling.tree import over_links
from census_app.checking.localisation.cover import Cover, lightest_covers
from census_app.checking.localisation.elements import Accusation, CellFacts, Cells, Element, cell_facts
from census_app.checking.localisation.model import LocatedProblem
from census_app.checking.localisation.trust import Trust, trust_of, trust_settings
from census_app.checking.localisation.values import Suggestions
from census_app.checking.rehearsal.near import NearSource
from census_app.checking.rehearsal.reach import around
from census_app.checking.rehearsal.rehearse import near_rows
from census_app.checking.rehearsal.worlds import Worlds
from census_app.checking.world import World
from census_app.rulebook.resolved import ResolvedRule

Target = tuple[str, int]


@dataclass(frozen=True)
class KnownProblem:
    """A problem to explain: rule, fired clauses (ids; empty for rules without), record."""

    rule_id: str
    clauses: tuple[str, ...]
    table: str
    record_key: str
    message: str


@dataclass
class Case:
    """The accusations and everything about the cells in them; `aside` are the problems that say nothing of cells.

    A cell that no rule names costs more than one that some rule does.
    """

    accusations: list[Accusation] = field(default_factory=list)
    aside: list[LocatedProblem] = field(default_factory=list)
    facts: dict[Element, CellFacts] = field(default_factory=dict)
    trust: dict[Element, Trust] = field(default_factory=dict)
    options: dict[Element, list[str]] = field(default_factory=dict)
    keys: dict[tuple[str, int], str] = field(default_factory=dict)
    covers: list[Cover[Element]] = field(default_factory=list)
    complete: bool = True

    @property
    def targets(self) -> frozenset[Target]:
        """The problems as (rule, row)."""
        return frozenset((one.rule.id, one.row_id) for one in self.accusations)

    def weights(self) -> dict[Element, float]:
        """The cost of every cell."""
        return {element: trust.weight for element, trust in self.trust.items()}

    def weigh(
        self,
        worlds: Worlds,
        cells: Cells,
        snapshot: Snapshot,
        elements: Iterable[Element],
        measured: Collection[tuple[str, str, str]],
        accusations: Sequence[Accusation],
    ) -> None:
        """Facts, key and trust of the cells are known."""
        listed = [element for element in dict.fromkeys(elements) if element not in self.trust]
        self.facts |= cell_facts(worlds, listed)
        for table_id in sorted({element.table for element in listed}):
            table = worlds.dictionary.tables[table_id]
            rows = {element.row_id for element in listed if element.table == table_id}
            self.keys |= {(table_id, row): key for row, key in cells.keys(table, rows).items()}
        named = {element for one in accusations for element in one.accused}
        for element in listed:
            table, facts = worlds.dictionary.tables[element.table], self.facts[element]
            key = self.keys[element.table, element.row_id]
            if element.missing:
                self.trust[element] = Trust(trust_settings().missing_record, ())
                continue
            self.trust[element] = trust_of(
                table,
                table.field(element.field),
                snapshot.coverage(table.id),
                cell=facts.defect,
                verified=facts.verified,
                measured=(table.id, key, element.field) in measured,
                named=element in named,
            )


def open_case(
    worlds: Worlds,
    rules: Sequence[ResolvedRule],
    problems: Sequence[KnownProblem],
    as_of: date,
    measured: Collection[tuple[str, str, str]],
) -> Case:
    """The accusations of the problems, the lightest covers of them, and values to try in the suspected cells."""
    case, cells, snapshot = Case(), Cells(worlds), worlds.wide.snapshot
    by_id = {rule.id: rule for rule in rules}
    for problem in problems:
        _accuse(worlds, cells, case, problem, by_id.get(problem.rule_id))
    elements = [element for one in case.accusations for element in sorted(one.elements, key=repr)]
    case.weigh(worlds, cells, snapshot, elements, measured, case.accusations)
    if case.accusations:
        sets = list(dict.fromkeys(one.elements for one in case.accusations))
        covers = lightest_covers(sets, case.weights(), trust_settings().most_covers)
        case.covers, case.complete = list(covers.found), covers.proved
        case.options = _options(worlds, cells, case, by_id, as_of)
    return case


def _accuse(worlds: Worlds, cells: Cells, case: Case, problem: KnownProblem, rule: ResolvedRule | None) -> None:
    if rule is None or rule.summary is not None or rule.table.periods is not None:
        note = "规则不在生效的规则包里" if rule is None else "汇总类问题，不指向一条记录"
        case.aside.append(_aside(problem, rule, note))
        return
    rows = _rows_of_key(worlds, rule, problem.record_key)
    if not rows:
        case.aside.append(_aside(problem, rule, "最新数据里没有这条记录"))
        return
    by_link = [one.clause for one in rule.clauses if over_links(one.when, worlds.dictionary)]
    for clause in problem.clauses or ("",):
        if clause in by_link:
            case.aside.append(_aside(problem, rule, "由比对结果报的，改正后要重新比对才知道"))
            continue
        accused = cells.accused(rule, clause, rows[0])
        elements = accused | cells.read(rule, clause, rows[0])
        if elements:
            accusation = Accusation(rule, clause, rows[0], problem.record_key, problem.message, elements, accused)
            case.accusations.append(accusation)
        else:
            case.aside.append(_aside(problem, rule, "没有指到某条记录的字段"))


def _options(
    worlds: Worlds, cells: Cells, case: Case, rules: dict[str, ResolvedRule], as_of: date
) -> dict[Element, list[str]]:
    judged: dict[str, frozenset[int]] = {}
    for one in case.accusations:
        judged[one.rule.id] = judged.get(one.rule.id, frozenset()) | {one.row_id}
    reached = around(worlds, judged, [rules[rule_id] for rule_id in sorted(judged)], as_of)
    source = NearSource(near_rows(worlds, reached), 0)
    world = World.of_source(worlds.engine, source, worlds.dictionary, reached.rules, worlds.last_month)
    suspects = sorted({element for cover in case.covers for element in cover.elements}, key=repr)
    found = Suggestions(worlds, cells, case.facts, worlds.wide.snapshot.manifest.data_date)
    found.compared(case.accusations, world, reached.surroundings)
    found.common(suspects)
    return {element: found.of(element) for element in suspects}


def _rows_of_key(worlds: Worlds, rule: ResolvedRule, key: str) -> list[int]:
    world = World.of_source(worlds.engine, worlds.wide, worlds.dictionary, (), worlds.last_month)
    frame = Frame(world.plan, rule.table.id)
    spelt, row_id = record_key_sql(frame), frame.base.row_id()
    source = f"SELECT {spelt} AS spelt, {row_id} AS row_id FROM {frame.from_clause()}"
    rows = worlds.engine.rows(f"SELECT row_id FROM ({source}) WHERE spelt = {quote_text(key)} ORDER BY 1")
    return [row[0] for row in rows]


def _aside(problem: KnownProblem, rule: ResolvedRule | None, note: str) -> LocatedProblem:
    title = "" if rule is None else rule.rule.short or rule.rule.title.zh
    return LocatedProblem(problem.rule_id, title, problem.table, problem.record_key, problem.message, (), note)
