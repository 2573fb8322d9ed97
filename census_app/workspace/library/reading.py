"""The library as it stands: shipped entries, and over them the acts in their order. Derived, nowhere kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from census_app.foundation.database import reading
from census_app.foundation.errors import BadInput
from census_app.workspace import acts
from census_app.workspace.library.model import Content, Entry, Status, Version, Vote, version_hash
from census_app.workspace.library.shipped import shipped_entries

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from census_app.workspace.acts import Act
    from census_app.workspace.workspace import Workspace

ADDED = "experience.added"
EDITED = "experience.edited"
PUBLISHED = "experience.published"
RETIRED = "experience.retired"
TAKEN = "experience.taken"
OFFERED = "experience.offered"
VOTED = "experience.voted"

Library = dict[str, Entry]


def read_library(workspace: Workspace) -> Library:
    """Id → entry, shipped ones first, then in the order they came."""
    with reading(workspace.engine) as connection:
        return library_in(connection)


def library_in(connection: Connection) -> Library:
    """`read_library` inside a transaction of yours."""
    return replay(acts.iterate(connection, kinds=KINDS))


def entry_in(connection: Connection, written: str) -> Entry:
    """One entry, from its own acts alone; `BadInput` when there is none."""
    wanted = normalised_id(written)
    return entry_of(replay(acts.iterate(connection, kinds=KINDS, subject=wanted)), wanted)


def replay(found: Iterable[Act]) -> Library:
    """The library these acts come to."""
    library = shipped_entries()
    for act in found:
        _EFFECTS[act.kind](library, act)
    return library


def entry_of(library: Library, written: str) -> Entry:
    """The entry of this id, however its letters are written; `BadInput` when there is none."""
    wanted = normalised_id(written)
    if wanted not in library:
        raise BadInput(
            f"经验库里没有这一条：{written[:40]}", "用 census library search 查编号，写成 JY-… 或 SJ-001 这样"
        )
    return library[wanted]


def answers_to(library: Library, question: Entry) -> list[Entry]:
    """The published entries that answer this question."""
    return [
        entry for entry in library.values() if entry.content.about == question.id and entry.status is Status.PUBLISHED
    ]


def normalised_id(written: str) -> str:
    """An id as people type it: any case and width, with or without the dash."""
    import unicodedata

    plain = "".join(unicodedata.normalize("NFKC", written[:40]).split()).upper().replace("—", "-").replace("–", "-")
    if plain[:2] in ("JY", "SJ") and plain[2:3] not in ("-", ""):
        return f"{plain[:2]}-{plain[2:]}"
    return plain


def _added(library: Library, act: Act) -> None:
    version = _version(act)
    status = Status(act.payload["status"])
    library[act.subject] = Entry(act.subject, [version], status, known={version.hash})


def _edited(library: Library, act: Act) -> None:
    # a shipped entry the program no longer ships: what was made of it stays
    entry = library.setdefault(act.subject, Entry(act.subject, [], Status.PUBLISHED))
    version = _version(act)
    for settled in [one for one in entry.offers if one.hash in version.parents]:
        entry.offers.remove(settled)
        entry.known |= {settled.hash, *settled.parents, *settled.ancestors}
    _grow(entry, version)


def _published(library: Library, act: Act) -> None:
    if (entry := library.get(act.subject)) is not None:
        entry.status, entry.reason = Status.PUBLISHED, ""


def _retired(library: Library, act: Act) -> None:
    if (entry := library.get(act.subject)) is not None:
        entry.status, entry.reason = Status.RETIRED, act.payload["reason"]


def _taken(library: Library, act: Act) -> None:
    entry = library.setdefault(act.subject, Entry(act.subject, [], Status.PUBLISHED))
    _grow(entry, _version(act))


def _grow(entry: Entry, version: Version) -> None:
    entry.versions.append(version)
    entry.known |= {version.hash, *version.parents, *version.ancestors}


def _offered(library: Library, act: Act) -> None:
    if (entry := library.get(act.subject)) is not None:
        offer = _version(act)
        entry.offers = [one for one in entry.offers if one.hash not in offer.ancestors and one.hash != offer.hash]
        entry.offers.append(offer)


def _voted(library: Library, act: Act) -> None:
    entry = library.get(act.subject)
    if entry is None:
        return
    vote, voter = act.payload["vote"], act.payload["voter"]
    if vote:
        entry.votes[voter] = Vote(vote)
    else:
        entry.votes.pop(voter, None)


def _version(act: Act) -> Version:
    payload = act.payload
    content = Content.from_json(payload["content"])
    parents = tuple(payload["parents"])
    return Version(
        version_hash(act.subject, content, parents),
        content,
        parents,
        payload["author"],
        act.at,
        act.seq,
        payload.get("came_from", ""),
        tuple(payload.get("ancestors", ())),
    )


_EFFECTS: dict[str, Callable[[Library, Act], None]] = {
    ADDED: _added,
    EDITED: _edited,
    PUBLISHED: _published,
    RETIRED: _retired,
    TAKEN: _taken,
    OFFERED: _offered,
    VOTED: _voted,
}
KINDS = tuple(_EFFECTS)
