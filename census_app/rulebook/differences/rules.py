"""What differs between two versions of a rule."""

from __future__ import annotations

from collections.abc import Mapping

from census_app.rulebook.differences.clauses import clause_differences
from census_app.rulebook.differences.model import Difference, Effect, Kind
from census_app.rulebook.differences.notes import Notes
from census_app.rulebook.differences.parameters import parameter_differences
from census_app.rulebook.model import Case, GroupKind, Rule, Status, SummaryKind
from census_app.rulebook.wording import CLOSINGS, SEVERITIES, STATUSES


def rule_differences(old: Rule, new: Rule, reasons: Mapping[str, str]) -> list[Difference]:
    """Every difference of the two; `reasons` are those of overrides by part."""
    used = Status.PUBLISHED in {old.status, new.status}
    notes = Notes(new.id, new.title.zh, idle=not used, reasons=dict(reasons))
    _status(notes, old, new)
    _judging(notes, old, new)
    clause_differences(notes, old, new)
    parameter_differences(notes, old, new)
    _handling(notes, old, new)
    _texts(notes, old, new)
    _cases(notes, old.cases, new.cases)
    return notes.found


def added(rule: Rule) -> Difference:
    """A rule the old pack has not."""
    status = "" if rule.status is Status.PUBLISHED else f"（{STATUSES[rule.status]}）"
    follows = f"，接替 {'、'.join(rule.replaces)}" if rule.replaces else ""
    effect = Effect.VERDICTS if rule.status is Status.PUBLISHED else Effect.NOTHING
    severity = SEVERITIES[rule.severity]
    return Difference(
        rule.id, rule.title.zh, Kind.ADDED, effect, "", f"新增{status}：查“{rule.table}”，{severity}{follows}"
    )


def removed(rule: Rule) -> Difference:
    """A rule the new pack has not."""
    effect = Effect.VERDICTS if rule.status is Status.PUBLISHED else Effect.NOTHING
    return Difference(rule.id, rule.title.zh, Kind.REMOVED, effect, "", "新包里没有这条规则，也没有停用记录")


def _status(notes: Notes, old: Rule, new: Rule) -> None:
    if old.status is not new.status:
        kind = Kind.RETIRED if new.status is Status.RETIRED else Kind.STATUS
        words = [STATUSES[one] for one in (old.status, new.status)]
        notes.value(kind, Effect.VERDICTS, "status", "", *words)
    notes.value(Kind.VERSION, Effect.NOTHING, "version", "规则版本", str(old.version), str(new.version))


def _judging(notes: Notes, old: Rule, new: Rule) -> None:
    notes.value(Kind.GRAIN, Effect.VERDICTS, "table", "被查的表", old.table, new.table)
    notes.text(Kind.SCOPE, Effect.VERDICTS, "scope", "适用范围", old.scope, new.scope)
    notes.listing(Kind.EXPRESSION, Effect.VERDICTS, "unique", "不许重复的字段", old.unique, new.unique)
    _group(notes, old.group, new.group)
    _summary(notes, old.summary, new.summary)
    notes.text(Kind.GRAIN, Effect.VERDICTS, "occurred", "事件的时期", old.occurred or "", new.occurred or "")
    notes.listing(Kind.REQUIRES, Effect.VERDICTS, "requires", "先决规则", old.requires, new.requires)
    notes.listing(Kind.REQUIRES, Effect.HANDLING, "replaces", "接替的规则", old.replaces, new.replaces)


def _group(notes: Notes, old: GroupKind | None, new: GroupKind | None) -> None:
    before, after = old or GroupKind(by=(), grain="", wrong=""), new or GroupKind(by=(), grain="", wrong="")
    notes.value(Kind.GRAIN, Effect.VERDICTS, "group.id", "组的名称", before.id, after.id)
    notes.listing(Kind.GRAIN, Effect.VERDICTS, "group.by", "分组", before.by, after.by)
    notes.value(Kind.GRAIN, Effect.VERDICTS, "group.grain", "每组报几条", before.grain, after.grain)
    notes.text(Kind.EXPRESSION, Effect.VERDICTS, "group.wrong", "每组的条件", before.wrong, after.wrong)


def _summary(notes: Notes, old: SummaryKind | None, new: SummaryKind | None) -> None:
    before, after = old or SummaryKind(by=(), least=0), new or SummaryKind(by=(), least=0)
    notes.listing(Kind.GRAIN, Effect.VERDICTS, "summary.by", "汇总", before.by, after.by)
    notes.value(Kind.GRAIN, Effect.VERDICTS, "summary.least", "至少几条才汇总上报", str(before.least), str(after.least))


def _handling(notes: Notes, old: Rule, new: Rule) -> None:
    notes.value(Kind.SEVERITY, Effect.HANDLING, "severity", "等级", SEVERITIES[old.severity], SEVERITIES[new.severity])
    days = [str(rule.due_days) if rule.due_days is not None else "" for rule in (old, new)]
    notes.value(Kind.DUE, Effect.HANDLING, "due_days", "整改天数", *days)
    notes.value(Kind.CLOSES, Effect.HANDLING, "closes", "解决的方式", CLOSINGS[old.closes], CLOSINGS[new.closes])
    notes.listing(Kind.ACCUSES, Effect.HANDLING, "accuses", "指出的字段", old.accuses, new.accuses)
    if old.locked is not new.locked:
        notes.add(Kind.LOCK, Effect.NOTHING, "locked", "锁定，下级不能改" if new.locked else "不再锁定")


def _texts(notes: Notes, old: Rule, new: Rule) -> None:
    says = [(rule.says.zh, rule.says.en) if rule.says else ("", "") for rule in (old, new)]
    notes.text(Kind.MESSAGE, Effect.TEXTS, "says", "说明", says[0][0], says[1][0])
    notes.text(Kind.MESSAGE, Effect.TEXTS, "says.en", "英文说明", says[0][1], says[1][1])
    notes.text(Kind.TEXT, Effect.TEXTS, "title", "标题", old.title.zh, new.title.zh)
    notes.text(Kind.TEXT, Effect.TEXTS, "title.en", "英文标题", old.title.en, new.title.en)
    notes.value(Kind.TEXT, Effect.TEXTS, "short", "短标题", old.short, new.short)
    notes.value(Kind.TEXT, Effect.TEXTS, "category", "类别", old.category, new.category)
    notes.text(Kind.TEXT, Effect.TEXTS, "remedy", "整改办法", old.remedy.zh, new.remedy.zh)
    notes.text(Kind.TEXT, Effect.TEXTS, "remedy.en", "英文整改办法", old.remedy.en, new.remedy.en)
    notes.listing(Kind.TEXT, Effect.TEXTS, "shows", "附带显示的内容", old.shows, new.shows)
    notes.value(Kind.SOURCE, Effect.TEXTS, "source.kind", "依据的种类", old.source.kind, new.source.kind)
    notes.listing(Kind.SOURCE, Effect.TEXTS, "source.cite", "依据", old.source.cite, new.source.cite)
    notes.text(Kind.NOTE, Effect.NOTHING, "note", "备注", old.note, new.note)


def _cases(notes: Notes, old: tuple[Case, ...], new: tuple[Case, ...]) -> None:
    if old == new:
        return
    came, went = (sum(1 for case in some if case not in others) for some, others in ((new, old), (old, new)))
    parts = [f"新写 {came} 个"] if came else []
    parts += [f"去掉 {went} 个"] if went else []
    words = "，".join(parts) or "次序改变"
    notes.add(Kind.CASES, Effect.CASES, "cases", f"例子{words}", f"{len(old)} 个", f"{len(new)} 个")
