"""Questions of the help to the core, as plain functions that run on a worker."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from census_app.desktop.language import either, say
from census_app.desktop.opened import opened
from census_app.desktop.pack_words import clause_name
from census_app.desktop.pages.library.ground import HelpGround, field_of
from census_app.desktop.pages.library.topics import HelpLink, HelpPage, Section, Topic, TopicKind
from census_app.foundation.errors import BadInput

if TYPE_CHECKING:
    from census_app.reporting.rule_book import RuleEntry
    from census_app.reporting.rule_book.model import Condition
    from census_app.rulebook.resolved import FieldRef
    from census_app.workspace.library.search import Found, SearchResult

_SUGGESTED = 5
_CODES_SHOWN = 40
_MOST_FOUND = 60
_MARKS = ("core", "basic", "onsite", "census_item")


def search(folder: Path, words: str, kind: str, *, every: bool = False) -> SearchResult:
    """Experiences that hold the words; all of them, the most helpful first, without words. `every`: drafts and retired
    ones too."""
    from census_app.workspace.library.model import Kind
    from census_app.workspace.library.search import SearchFilter, search_library

    with opened(folder) as workspace:
        return search_library(
            workspace, words, SearchFilter(kind=Kind(kind) if kind else None, every=every), _MOST_FOUND
        )


def vote(folder: Path, entry: str, voice: str, voter: str) -> None:
    """The reader's word on an experience counts."""
    from census_app.workspace.library.model import Vote
    from census_app.workspace.library.writing import vote_entry

    with opened(folder) as workspace:
        vote_entry(workspace, entry, Vote(voice), voter=voter or None)


def read_page(ground: HelpGround, topic: Topic) -> HelpPage:
    """The page of a topic; `BadInput` when nothing is known of it."""
    from census_app.desktop.pages.library.entry_pages import entry_page, versions_page
    from census_app.desktop.pages.library.page_pages import page_page

    if topic.kind == TopicKind.RULE:
        return rule_page(ground, topic.value)
    if topic.kind == TopicKind.FIELD:
        return field_page(ground, topic.value)
    if topic.kind == TopicKind.PAGE:
        return page_page(topic.value)
    return (versions_page if topic.kind == TopicKind.VERSIONS else entry_page)(ground, topic.value)


def rule_page(ground: HelpGround, rule_id: str, *, suggest: bool = True) -> HelpPage:
    """A rule: what it checks in words, what to do, the experiences that fit."""
    from census_app.reporting.rule_book import rule_entry

    entry = rule_entry(ground.loaded.resolved, ground.dictionary, rule_id)
    sections = [Section(say("rules.scope"), _condition_lines(entry.scope) or (say("rules.every_record"),))]
    for clause in entry.clauses:
        heading = say("rules.wrong_when", clause=clause_name(clause.name)) if clause.name else say("rules.wrong")
        sections.append(Section(heading, _condition_lines(clause.condition)))
    sections.append(Section(say("rules.remedy"), (either(entry.remedy, entry.english_remedy),)))
    sections.append(Section(say("rules.source"), tuple(filter(None, (entry.source, entry.note)))))
    note = f"{entry.id} v{entry.version} · {entry.severity_word} · {say('rules.accused', table=entry.table.text)}"
    links = [*_accused(ground, entry), *(_suggested(ground, rule_id) if suggest else ())]
    title = either(entry.title, entry.english)
    return HelpPage(Topic(TopicKind.RULE, rule_id), title, note, tuple(sections), tuple(links))


def _condition_lines(condition: Condition, depth: int = 0) -> tuple[str, ...]:
    if not condition.parts:
        return (f"{'　' * depth}{condition.text}",) if condition.text else ()
    joint = say("rules.any_of" if condition.how == "any" else "rules.all_of")
    inner = [line for part in condition.parts for line in _condition_lines(part, depth + 1)]
    return (f"{'　' * depth}{joint}", *inner)


def _accused(ground: HelpGround, entry: RuleEntry) -> list[HelpLink]:
    rules = (*ground.loaded.resolved.rules, *ground.loaded.resolved.drafts)
    found = {}
    for clause in next(one for one in rules if one.id == entry.id).clauses:
        for ref in clause.accuses:
            value = _source(ground, ref)
            found[value] = HelpLink(say("library.field_link", name=ref.name), Topic(TopicKind.FIELD, value))
    return list(found.values())


def _source(ground: HelpGround, ref: FieldRef) -> str:
    """`table.field` of the imported table a reference comes from."""
    from census_app.reporting.rule_book.rules import source_of

    table, entry = source_of(ground.dictionary, ref.table, ref.field)
    return f"{table.id}.{entry.id}"


def _suggested(ground: HelpGround, wanted: str) -> list[HelpLink]:
    from census_app.workspace.library.suggesting import suggest_entries

    with opened(ground.folder) as workspace:
        found = suggest_entries(workspace, wanted, _SUGGESTED)
    return [_entry_link(one.found) for one in found.entries]


def _entry_link(found: Found) -> HelpLink:
    return HelpLink(say("library.entry_link", title=found.content.title), Topic(TopicKind.ENTRY, found.id))


def field_page(ground: HelpGround, value: str) -> HelpPage:
    """A field: what it holds, how files may call it, its codes, the rules that accuse it."""
    found = field_of(ground.dictionary, value)
    if found is None:
        raise BadInput(f"数据字典里没有字段 {value}", "写成 表.字段")
    table, entry = found
    facts = [say("library.type", type=say(f"library.types.{entry.type.value}"))]
    facts += [say("library.unit", unit=entry.unit)] if entry.unit else []
    facts += [say("library.personal")] if entry.personal.value != "none" else []
    facts += [
        say(f"library.mark.{name}") for name in ("core", "basic", "onsite", "census_item") if getattr(entry, name)
    ]
    sections = [Section(say("library.holds"), (" · ".join(facts),))]
    if entry.aliases:
        sections.append(Section(say("library.aliases"), ("、".join(entry.aliases),)))
    codes = ground.dictionary.code_lists.get(entry.code_list or "")
    if codes is not None:
        words = [f"{one.code} {one.label}".strip() for one in codes.values]
        more = [say("library.more_codes", number=len(words) - _CODES_SHOWN)] if len(words) > _CODES_SHOWN else []
        sections.append(Section(say("library.codes", name=codes.zh), ("、".join(words[:_CODES_SHOWN]), *more)))
    links = [
        HelpLink(f"{rule.id} {either(rule.rule.title.zh, rule.rule.title.en)}", Topic(TopicKind.RULE, rule.id))
        for rule in ground.loaded.resolved.rules
        if any(_source(ground, ref) == value for clause in rule.clauses for ref in clause.accuses)
    ]
    note = f"{table.zh} · {table.rule_name}.{entry.rule_name}"
    sections.append(Section(say("library.rules_of_field"), () if links else (say("library.no_rules_of_field"),)))
    return HelpPage(Topic(TopicKind.FIELD, value), entry.zh, note, tuple(sections), tuple(links))
