"""Messages show what the rule is about: each placeholder is accused, shown, or computed in the rule.

The English of a message shows the same values as the Chinese.
"""

from __future__ import annotations

from collections.abc import Iterator

from census_app.rulebook.diagnostics import Diagnostic, ExpressionError
from census_app.rulebook.expression import FieldNode, Node
from census_app.rulebook.language.shape import shape
from census_app.rulebook.language.walk import hops_of, walk
from census_app.rulebook.lint.parts import Subject
from census_app.rulebook.messages import holes_of
from census_app.rulebook.model import Text
from census_app.rulebook.resolving.parts import Path, says_of

_CHECK = "placeholder"


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Placeholders that come from nowhere in the rule, and clauses that accuse no field."""
    computed = {shape(node) for part in subject.expressions() for node in walk(part.node)}
    read = {
        (node.table, node.field)
        for part in subject.expressions()
        for node in walk(part.node)
        if isinstance(node, FieldNode)
    }
    read |= _linked_rows(subject)
    table = subject.rule.table
    read |= {(table.id, key) for key in table.key}
    for path, position, placeholder in subject.messages():
        accused = {(ref.table.id, ref.field.id) for ref in subject.rule.clauses[position].accuses}
        if shape(placeholder.node) in computed or _known(placeholder.node, accused | read):
            continue
        yield subject.remark(
            _CHECK,
            path,
            f"占位 {{{placeholder.text}}} 既没有被指、列出，也不在条件里",
            "写进 accuses 或 shows，或换成条件里用到的值",
        )
    for position, clause in enumerate(subject.rule.clauses):
        if not clause.accuses:
            path_of = subject.rule.path_of(position)
            yield subject.remark(_CHECK, path_of, "没有写被指的字段 accuses", "写出哪些字段可能是错的")
        says = says_of(subject.rule.rule, position)
        if says is not None and says.en:
            yield from _languages(subject, (*subject.rule.path_of(position), "says", "en"), says)


def _languages(subject: Subject, path: Path, says: Text) -> Iterator[Diagnostic]:
    """English that does not show the values the Chinese shows: it would be left out wherever English is read."""
    try:
        chinese, english = holes_of(says.zh), holes_of(says.en)
    except ExpressionError as error:
        yield subject.remark(_CHECK, path, f"英文说明读不懂：{error.reason}", error.hint)
        return
    for missing in sorted(chinese - english):
        yield subject.remark(_CHECK, path, f"英文说明少了占位 {{{missing}}}", "中文里的占位，英文里也都要有，写法一样")
    for extra in sorted(english - chinese):
        yield subject.remark(_CHECK, path, f"英文说明多了占位 {{{extra}}}", "只用中文里有的占位，写法一样")


def _linked_rows(subject: Subject) -> set[tuple[str, str]]:
    """All fields of the linked rows that conditions look at: a message must be able to say which record was meant."""
    if subject.dictionary is None:
        return set()
    hops = {hop.target for part in subject.conditions() for node in walk(part.node) for hop in hops_of(node)}
    tables = [subject.dictionary.table(target) for target in hops]
    return {(table.id, field.id) for table in tables if table.linked is not None for field in table.fields}


def _known(node: Node, fields: set[tuple[str, str]]) -> bool:
    """Whether every field it reads is among `fields`; parameters and counts read none."""
    return all((leaf.table, leaf.field) in fields for leaf in walk(node) if isinstance(leaf, FieldNode))
