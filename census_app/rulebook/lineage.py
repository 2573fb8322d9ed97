"""Whether a pack goes on with the rules of the one before it: ids are never given to another rule.

Problems, exemptions and measured precision hang on rule ids. A pack alone cannot show that an id meant something
else before; the pack that was in force can.
"""

from __future__ import annotations

from collections.abc import Iterator

from census_app.rulebook.diagnostics import Diagnostic, Level
from census_app.rulebook.differences import Effect, Kind, differences
from census_app.rulebook.differences.marking import one_line
from census_app.rulebook.model import Pack, Rule, Status

_CHECK = "lineage"
_STANDING = (Kind.STATUS, Kind.RETIRED)
_LEAST_ALIKE = 0.4


def lineage(old: Pack, new: Pack) -> tuple[Diagnostic, ...]:
    """What in `new` breaks with `old`, by rule. Errors: an id used again for another rule, a rule's version gone down.

    Warnings: a rule that vanished without being retired, verdicts that changed under the same rule version.
    Compare packs as issued, not under overrides. Of another pack it is told once that the old one's rules end, instead
    of rule by rule.
    """
    if old.manifest.id != new.manifest.id:
        return tuple(sorted([*_another_pack(old, new), *_reused(old, new)], key=lambda one: one.rule))
    found = [*_reused(old, new), *_vanished(old, new), *_same_version(old, new)]
    return tuple(sorted(found, key=lambda one: one.rule))


def _another_pack(old: Pack, new: Pack) -> Iterator[Diagnostic]:
    ending = _vanishing(old, new)
    if ending:
        told = (
            f"这是另一个规则包，不是 {old.manifest.id} 的新版本："
            f"换上以后 {old.manifest.id} 的 {len(ending)} 条规则不再运行，它们的问题会被撤回"
        )
        advice = f"要在 {old.manifest.id} 里加规则、改规则，编号写 id: {old.manifest.id}，带上它全部的规则，升 version"
        yield _said(new, "", ("id",), told, advice, Level.WARNING)


def _reused(old: Pack, new: Pack) -> Iterator[Diagnostic]:
    before = {rule.id: rule for rule in old.rules}
    followers = {replaced: rule.id for rule in old.rules for replaced in rule.replaces}
    for rule in new.rules:
        former = before.get(rule.id)
        if rule.status is Status.RETIRED:
            continue
        if former is None and rule.id in followers:
            told = f"规则号 {rule.id} 早已由 {followers[rule.id]} 接替，不能再用"
            yield _said(new, rule.id, ("id",), told, "用新的规则号")
        elif former is not None and former.table != rule.table:
            told = f"原来查“{former.table}”，现在查“{rule.table}”"
            yield _said(new, rule.id, ("table",), told, "换了被查的表就是另一条规则：旧的停用，新的用新号")
        elif former is not None and _another(former, rule):
            told = f"名称由“{former.title.zh}”换成“{rule.title.zh}”，条件也全换了，是另一条规则"
            yield _said(new, rule.id, ("id",), told, "旧的写 status: retired，新的用新号，写 replaces")
        if former is not None and rule.version < former.version:
            told = f"规则版本由 {former.version} 退到 {rule.version}"
            yield _said(new, rule.id, ("version",), told, "改了就升 version，要用旧的写法也升")


def _another(old: Rule, new: Rule) -> bool:
    from rapidfuzz.distance import Indel

    if Indel.normalized_similarity(old.title.zh, new.title.zh) >= _LEAST_ALIKE:
        return False
    return not (_conditions(old) & _conditions(new))


def _conditions(rule: Rule) -> set[str]:
    grouped = [rule.group.wrong, *rule.group.by] if rule.group is not None else []
    return {one_line(text) for text in (*(clause.when for clause in rule.wrong), *rule.unique, *grouped)}


def _vanished(old: Pack, new: Pack) -> Iterator[Diagnostic]:
    for rule_id in _vanishing(old, new):
        told = f"{old.manifest.id} {old.manifest.version} 里有，现在没有了，也没有停用记录；它的问题会被撤回"
        advice = "停用的规则留在包里，写 status: retired，或由接替的规则写 replaces"
        yield _said(new, rule_id, (), told, advice, Level.WARNING)


def _vanishing(old: Pack, new: Pack) -> list[str]:
    """Rules of the old pack that the new one neither has nor replaces."""
    known = {rule.id for rule in new.rules} | {replaced for rule in new.rules for replaced in rule.replaces}
    return [rule.id for rule in old.rules if rule.id not in known and rule.status is not Status.RETIRED]


def _same_version(old: Pack, new: Pack) -> Iterator[Diagnostic]:
    versions = {rule.id: rule.version for rule in old.rules}
    kept = {rule.id for rule in new.rules if versions.get(rule.id) == rule.version}
    judging = (one for one in differences(old, new) if one.effect is Effect.VERDICTS and one.kind not in _STANDING)
    changed = dict.fromkeys(one.rule for one in judging if one.rule in kept)
    for rule_id in changed:
        yield _said(new, rule_id, ("version",), "判定改了，规则的 version 没有升", "升 version", Level.WARNING)


def _said(
    pack: Pack, rule: str, path: tuple[str, ...], message: str, advice: str, level: Level = Level.ERROR
) -> Diagnostic:
    place = pack.locate(rule, path)
    return Diagnostic(
        rule or pack.manifest.id,
        ".".join(path) or "规则",
        place.line,
        place.column,
        message,
        advice,
        level,
        _CHECK,
        place.file,
    )
