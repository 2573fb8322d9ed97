"""Values a wrong cell might really have: what the failing clause compares it with, and what is common beside it.

Nothing personal is made up or taken from other people: such cells only get what the record's own data say elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from census_app.archive.columns import quote_name, scale_of
from census_app.archive.settings import load_settings
from census_app.archive.typed.cells import ReadingContext, cell_reader
from census_app.checking.compiling.compile import Compiler, Settings
from census_app.checking.compiling.frame import Frame
from census_app.checking.compiling.tree import depths, walk
from census_app.checking.localisation.elements import Accusation, CellFacts, Cells, Element
from census_app.checking.localisation.trust import trust_settings
from census_app.checking.rehearsal.worlds import Worlds
from census_app.checking.world import World
from census_app.dictionary.codes import CodeBook
from census_app.dictionary.model import FieldEntry, FieldType, PersonalData
from census_app.rulebook.expression import (
    Aggregate,
    AggregateNode,
    BetweenNode,
    BinaryNode,
    FieldNode,
    InNode,
    LiteralNode,
    Node,
    ParameterNode,
)
from census_app.rulebook.functions.entry import Surroundings
from census_app.rulebook.resolved import FieldRef, ResolvedRule

_COMPARING = ("=", "<>", "<", "<=", ">", ">=", "-")
_COMMON_TYPES = (FieldType.CODE, FieldType.BOOLEAN, FieldType.NUMBER, FieldType.INTEGER)
_STEPPED = (FieldType.NUMBER, FieldType.INTEGER, FieldType.DATE, FieldType.DATETIME)
_DAYS = (timedelta(days=-1), timedelta(days=1))


@dataclass
class Suggestions:
    """Collects typed texts per cell, best first: compared values, then common ones."""

    worlds: Worlds
    cells: Cells
    facts: dict[Element, CellFacts]
    data_date: date
    _found: dict[Element, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.codes = CodeBook(self.worlds.dictionary)
        self.context = ReadingContext(load_settings(), self.codes, self.data_date)

    def compared(self, accusations: Iterable[Accusation], world: World, surroundings: Surroundings) -> None:
        """What the clauses compare their accused cells with, as it stands in the world."""
        for one in accusations:
            self._swap(one)
            for element, value, stepped in _partners(self, one, world, surroundings):
                self._add(element, value)
                for other in _steps(self._entry(element), value) if stepped else ():
                    self._add(element, other)

    def common(self, elements: Iterable[Element]) -> None:
        """What is most common in the same column, and the labels of its code list."""
        for element in elements:
            if element.missing:
                continue
            entry = self._entry(element)
            if entry.personal is PersonalData.NONE and entry.type in _COMMON_TYPES and not entry.identifier:
                for value in (*self._most_common(element), *self._labels(entry)):
                    self._add(element, value)

    def of(self, element: Element) -> list[str]:
        """The texts for the cell, other than its own value, at most as many as the settings say."""
        return self._found.get(element, [])[: trust_settings().most_values]

    def _entry(self, element: Element) -> FieldEntry:
        return self.worlds.dictionary.tables[element.table].field(element.field)

    def _add(self, element: Element, value: object) -> None:
        """The value typed as an import would; what cannot be read, or is there already, is left out."""
        if value is None:
            return
        cell = cell_reader(self._entry(element), self.context)(_text(value))
        known = self._found.setdefault(element, [])
        own = self.facts[element].text if element in self.facts else None
        if cell.value is not None and not cell.mark and cell.value not in known and not _same(cell.value, own):
            known.append(cell.value)

    def _swap(self, accusation: Accusation) -> None:
        """Cells accused together may hold each other's truth: the metering point's transformer and the customer's."""
        for element in accusation.accused:
            entry = self._entry(element)
            for other in sorted(accusation.accused - {element}, key=repr):
                there = self._entry(other)
                if (entry.type, entry.code_list, entry.unit) == (there.type, there.code_list, there.unit):
                    facts = self.facts.get(other)
                    self._add(element, facts.text if facts is not None and not facts.defect else None)

    def _most_common(self, element: Element) -> list[str]:
        table = self.worlds.dictionary.tables[element.table]
        if element.field not in self.worlds.wide.columns(table.id):
            return []
        name = quote_name(element.field)
        source = self.worlds.wide.snapshot.table_sql(table, [element.field])
        rows = self.worlds.engine.rows(
            f"SELECT CAST({name} AS VARCHAR) FROM ({source}) WHERE {name} IS NOT NULL GROUP BY {name} "
            f"ORDER BY count(*) DESC, 1 LIMIT {trust_settings().common_values}"
        )
        return [row[0] for row in rows]

    def _labels(self, entry: FieldEntry) -> Sequence[str]:
        return self.codes.labels(entry.code_list) if entry.code_list else ()


def _partners(
    found: Suggestions, accusation: Accusation, world: World, surroundings: Surroundings
) -> Iterator[tuple[Element, Any, bool]]:
    """(cell, value it is compared with, whether the value just beside it may be meant)."""
    rule, row_id = accusation.rule, accusation.row_id
    tree = _clause_tree(rule, accusation.clause)
    pairs = [pair for node in walk(tree) for pair in _pairs(node)]
    asked: list[tuple[Element, Node, AggregateNode | None, bool]] = []
    for node, other, stepped in pairs:
        for element, total in _cells_of(found.cells, rule, row_id, node):
            if element in accusation.elements and _computable(other):
                asked.append((element, other, total, stepped))
    if not asked:
        return
    frame = Frame(world.plan, rule.table.id, only=f"row_id = {row_id}")
    compiler = Compiler(frame, Settings(rule.parameters, surroundings, guarded=True))
    texts = [f"TRY({compiler.compile(other).text})" for _, other, _, _ in asked]
    texts += [f"TRY({compiler.compile(total).text})" for _, _, total, _ in asked if total is not None]
    rows = world.engine.rows(f"SELECT {', '.join(texts)} FROM {frame.from_clause()}")
    if not rows:
        return
    sums = iter(rows[0][len(asked) :])
    for (element, _, total, stepped), value in zip(asked, rows[0], strict=False):
        whole = next(sums) if total is not None else None
        yield element, value if total is None else _rest(found.facts.get(element), value, whole), stepped
    yield from _listed(found, accusation, tree)


def _pairs(node: Node) -> Iterator[tuple[Node, Node, bool]]:
    """(side, what it is compared with, whether a value just beside may be meant)."""
    if isinstance(node, BinaryNode) and node.operator in _COMPARING:
        stepped = node.operator not in ("=", "<>", "-")
        yield node.left, node.right, stepped
        yield node.right, node.left, stepped
    elif isinstance(node, BetweenNode):
        for bound in (node.low, node.high):
            yield node.operand, bound, False
            yield bound, node.operand, True


def _cells_of(
    cells: Cells, rule: ResolvedRule, row_id: int, node: Node
) -> Iterator[tuple[Element, AggregateNode | None]]:
    """The cells a side consists of: a field, or the members of a sum (then with the sum itself)."""
    if isinstance(node, FieldNode) and node.depth == 0:
        yield from ((element, None) for element in _of(cells, rule, row_id, node))
    elif isinstance(node, AggregateNode) and node.function is Aggregate.SUM and node.path:
        value = node.value
        if isinstance(value, FieldNode) and value.depth == 1 and not value.path:
            member = FieldNode(value.type, value.span, value.table, value.field, node.path, 0)
            yield from ((element, node) for element in _of(cells, rule, row_id, member))


def _of(cells: Cells, rule: ResolvedRule, row_id: int, node: FieldNode) -> Iterable[Element]:
    table = cells.worlds.dictionary.tables[node.table]
    return cells.led_to(FieldRef(node.field, table, table.field(node.field), node.path), row_id)


def _listed(found: Suggestions, accusation: Accusation, tree: Node) -> Iterator[tuple[Element, Any, bool]]:
    """The options of `字段 in (…)` and `字段 in :列表`."""
    for node in walk(tree):
        if not isinstance(node, InNode):
            continue
        for element in accusation.elements & set(_operand(found.cells, accusation, node.operand)):
            for option in node.options:
                if isinstance(option, LiteralNode):
                    yield element, option.value, False
                elif isinstance(option, ParameterNode) and option.key is None:
                    value = accusation.rule.parameters[option.name].value
                    yield from ((element, one, False) for one in value or ())


def _operand(cells: Cells, accusation: Accusation, node: Node) -> Iterable[Element]:
    if isinstance(node, FieldNode) and node.depth == 0:
        return _of(cells, accusation.rule, accusation.row_id, node)
    return ()


def _computable(node: Node) -> bool:
    """Whether the side has a value of its own on the record: no group's fold, nothing of members."""
    folds = [part for part in walk(node) if isinstance(part, AggregateNode)]
    return depths(node) <= {0} and all(part.path for part in folds)


def _clause_tree(rule: ResolvedRule, clause: str) -> Node:
    return next((one.when for one in rule.clauses if one.clause == clause), rule.clauses[0].when)


def _rest(facts: CellFacts | None, wanted: Any, whole: Any) -> Any:
    """What a member must be so that the sum becomes the wanted one."""
    if facts is None or wanted is None or whole is None:
        return None
    return Decimal(str(wanted)) - Decimal(str(whole)) + Decimal(facts.text or "0")


def _steps(entry: FieldEntry, value: Any) -> list[Any]:
    """The values just beside."""
    if entry.type not in _STEPPED or value is None:
        return []
    if isinstance(value, date | datetime):
        return [value + step for step in _DAYS if value.min - value <= step <= value.max - value]
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        step = Decimal(1).scaleb(-scale_of(entry)) if entry.type is FieldType.NUMBER else Decimal(1)
        return [Decimal(value) - step, Decimal(value) + step]
    return []


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _same(value: str, own: str | None) -> bool:
    if own is None:
        return False
    try:
        return Decimal(value) == Decimal(own)
    except ArithmeticError:
        return value == own
