"""Pages of experiences: one in full, and its wordings so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from census_app.desktop.core_words import worded
from census_app.desktop.language import either, say
from census_app.desktop.opened import opened
from census_app.desktop.pages.library.entries import wording_before
from census_app.desktop.pages.library.ground import HelpGround, field_of
from census_app.desktop.pages.library.topics import HelpLink, HelpPage, OfferTold, Section, Topic, TopicKind

if TYPE_CHECKING:
    from census_app.workspace.library.model import Content, Entry, Version


def entry_page(ground: HelpGround, written: str) -> HelpPage:
    """An experience in full, with the rules and fields it is about, the answers to it and wordings not settled."""
    from census_app.workspace.library.model import KIND_LABELS, STATUS_LABELS, Vote
    from census_app.workspace.library.reading import answers_to, entry_of, read_library

    with opened(ground.folder) as workspace:
        library = read_library(workspace)
        entry = entry_of(library, written)
        answers = answers_to(library, entry)
    content = entry.content
    links = _links(ground, content)
    if content.about in library:
        words = say("library.question_link", title=library[content.about].content.title)
        links.append(HelpLink(words, Topic(TopicKind.ENTRY, content.about)))
    links += [
        HelpLink(say("library.answer_link", title=one.content.title), Topic(TopicKind.ENTRY, one.id)) for one in answers
    ]
    if len(entry.versions) > 1:
        words = say("library.versions_link", number=len(entry.versions))
        links.append(HelpLink(words, Topic(TopicKind.VERSIONS, entry.id)))
    origin = " · ".join(filter(None, (content.source, content.unit, content.county)))
    sections = [Section("", tuple((content.text or say("library.no_answer")).splitlines()))]
    sections += [Section(say("library.origin"), (origin,))] if origin else []
    sections += [Section(say("library.retired_because"), (entry.reason,))] if entry.reason else []
    told = f"{entry.id} · {worded(KIND_LABELS[content.kind])} · {worded(STATUS_LABELS[entry.status])}"
    note = f"{told} · {say('library.version', number=len(entry.versions), by=_by(entry.head))}"
    votes = entry.count(Vote.HELPFUL), entry.count(Vote.UNHELPFUL)
    topic = Topic(TopicKind.ENTRY, entry.id)
    return HelpPage(
        topic, content.title, note, tuple(sections), tuple(links), votes,
        entry.status.value, len(entry.versions), _offers(ground, entry),
    )  # fmt: skip


def _links(ground: HelpGround, content: Content) -> list[HelpLink]:
    known = {rule.id: either(rule.title.zh, rule.title.en) for rule in ground.loaded.pack.rules}
    links = [HelpLink(f"{name} {known[name]}", Topic(TopicKind.RULE, name)) for name in content.rules if name in known]
    for item in content.items:
        found = field_of(ground.dictionary, item)
        if found is not None:
            name = f"{found[0].rule_name}.{found[1].rule_name}"
            links.append(HelpLink(say("library.field_link", name=name), Topic(TopicKind.FIELD, item)))
    return links


def _offers(ground: HelpGround, entry: Entry) -> tuple[OfferTold, ...]:
    from census_app.workspace.library.telling import differences

    return tuple(
        OfferTold(one.came_from, one.author, tuple(differences(entry.content, one.content, ground.dictionary)))
        for one in entry.offers
    )


def versions_page(ground: HelpGround, written: str) -> HelpPage:
    """The wordings of an experience, the newest first, each with what it changed."""
    from census_app.workspace.library.reading import entry_of, read_library

    with opened(ground.folder) as workspace:
        entry = entry_of(read_library(workspace), written)
    sections = []
    for place in reversed(range(len(entry.versions))):
        version = entry.versions[place]
        heading = say("library.version", number=place + 1, by=_by(version))
        changed = wording_before(entry, place, ground.dictionary)
        lines = [f"{part}　{before or '—'}\n→ {after or '—'}" for part, before, after in changed]
        whole = (version.content.title, *version.content.text.splitlines())
        sections.append(Section(heading, tuple(lines) if changed else whole))
    back = HelpLink(say("library.entry_link", title=entry.content.title), Topic(TopicKind.ENTRY, entry.id))
    note = say("library.versions_note", entry=entry.id, number=len(entry.versions))
    return HelpPage(Topic(TopicKind.VERSIONS, entry.id), entry.content.title, note, tuple(sections), (back,))


def _by(version: Version) -> str:
    came = say("library.came_from", county=version.came_from) if version.came_from else ""
    return " ".join(filter(None, (worded(version.author), version.at[:10], came)))
