"""Parameters that nothing reads."""

from __future__ import annotations

from collections.abc import Iterator

from census_app.rulebook.diagnostics import Diagnostic
from census_app.rulebook.expression import ParameterNode
from census_app.rulebook.language.walk import walk
from census_app.rulebook.lint.parts import Subject
from census_app.rulebook.resolving.parts import roots_of


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Parameters the rule declares and no expression or message uses."""
    used = {node.name for root in roots_of(subject.rule) for node in walk(root) if isinstance(node, ParameterNode)}
    for name in subject.rule.rule.params:
        if name not in used:
            yield subject.remark("unused", ("params", name), f"参数“{name}”没有用到", "删去，或在条件里写 :" + name)
