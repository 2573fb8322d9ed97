"""The trees of a rule, what they read, and how its parts are named."""

from __future__ import annotations

from census_app.rulebook.expression import FieldNode, Node
from census_app.rulebook.lookup import Vocabulary
from census_app.rulebook.model import Rule
from census_app.rulebook.resolved import Placeholder, ResolvedRule
from census_app.rulebook.walk import hops_of, walk

Path = tuple[str | int, ...]
Pairs = frozenset[tuple[str, str]]


def roots_of(rule: ResolvedRule) -> list[Node]:
    """Every tree of a rule."""
    roots = [rule.scope, *rule.unique, *(shown.node for shown in rule.shows)]
    for clause in rule.clauses:
        roots += [clause.when, *(part.node for part in clause.says if isinstance(part, Placeholder))]
    if rule.group is not None:
        roots += [*rule.group.by, rule.group.wrong]
    if rule.summary is not None:
        roots += rule.summary.by
    if rule.occurred is not None:
        roots.append(rule.occurred)
    roots += [parameter.at for parameter in rule.parameters.values() if parameter.at is not None]
    return roots


def shown_path(rule: Rule, path: Path) -> str:
    """`wrong[不符].when` for `("wrong", 0, "when")`."""
    shown = ""
    for index, part in enumerate(path):
        if isinstance(part, int):
            clause = rule.wrong[part].id if path[:index] == ("wrong",) and part < len(rule.wrong) else ""
            shown += "" if _only_clause(rule, path[:index]) else f"[{clause or part + 1}]"
        elif part != "zh":
            shown += f".{part}" if shown else part
    return shown or "规则"


def _only_clause(rule: Rule, path: Path) -> bool:
    return path == ("wrong",) and len(rule.wrong) == 1 and not rule.wrong[0].id


def reads_of(
    resolved: ResolvedRule, vocabulary: Vocabulary
) -> tuple[frozenset[tuple[str, str]], frozenset[tuple[str, str]]]:
    """All (table, field) and (table, relation) a rule reads; join fields of relations included."""
    fields: set[tuple[str, str]] = set()
    relations: set[tuple[str, str]] = set()
    for root in roots_of(resolved):
        for node in walk(root):
            if isinstance(node, FieldNode):
                fields.add((node.table, node.field))
            for hop in hops_of(node):
                relations.add((hop.table, hop.relation))
    for ref in (ref for clause in resolved.clauses for ref in clause.accuses):
        fields.add((ref.table.id, ref.field.id))
        relations |= {(hop.table, hop.relation) for hop in ref.path}
    for table_id, name in relations:
        relation = vocabulary.names.relation(table_id, name)
        assert relation is not None
        for local, remote in relation.fields:
            fields |= {(table_id, local), (relation.target, remote)}
    return frozenset(fields), frozenset(relations)
