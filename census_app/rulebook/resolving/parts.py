"""The trees of a rule, what they read, and how its parts are named."""

from __future__ import annotations

from census_app.rulebook.expression import FieldNode, Node
from census_app.rulebook.language.lookup import Vocabulary
from census_app.rulebook.language.walk import hops_of, walk
from census_app.rulebook.model import Rule, Text
from census_app.rulebook.resolved import Placeholder, ResolvedRule

Path = tuple[str | int, ...]
Pairs = frozenset[tuple[str, str]]


def roots_of(rule: ResolvedRule) -> list[Node]:
    """Every tree of a rule."""
    return [root for _, root in named_roots(rule)]


def named_roots(rule: ResolvedRule) -> list[tuple[Path, Node]]:
    """Every tree of a rule with the part of the rule it stands in."""
    roots: list[tuple[Path, Node]] = [(("scope",), rule.scope)]
    roots += [(("unique",), node) for node in rule.unique]
    roots += [(("shows",), shown.node) for shown in rule.shows]
    for position, clause in enumerate(rule.clauses):
        path: Path = rule.path_of(position)
        roots.append(((*path, "when") if path else (), clause.when))
        roots += [((*path, "says"), part.node) for part in clause.says if isinstance(part, Placeholder)]
    if rule.group is not None:
        roots += [*((("group", "by"), node) for node in rule.group.by), (("group", "wrong"), rule.group.wrong)]
    if rule.summary is not None:
        roots += [(("summary", "by"), node) for node in rule.summary.by]
    if rule.occurred is not None:
        roots.append((("occurred",), rule.occurred))
    roots += [(("params", name), one.at) for name, one in rule.parameters.items() if one.at is not None]
    return roots


def says_of(rule: Rule, position: int) -> Text | None:
    """The message of the clause at this place of a resolved rule's `clauses`."""
    return rule.wrong[position].says if position < len(rule.wrong) else rule.says


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
