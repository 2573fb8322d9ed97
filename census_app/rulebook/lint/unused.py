"""Parameters and word lists that nothing reads."""

from __future__ import annotations

import re
from collections.abc import Iterator

from census_app.dictionary.nearest import nearest
from census_app.rulebook.diagnostics import Diagnostic, Level
from census_app.rulebook.expression import ParameterNode
from census_app.rulebook.language.walk import walk
from census_app.rulebook.lint.parts import Subject, remark
from census_app.rulebook.resolved import ResolvedPack
from census_app.rulebook.resolving.parts import roots_of

_NAMED = re.compile(r":(\w+)")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Parameters the rule declares and no expression or message uses."""
    used = {node.name for root in roots_of(subject.rule) for node in walk(root) if isinstance(node, ParameterNode)}
    for name in subject.rule.rule.params:
        if name not in used:
            yield subject.remark("unused", ("params", name), f"参数“{name}”没有用到", "删去，或在条件里写 :" + name)


def check_word_lists(resolved: ResolvedPack) -> Iterator[Diagnostic]:
    """Word lists of the pack that no rule names, retired ones included: often a name misspelt."""
    lists = resolved.pack.manifest.word_lists
    named = {name for rule in resolved.pack.rules for name in _NAMED.findall(rule.model_dump_json())}
    for name in lists:
        if name not in named:
            near = [one for one in nearest(name, lists) if one != name]
            hint = f"是不是“{near[0]}”；不用就删去" if near else "删去，或在条件里写 :" + name
            yield remark(
                resolved.pack, "", "word_list", ("word_lists", name), f"词表“{name}”没有规则用到", hint, Level.WARNING
            )
