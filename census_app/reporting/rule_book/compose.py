"""The whole book from a resolved pack and the dictionary."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from census_app.dictionary.model import CodeList, Dictionary
from census_app.foundation.errors import BadInput
from census_app.foundation.jobs import JobContext, silent
from census_app.reporting.rule_book.anchors import (
    category_anchor,
    code_list_anchor,
    function_anchor,
    item_anchor,
    rule_anchor,
)
from census_app.reporting.rule_book.items import FieldUse, item_groups, table_anchors
from census_app.reporting.rule_book.model import Book, CategoryEntry, CodeListEntry, FunctionEntry, Link, RuleEntry
from census_app.reporting.rule_book.rules import RuleWriter
from census_app.reporting.rule_book.spoken import Speaker
from census_app.reporting.rule_book.words import BookWords, book_words, source_names
from census_app.rulebook.expression import CallNode, LiteralNode, Node
from census_app.rulebook.functions.registry import registry
from census_app.rulebook.language.walk import walk
from census_app.rulebook.model import Pack, Status, Text
from census_app.rulebook.resolved import ResolvedPack, ResolvedRule

_WORD = re.compile(r"[A-Za-z0-9]+")


def compose_book(pack: ResolvedPack, dictionary: Dictionary, context: JobContext | None = None) -> Book:
    """Every rule, every census item and every code list they use; equal packs give equal books.

    Rules with errors have no entry: they are named in `unresolved`; retired ones are named in `retired`. A pack without
    a rule that can run is refused.
    """
    from census_app.checking.cases.messages import case_messages

    context = context or silent()
    rules = (*pack.rules, *pack.drafts)
    if not rules:
        raise BadInput(f"规则包 {pack.pack.manifest.id} 里没有一条能运行的规则", "用 census pack lint 查看原因")
    context.progress(0, 3, "运行规则的例子")
    messages = case_messages(pack, dictionary, context)
    context.progress(1, 3, "编写规则和字段说明")
    words = book_words()
    categories = _categories(pack, rules, dictionary, words, messages)
    code_lists = _code_lists(rules, dictionary)
    functions = _functions(rules)
    context.progress(2, 3, "排版")
    entries = {rule.id for rule in rules}
    left = [rule for rule in pack.pack.rules if rule.id not in entries]
    return Book(
        title=words.title,
        pack_title=pack.pack.manifest.title.zh,
        pack=pack.pack.manifest.id,
        version=pack.pack.manifest.version,
        effective_from=pack.pack.manifest.effective_from,
        facts=_facts(pack, dictionary, categories, words),
        preface=words.preface,
        changelog=pack.pack.manifest.changelog,
        word_lists=tuple((name, "、".join(listed)) for name, listed in pack.pack.manifest.word_lists.items()),
        overrides=_overrides(pack.pack, entries, words, dictionary),
        categories=categories,
        code_lists=code_lists,
        functions=functions,
        sources=_sources(pack.pack),
        unresolved=tuple(rule.id for rule in left if rule.status is not Status.RETIRED),
        retired=tuple(rule.id for rule in left if rule.status is Status.RETIRED),
    )


def rule_entry(pack: ResolvedPack, dictionary: Dictionary, rule_id: str) -> RuleEntry:
    """One rule as the book tells it, without the example messages that only running all examples gives.

    `BadInput` when the pack has no such rule that can run.
    """
    rules = (*pack.rules, *pack.drafts)
    resolved = next((rule for rule in rules if rule.id == rule_id), None)
    if resolved is None:
        raise BadInput(f"规则 {rule_id} 不在规则包里，或它有错误不能运行", "用 census pack lint 查看原因")
    numbers = {category.zh: category.id for category in dictionary.categories}
    known = {rule.id for rule in rules}
    return RuleWriter(pack.pack, dictionary, book_words(), {}, known, numbers, table_anchors(dictionary)).entry(
        resolved
    )


def spoken_messages(pack: ResolvedPack, dictionary: Dictionary, rule_id: str) -> dict[str, Text]:
    """What each clause of a rule says, under the clause's name: fields in brackets as they are called, expressions
    read aloud. Empty English where the pack has none, or one that shows other values."""
    resolved = next(rule for rule in (*pack.rules, *pack.drafts) if rule.id == rule_id)
    speaker = Speaker(dictionary, book_words(), resolved.parameters)
    return {
        clause.clause: Text(zh=speaker.message(clause.says), en=speaker.message(clause.english))
        for clause in resolved.clauses
    }


def _categories(
    pack: ResolvedPack,
    rules: Iterable[ResolvedRule],
    dictionary: Dictionary,
    words: BookWords,
    messages: Mapping[tuple[str, str], Text],
) -> tuple[CategoryEntry, ...]:
    """The dictionary's categories in order, those without rules or items too."""
    listed = sorted(rules, key=lambda rule: rule.id)
    names = {category.id: category.zh for category in dictionary.categories}
    numbers = {name: number for number, name in names.items()}
    writer = RuleWriter(
        pack.pack, dictionary, words, messages, {rule.id for rule in listed}, numbers, table_anchors(dictionary)
    )
    use = FieldUse.of(listed, dictionary)
    categories: list[CategoryEntry] = []
    first = 1
    for number, name in names.items():
        groups = item_groups(dictionary, number, first, use, words)
        first += sum(len(group.items) for group in groups)
        entries = tuple(writer.entry(rule) for rule in listed if rule.rule.category == name)
        anchors = category_anchor("rules", number), category_anchor("items", number)
        categories.append(CategoryEntry(number, name, *anchors, entries, tuple(groups)))
    return tuple(categories)


def _facts(
    pack: ResolvedPack, dictionary: Dictionary, categories: Iterable[CategoryEntry], words: BookWords
) -> tuple[tuple[str, str], ...]:
    manifest = pack.pack.manifest
    listed = [rule for category in categories for rule in category.rules]
    counts = [f"{word} {sum(rule.severity == name for rule in listed)} 条" for name, word in words.severity.items()]
    items = sum(len(category.items) for category in categories)
    until = f"{manifest.effective_to}" if manifest.effective_to else "另行通知"
    days = "，".join(f"{words.severity[grade.value]} {count} 天" for grade, count in manifest.due_days.items())
    confirm = sum(bool(parameter.confirm) for rule in pack.pack.rules for parameter in rule.params.values())
    return (
        ("规则包", f"{manifest.title.zh}（{manifest.id}）"),
        ("版本", manifest.version),
        ("签发", manifest.issuer),
        ("施行", f"{manifest.effective_from} 至 {until}"),
        ("数据字典", dictionary.version),
        ("规则", f"{len(listed)} 条：{'，'.join(counts)}"),
        ("普查项", f"{items} 项"),
        ("待核的参数", f"{confirm} 个"),
        ("整改期限", days),
        ("内容校验值", pack.fingerprint),
    )


def _overrides(
    pack: Pack, known: Collection[str], words: BookWords, dictionary: Dictionary
) -> tuple[tuple[Link, str], ...]:
    writer = RuleWriter(pack, dictionary, words, {}, known)
    return tuple((writer.link(applied.rule), writer.override_words(applied)) for applied in pack.overridden)


def _trees(rule: ResolvedRule) -> list[Node]:
    trees = [rule.scope, *(clause.when for clause in rule.clauses), *rule.unique]
    if rule.group is not None:
        trees += [*rule.group.by, rule.group.wrong]
    return [*trees, *(rule.summary.by if rule.summary else ())]


def _calls(rule: ResolvedRule) -> list[CallNode]:
    return [node for tree in _trees(rule) for node in walk(tree) if isinstance(node, CallNode)]


def _functions(rules: Iterable[ResolvedRule]) -> tuple[FunctionEntry, ...]:
    users: dict[str, list[str]] = {}
    for rule in sorted(rules, key=lambda one: one.id):
        for name in dict.fromkeys(call.function for call in _calls(rule)):
            users.setdefault(name, []).append(rule.id)
    return tuple(
        FunctionEntry(
            anchor=function_anchor(entry.id),
            signature=entry.signature,
            meaning=entry.doc,
            unknown=entry.nulls,
            used_by=tuple(Link(rule, rule_anchor(rule)) for rule in users[entry.id]),
        )
        for entry in registry().values()
        if entry.id in users
    )


def _sources(pack: Pack) -> tuple[tuple[str, str], ...]:
    """The short names that rules cite, with what they stand for; names nobody wrote out are left to the rule."""
    cited = {word for rule in pack.rules for text in rule.source.cite for word in _WORD.findall(text)}
    return tuple((name, title) for name, title in source_names().items() if name in cited)


def _code_lists(rules: Iterable[ResolvedRule], dictionary: Dictionary) -> tuple[CodeListEntry, ...]:
    """The lists of census items and those that rules name, in the dictionary's order."""
    users: dict[str, list[Link]] = {}
    for table in dictionary.tables.values():
        for entry in table.fields:
            if entry.census_item and entry.code_list:
                link = Link(f"{table.rule_name}.{entry.rule_name}", item_anchor(table.id, entry.id))
                users.setdefault(entry.code_list, []).append(link)
    for rule in sorted(rules, key=lambda one: one.id):
        named = [call.arguments[0] for call in _calls(rule) if call.function == "code_valid"]
        for name in dict.fromkeys(str(node.value) for node in named if isinstance(node, LiteralNode)):
            users.setdefault(name, []).append(Link(rule.id, rule_anchor(rule.id)))
    return tuple(_code_list(listed, users[name]) for name, listed in dictionary.code_lists.items() if name in users)


def _code_list(listed: CodeList, users: Iterable[Link]) -> CodeListEntry:
    return CodeListEntry(
        id=listed.id,
        anchor=code_list_anchor(listed.id),
        name=listed.zh,
        source=listed.source,
        open=listed.open,
        values=tuple((entry.code, entry.label) for entry in listed.values),
        used_by=tuple(users),
    )
