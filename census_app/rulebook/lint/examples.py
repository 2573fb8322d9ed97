"""Every clause has a case that is wrong, the rule one that is right, one that cannot be judged, one out of scope."""

from __future__ import annotations

from collections.abc import Iterator

from census_app.rulebook.diagnostics import Diagnostic
from census_app.rulebook.expression import LiteralNode
from census_app.rulebook.lint.parts import Subject
from census_app.rulebook.model import Verdict

_CHECK = "case"
_NEEDED = {
    Verdict.RIGHT: "一个正确的例子",
    Verdict.CANNOT_JUDGE: "一个无法判断的例子",
    Verdict.OUT_OF_SCOPE: "一个不在范围内的例子",
}


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Cases the rule lacks."""
    cases = subject.rule.rule.cases
    for verdict, name in _NEEDED.items():
        if verdict is Verdict.OUT_OF_SCOPE and isinstance(subject.rule.scope, LiteralNode):
            continue
        if not any(case.expect is verdict for case in cases):
            yield subject.remark(_CHECK, ("cases",), f"缺少{name}", f"在 cases 里加 expect: {verdict.value}")
    wrong = [case for case in cases if case.expect is Verdict.WRONG]
    single = len(subject.rule.clauses) == 1
    for clause in subject.rule.clauses:
        if not any(clause.clause in case.clauses or (single and not case.clauses) for case in wrong):
            named = f"分支“{clause.clause}”" if clause.clause else "规则"
            yield subject.remark(_CHECK, ("cases",), f"{named}缺少一个报错的例子", "在 cases 里加 expect: wrong")
