"""A pack has rules: one without any would silence every problem of whoever installs it."""

from __future__ import annotations

from collections.abc import Iterator

from census_app.rulebook.diagnostics import Diagnostic, Level
from census_app.rulebook.lint.parts import remark
from census_app.rulebook.model import Status
from census_app.rulebook.resolved import ResolvedPack

_CHECK = "emptiness"


def check(resolved: ResolvedPack) -> Iterator[Diagnostic]:
    """No rule at all is an error; none that is published is worth a warning."""
    pack = resolved.pack
    if not pack.rules:
        advice = "规则写在 pack.yaml 旁边的 .yaml 文件里，每条以 - id: 开始；检查是不是少带了文件"
        yield remark(pack, "", _CHECK, ("id",), "包里一条规则也没有，装上以后什么也不查", advice)
    elif all(rule.status is not Status.PUBLISHED for rule in pack.rules):
        advice = "要用的规则写 status: published，或删去 status"
        text = "没有一条规则是启用的，装上以后什么也不查"
        yield remark(pack, "", _CHECK, ("id",), text, advice, Level.WARNING)
