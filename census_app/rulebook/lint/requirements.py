"""`requires` names rules that exist, of the same or a to-one table, without going round in circles."""

from __future__ import annotations

from collections.abc import Iterator

from census_app.dictionary.model import Cardinality
from census_app.rulebook.diagnostics import Diagnostic, Level
from census_app.rulebook.lint.parts import remark
from census_app.rulebook.model import Rule, Status
from census_app.rulebook.resolved import ResolvedPack, ResolvedRule

_CHECK = "requires"


def check(resolved: ResolvedPack) -> Iterator[Diagnostic]:
    """Unknown, retired, unreachable and circular requirements."""
    known = {rule.id: rule for rule in resolved.pack.rules}
    by_id = {rule.id: rule for rule in (*resolved.rules, *resolved.drafts)}
    for rule in resolved.pack.rules:
        for position, wanted in enumerate(rule.requires):
            path = ("requires", position)
            if wanted not in known:
                yield remark(resolved.pack, rule.id, _CHECK, path, f"requires 的规则 {wanted} 不存在", "检查规则号")
            elif known[wanted].status is Status.RETIRED:
                yield from _retired(resolved, rule, wanted, position)
            elif rule.id in by_id and wanted in by_id and not _reachable(by_id[rule.id], by_id[wanted]):
                yield remark(
                    resolved.pack,
                    rule.id,
                    _CHECK,
                    path,
                    f"规则 {wanted} 查的“{by_id[wanted].table.rule_name}”，从“{by_id[rule.id].table.rule_name}”到不了",
                    "requires 只能写同一张表或“一条”关系那边的规则",
                )
    yield from _cycles(resolved, known)


def _retired(resolved: ResolvedPack, rule: Rule, wanted: str, position: int) -> Iterator[Diagnostic]:
    """A leftover in the pack itself. An override cannot change `requires`: there it is a consequence to be told of, as
    the rule is then judged without waiting for the other."""
    path = ("requires", position)
    if rule.status is Status.RETIRED:
        return
    if any(one.rule == wanted and one.what == "status" for one in resolved.pack.overridden):
        text = f"前置规则 {wanted} 由覆盖包停用：这条规则照常判，不再等它先判对"
        hint = "也不要这条规则的，在覆盖包里把它也停用"
        yield remark(resolved.pack, rule.id, _CHECK, path, text, hint, Level.WARNING)
        return
    text = f"requires 的规则 {wanted} 已停用"
    yield remark(resolved.pack, rule.id, _CHECK, path, text, _successor(resolved, wanted))


def _successor(resolved: ResolvedPack, retired: str) -> str:
    followers = [rule.id for rule in resolved.pack.rules if retired in rule.replaces]
    return f"改成接替它的 {'、'.join(followers)}" if followers else "删去它，或把这条规则也停用"


def _reachable(rule: ResolvedRule, wanted: ResolvedRule) -> bool:
    if rule.table.id == wanted.table.id:
        return True
    return any(one.target == wanted.table.id and one.cardinality is Cardinality.ONE for one in rule.table.relations)


def _cycles(resolved: ResolvedPack, known: dict[str, Rule]) -> Iterator[Diagnostic]:
    told: set[frozenset[str]] = set()
    for start in known:
        trail = [start]
        pending = [iter(known[start].requires)]
        while pending:
            following = next(pending[-1], None)
            if following is None:
                pending.pop()
                trail.pop()
            elif following == start and frozenset(trail) not in told:
                told.add(frozenset(trail))
                circle = " → ".join([*trail, start])
                yield remark(
                    resolved.pack, start, _CHECK, ("requires",), f"requires 绕成一圈：{circle}", "去掉其中一个"
                )
            elif following in known and following not in trail:
                trail.append(following)
                pending.append(iter(known[following].requires))
