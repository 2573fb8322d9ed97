"""Rules as entries of the book."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from census_app.dictionary.model import Dictionary, FieldEntry, TableEntry
from census_app.reporting.rule_book.anchors import item_anchor, rule_anchor
from census_app.reporting.rule_book.cases import case_entry
from census_app.reporting.rule_book.model import ClauseEntry, Condition, Link, ParameterEntry, RuleEntry
from census_app.reporting.rule_book.spoken import Speaker, with_unit
from census_app.reporting.rule_book.values import plain
from census_app.reporting.rule_book.words import BookWords
from census_app.rulebook.model import AppliedOverride, Pack, Parameter, Rule, Text
from census_app.rulebook.resolved import FieldRef, ResolvedClause, ResolvedRule

_EVERY_RECORD = "true"


@dataclass(frozen=True)
class RuleWriter:
    """Makes entries of rules; `messages` are examples by (rule, clause), `known` the rules that have an entry.

    `tables` are the anchors of tables by id.
    """

    pack: Pack
    dictionary: Dictionary
    words: BookWords
    messages: Mapping[tuple[str, str], Text]
    known: Collection[str]
    category_ids: Mapping[str, int] = field(default_factory=dict)
    tables: Mapping[str, str] = field(default_factory=dict)

    def entry(self, resolved: ResolvedRule) -> RuleEntry:
        """The rule with everything the book says about it."""
        rule = resolved.rule
        speaker = Speaker(self.dictionary, self.words, resolved.parameters)
        return RuleEntry(
            id=rule.id,
            anchor=rule_anchor(rule.id),
            version=rule.version,
            title=rule.title.zh,
            english=rule.title.en,
            category=self.category_ids[rule.category],
            severity=rule.severity.value,
            severity_word=self.words.severity[rule.severity.value],
            status_word=self.words.status[rule.status.value],
            closes_word=self.words.closes[rule.closes.value],
            due=f"{resolved.due_days} 天内",
            table=Link(resolved.table.rule_name, self.tables.get(resolved.table.id, "")),
            together=_together(resolved, speaker),
            scope=Condition() if rule.scope.strip() == _EVERY_RECORD else speaker.condition(resolved.scope),
            scope_written=rule.scope,
            clauses=tuple(self._clause(resolved, clause, speaker) for clause in resolved.clauses),
            parameters=tuple(_parameter(name, given) for name, given in rule.params.items()),
            shows=tuple(shown.label for shown in resolved.shows),
            remedy=rule.remedy.zh,
            english_remedy=rule.remedy.en,
            source=self._source(rule),
            note=rule.note,
            requires=tuple(self.link(other) for other in rule.requires),
            replaces=tuple(self.link(other) for other in rule.replaces),
            overrides=tuple(
                self.override_words(applied) for applied in self.pack.overridden if applied.rule == rule.id
            ),
            cases=tuple(case_entry(case, self.words) for case in rule.cases),
        )

    def override_words(self, applied: AppliedOverride) -> str:
        """What an override changed, in a sentence."""
        level = self.words.level[applied.level.value]
        old, new = (with_unit(plain(value), applied.unit) for value in (applied.old, applied.new))
        reason = f"（{applied.reason}）" if applied.reason else ""
        return f"{level}级调整 {applied.pack} {applied.version}：{_changed(applied.what)} {old} → {new}{reason}"

    def _clause(self, resolved: ResolvedRule, clause: ResolvedClause, speaker: Speaker) -> ClauseEntry:
        rule = resolved.rule
        written = next((one.when for one in rule.wrong if one.id == clause.clause), "")
        condition, accused = speaker.condition(clause.when), [*clause.accuses]
        if rule.group is not None and clause is resolved.clauses[-1]:
            written = rule.group.wrong
        if rule.unique:
            written, condition = "", Condition("另有记录与它的这些值完全相同")
        message = self.messages.get((rule.id, clause.clause), Text(zh=""))
        return ClauseEntry(
            name=clause.clause,
            severity=clause.severity.value,
            severity_word=self.words.severity[clause.severity.value],
            condition=condition,
            written=written,
            accuses=tuple(Link(ref.name, self._item(ref)) for ref in accused),
            message=message.zh,
            english=message.en,
        )

    def _item(self, ref: FieldRef) -> str:
        table, entry = source_of(self.dictionary, ref.table, ref.field)
        return item_anchor(table.id, entry.id) if entry.census_item else ""

    def _source(self, rule: Rule) -> str:
        kind = self.words.source_kind.get(rule.source.kind, rule.source.kind)
        return f"{kind}：{'；'.join(rule.source.cite)}" if rule.source.cite else kind

    def link(self, rule_id: str) -> Link:
        """To a rule, when it has an entry."""
        return Link(rule_id, rule_anchor(rule_id) if rule_id in self.known else "")


def source_of(dictionary: Dictionary, table: TableEntry, entry: FieldEntry) -> tuple[TableEntry, FieldEntry]:
    """The imported field behind a field of a derived table; any other field itself."""
    derivation = table.latest or table.periods
    origin = derivation.source if derivation is not None else table.linked.target if table.linked is not None else None
    if origin is None:
        return table, entry
    source = dictionary.table(origin)
    return (source, source.field(entry.id)) if source.has_field(entry.id) else (table, entry)


def _together(resolved: ResolvedRule, speaker: Speaker) -> str:
    """How records stand together, when the rule is not about each alone."""
    if resolved.group is not None:
        by = "、".join(speaker.value(node) for node in resolved.group.by)
        told = "组里每条都报" if resolved.group.each else "一组只报一条"
        return f"把 {by} 相同的记录放在一起看，{told}"
    if resolved.unique:
        return f"{'、'.join(speaker.value(node) for node in resolved.unique)} 不得重复"
    if resolved.summary is not None:
        by = "、".join(speaker.value(node) for node in resolved.summary.by)
        least = f"，满 {resolved.summary.least} 条才报" if resolved.summary.least > 1 else ""
        return f"按 {by} 汇总，一处报一条并附明细{least}"
    return ""


def _parameter(name: str, given: Parameter) -> ParameterEntry:
    values = [with_unit(plain(given.value), given.unit)]
    values += [f"{dated.since} 起  {with_unit(plain(dated.value), given.unit)}" for dated in given.dated]
    marks = [given.confirm] if given.confirm else []
    marks += ["锁定"] if given.locked else []
    marks += [f"按 {given.at} 当天的值"] if given.at else []
    return ParameterEntry(name, tuple(values), tuple(marks), given.note)


def _changed(what: str) -> str:
    """`params.容差` → 参数 容差, `severity[不符]` → 严重程度（不符）."""
    if what.startswith("params."):
        return f"参数“{what.removeprefix('params.')}”"
    kind, _, clause = what.partition("[")
    word = {"severity": "严重程度", "status": "状态"}.get(kind, kind)
    return f"{word}（{clause.rstrip(']')}）" if clause else word
