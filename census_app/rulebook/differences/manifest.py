"""What differs between two packs beside their rules: heading, due days, word lists, baseline records."""

from __future__ import annotations

from collections.abc import Mapping

from census_app.rulebook.differences.model import Difference, Effect, Kind
from census_app.rulebook.differences.notes import Notes
from census_app.rulebook.model import Pack, Severity
from census_app.rulebook.used_words import uses_words
from census_app.rulebook.wording import SEVERITIES

_NAMED_RULES = 8


def manifest_differences(old: Pack, new: Pack, reasons: Mapping[str, str]) -> list[Difference]:
    """Every difference that is no single rule's."""
    notes = Notes("", "", reasons=dict(reasons))
    before, after = old.manifest, new.manifest
    notes.value(Kind.MANIFEST, Effect.NOTHING, "id", "包的编号", before.id, after.id)
    notes.value(Kind.VERSION, Effect.NOTHING, "version", "包的版本", before.version, after.version)
    notes.value(Kind.MANIFEST, Effect.TEXTS, "title", "包的名称", before.title.zh, after.title.zh)
    notes.value(Kind.MANIFEST, Effect.TEXTS, "title.en", "包的英文名称", before.title.en, after.title.en)
    notes.value(Kind.MANIFEST, Effect.TEXTS, "issuer", "发布者", before.issuer, after.issuer)
    notes.value(Kind.MANIFEST, Effect.NOTHING, "dictionary", "数据字典版本", before.dictionary, after.dictionary)
    notes.value(
        Kind.MANIFEST, Effect.HANDLING, "effective_from", "生效日期", before.effective_from, after.effective_from
    )
    ends = [one.effective_to or "不限" for one in (before, after)]
    notes.value(Kind.MANIFEST, Effect.HANDLING, "effective_to", "失效日期", *ends)
    _due_days(notes, before.due_days, after.due_days)
    _words(notes, old, new)
    notes.listing(Kind.LOCK, Effect.NOTHING, "locked_words", "锁定的词表", before.locked_words, after.locked_words)
    notes.listing(Kind.NOTE, Effect.NOTHING, "changelog", "更新说明", before.changelog, after.changelog)
    _baseline(notes, old, new)
    return notes.found


def _due_days(notes: Notes, old: dict[Severity, int], new: dict[Severity, int]) -> None:
    for severity in Severity:
        days = [str(some[severity]) if severity in some else "" for some in (old, new)]
        name = f"{SEVERITIES[severity]}问题的整改天数"
        notes.value(Kind.DUE, Effect.HANDLING, f"due_days.{severity.value}", name, *days)


def _words(notes: Notes, old: Pack, new: Pack) -> None:
    before, after = old.manifest.word_lists, new.manifest.word_lists
    for name in dict.fromkeys((*before, *after)):
        if before.get(name) == after.get(name):
            continue
        users = [rule.id for rule in new.rules if uses_words(rule, name)]
        effect = Effect.VERDICTS if users else Effect.NOTHING
        many = f"等 {len(users)} 条规则" if len(users) > _NAMED_RULES else " "
        whose = f"{'、'.join(users[:_NAMED_RULES])}{many}使用" if users else "没有规则使用"
        called = f"词表“{name}”（{whose}）"
        notes.listing(Kind.WORDS, effect, f"word_lists.{name}", called, before.get(name, ()), after.get(name, ()))


def _baseline(notes: Notes, old: Pack, new: Pack) -> None:
    tables = [
        table
        for table in dict.fromkeys((*old.baseline, *new.baseline))
        if old.baseline.get(table) != new.baseline.get(table)
    ]
    if tables:
        notes.add(Kind.CASES, Effect.CASES, "baseline", f"基准记录改了：{'、'.join(tables)}")
