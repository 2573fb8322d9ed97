"""Fields and relations as variables: known, really empty, or neither (masked, unreadable, not imported)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from census_app.dictionary.model import FieldEntry, FieldType
from census_app.rulebook.expression import FieldNode, Hop, Node, RelationNode, ValueType
from census_app.rulebook.language.meaning import value_type
from census_app.rulebook.lint.canonical import canonical, way
from census_app.rulebook.lint.parts import closed_labels
from census_app.rulebook.lint.solver.logic import Formula, Truth
from census_app.rulebook.lint.solver.world import Variable, World

# Decimals no stored number has more of.
_MOST_DECIMALS = 9


def field_variable(world: World, node: FieldNode) -> Variable:
    """The variable of a field; a known value of a closed code list is one of its labels."""
    key = canonical(node, {})
    return world.variable(key, lambda: _field(world, node, key))


def emptiness(world: World, node: FieldNode) -> Truth:
    """`为空(字段)`: known values are not empty, empty ones not known."""
    key = f"(empty {canonical(node, {})})"
    return _truth(world.variable(key, lambda: _empty(world, node, key)))


def masked(world: World, node: FieldNode) -> Truth:
    """`是掩码(字段)`: there is a value, and it is not known."""
    key = f"(masked {canonical(node, {})})"
    return _truth(world.variable(key, lambda: _masked(world, node, key)))


def absence(world: World, node: RelationNode) -> Truth:
    """`关系 is null`: no code, or a code that leads nowhere."""
    return _truth(_relation(world, node, "absent"))


def dangling(world: World, node: RelationNode) -> Truth:
    """`悬空(关系)`: a code that leads nowhere."""
    return _truth(_relation(world, node, "dangling"))


def labels_of(world: World, node: Node) -> tuple[str, ...]:
    """All labels a known value of a coded field may have; empty when it may be anything."""
    return closed_labels(world.dictionary, node)


def _field(world: World, node: FieldNode, key: str) -> Variable:
    entry = _entry(world, node)
    name = _named(node.path, entry.rule_name)
    if node.type is ValueType.BOOLEAN:
        return Variable(name, "field", truth=world.truth(key), place=way(node.path))
    value = world.value(key, node.type, decimals_of(world, node))
    labels = labels_of(world, node)
    facts = [world.logic.any_of((world.logic.no(value.known), world.is_one_of(value, labels)))] if labels else []
    return Variable(name, "field", value=value, facts=facts, place=way(node.path))


def _empty(world: World, node: FieldNode, key: str) -> Variable:
    field = field_variable(world, node)
    truth = world.truth(key)
    known = _known(field, world)
    facts = [world.logic.any_of((world.logic.no(known), truth.no))]
    return Variable(field.name, "empty", truth=truth, facts=facts, place=way(node.path))


def _masked(world: World, node: FieldNode, key: str) -> Variable:
    field, empty, logic = field_variable(world, node), emptiness(world, node), world.logic
    truth = world.truth(key)
    facts = [
        logic.any_of((logic.no(truth.yes), logic.all_of((logic.no(_known(field, world)), empty.no)))),
        logic.any_of((logic.no(truth.no), empty.yes, empty.no)),
    ]
    return Variable(f"是掩码({field.name})", "masked", truth=truth, facts=facts, place=way(node.path))


def _relation(world: World, node: RelationNode, role: str) -> Variable:
    key = f"({role} {canonical(node, {})})"
    return world.variable(key, lambda: _made_relation(world, node, role, key))


def _made_relation(world: World, node: RelationNode, role: str, key: str) -> Variable:
    truth, logic = world.truth(key), world.logic
    name = _named(node.path[:-1], node.path[-1].relation)
    if role == "absent":
        return Variable(f"{name} is null", role, truth=truth, place=way(node.path))
    absent = absence(world, node)
    locals_known, local_empty = [], []
    for here in _local_fields(world, node):
        locals_known.append(_known(field_variable(world, here), world))
        local_empty.append(emptiness(world, here).yes)
    facts = [
        logic.any_of((logic.no(truth.yes), logic.all_of((absent.yes, *locals_known)))),
        logic.any_of((logic.no(truth.no), absent.no, *local_empty)),
        logic.any_of((logic.no(absent.yes), truth.yes, *local_empty)),
    ]
    return Variable(f"悬空({name})", role, truth=truth, facts=facts, place=way(node.path))


def _local_fields(world: World, node: RelationNode) -> list[FieldNode]:
    hop = node.path[-1]
    table = world.dictionary.table(hop.table)
    relation = next(one for one in table.relations if one.name == hop.relation)
    return [
        FieldNode(value_type(table.field(here)), node.span, hop.table, here, node.path[:-1], node.depth)
        for here, _ in relation.fields
    ]


def _known(variable: Variable, world: World) -> Formula:
    if variable.value is not None:
        return variable.value.known
    truth = _truth(variable)
    return world.logic.any_of((truth.yes, truth.no))


def _truth(variable: Variable) -> Truth:
    assert variable.truth is not None
    return variable.truth


def _entry(world: World, node: FieldNode) -> FieldEntry:
    return world.dictionary.table(node.table).field(node.field)


def _named(path: tuple[Hop, ...], name: str) -> str:
    return ".".join((*(hop.relation for hop in path), name))


def decimals_of(world: World, node: FieldNode) -> int | None:
    """Decimals a stored number has at most; None for floating point."""
    entry = _entry(world, node)
    if entry.type is FieldType.COORDINATE:
        return None
    if entry.type is FieldType.NUMBER:
        return _MOST_DECIMALS if entry.scale is None else entry.scale
    return 0


def between(world: World, keys: Iterable[str]) -> Iterator[Formula]:
    """Facts that relate a relation to the fields beyond it: where there is no row, nothing is known of it."""
    logic = world.logic
    found = [world.variables[key] for key in sorted(keys)]
    absent = [one for one in found if one.role == "absent"]
    for relation in absent:
        for beyond in found:
            if beyond.role in {"field", "empty", "masked"} and beyond.place.startswith(relation.place):
                yield logic.any_of((logic.no(_truth(relation).yes), logic.no(_known(beyond, world))))
