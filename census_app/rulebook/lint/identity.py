"""Rule ids live once: a replaced id is retired, and nobody replaces what is still in use."""

from __future__ import annotations

import re
from collections.abc import Iterator

from census_app.rulebook.diagnostics import Diagnostic, Level
from census_app.rulebook.lint.parts import remark
from census_app.rulebook.model import Status
from census_app.rulebook.resolved import ResolvedPack

_CHECK = "identity"
_ID = re.compile(r"[A-Z][A-Z0-9]{0,7}[0-9]{3}")


def check(resolved: ResolvedPack) -> Iterator[Diagnostic]:
    """Badly formed ids, replaced rules that still run, clause ids used twice."""
    pack = resolved.pack
    by_id = {rule.id: rule for rule in pack.rules}
    explained = {one.rule for one in pack.overridden if one.what == "status"}
    followers = {old: rule.id for rule in pack.rules for old in rule.replaces}
    for rule in pack.rules:
        if not _ID.fullmatch(rule.id):
            yield remark(
                pack, rule.id, _CHECK, ("id",), f"规则号“{rule.id}”不合规范", "写作 R001 这样：大写字母加至少三位数字"
            )
        for position, old in enumerate(rule.replaces):
            path = ("replaces", position)
            if old == rule.id:
                yield remark(pack, rule.id, _CHECK, path, "规则不能接替自己", "改正规则号；修改规则时升 version")
            elif old in by_id and by_id[old].status is not Status.RETIRED:
                yield remark(pack, rule.id, _CHECK, path, f"被接替的 {old} 还在用", f"把 {old} 的 status 改成 retired")
        for name in rule.params:
            if name in pack.manifest.word_lists:
                message = f"参数“{name}”和规则包的词表同名，词表在这条规则里看不见了"
                yield remark(pack, rule.id, _CHECK, ("params", name), message, "换一个参数名", Level.WARNING)
        clauses = [clause.id for clause in rule.wrong]
        if rule.group is not None and clauses and (not rule.group.id or rule.group.id in clauses):
            message = f"组的 id“{rule.group.id}”和分支重复" if rule.group.id else "group 旁边有分支，组也要有 id"
            yield remark(pack, rule.id, _CHECK, ("group",), message, "在 group 里写一个不同的 id")
        for position, clause_id in enumerate(clauses):
            if clause_id in clauses[:position]:
                path_of = ("wrong", position, "id")
                yield remark(pack, rule.id, _CHECK, path_of, f"分支“{clause_id}”写了两遍", "每个分支的 id 不同")
        if len(clauses) > 1 and "" in clauses:
            yield remark(pack, rule.id, _CHECK, ("wrong",), "有的分支没有 id", "几个分支时每个都要写 id")
        if rule.status is Status.RETIRED and rule.id not in followers and not rule.note and rule.id not in explained:
            yield remark(
                pack,
                rule.id,
                _CHECK,
                ("status",),
                "停用的规则没有说明去向",
                "由接替的规则写 replaces，或写 note",
                Level.WARNING,
            )
