"""What people do to the library: write, reword, publish, retire, settle a disagreement, say whether it helped."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from census_app.foundation.database import writing
from census_app.foundation.errors import BadInput
from census_app.workspace import acts
from census_app.workspace.library.checked import check_remark, checked
from census_app.workspace.library.model import Content, Entry, Kind, Status, Version, Vote
from census_app.workspace.library.reading import (
    ADDED,
    EDITED,
    PUBLISHED,
    RETIRED,
    VOTED,
    Library,
    entry_in,
    library_in,
)
from census_app.workspace.problems.numbers import ALPHABET

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from census_app.workspace.workspace import Workspace

_CODE_LENGTH = 9
_LONGEST_NAME = 50


def add_entry(
    workspace: Workspace,
    content: Content,
    *,
    author: str | None = None,
    draft: bool = False,
    actor: str | None = None,
    now: datetime | None = None,
) -> Entry:
    """A new entry stands in the library under a number of its own.

    `BadInput` when it cannot be kept as it is (`checked`), or says exactly what an entry says already.
    """
    content, named = checked(content), _author(author)
    with writing(workspace.engine) as connection:
        _refuse_unknown_question(connection, content)
        library = library_in(connection)
        for other in library.values():
            if other.content.title == content.title and other.content.text == content.text:
                raise BadInput(f"经验库里已经有同样的一条：{other.id}", f"要改它用 census library edit {other.id}")
        entry = _new_id(library)
        status = Status.DRAFT if draft else Status.PUBLISHED
        payload = {"content": content.as_json(), "parents": [], "author": named, "status": status.value}
        acts.append_in(connection, ADDED, entry, payload, actor=actor, now=now)
        return entry_in(connection, entry)


def edit_entry(
    workspace: Workspace,
    written: str,
    changes: Mapping[str, Any],
    *,
    author: str | None = None,
    base: str | None = None,
    actor: str | None = None,
    now: datetime | None = None,
) -> Entry:
    """The named parts of `Content` say what `changes` gives; the wording before it stays among the versions.

    `base`: the hash of the version the writer saw; when the entry was reworded since, `BadInput` and nothing is
    written. Changes that change nothing are no act.
    """

    def reworded(connection: Connection, entry: Entry) -> dict[str, Any] | None:
        if base is not None and base != entry.head.hash:
            raise BadInput(f"{entry.id} 刚被 {entry.head.author} 改过", f"用 census library show {entry.id} 看过再改")
        content = checked(replace(entry.content, **changes))
        _refuse_unknown_question(connection, content)
        if content == entry.content:
            return None
        return {"content": content.as_json(), "parents": [entry.head.hash], "author": named}

    named = _author(author)
    return _acted(workspace, written, EDITED, reworded, actor, now)


def settle_offer(
    workspace: Workspace,
    written: str,
    theirs: bool,
    *,
    county: str = "",
    author: str | None = None,
    actor: str | None = None,
    now: datetime | None = None,
) -> Entry:
    """Other counties' diverging wordings are settled: ours stays, or the one from `county` (the only one) counts.

    Both are then among the versions this entry grew from, so that neither is offered again.
    """

    def settled(_connection: Connection, entry: Entry) -> dict[str, Any]:
        offers = [one for one in entry.offers if not county or one.came_from == county]
        if not offers:
            raise BadInput(f"{entry.id} 没有等着定的不同写法" + (f"（{county}）" if county else ""), "不用处理")
        if theirs and len(offers) > 1:
            raise BadInput(f"{entry.id} 有几个县的写法", f"用 --from 写明取哪个县的：{_counties(offers)}")
        content = offers[0].content if theirs else entry.content
        parents = [entry.head.hash, *(one.hash for one in offers)]
        return {"content": content.as_json(), "parents": parents, "author": named}

    named = _author(author)
    return _acted(workspace, written, EDITED, settled, actor, now)


def publish_entry(workspace: Workspace, written: str, *, actor: str | None = None) -> Entry:
    """The entry is published, whether it was a draft or retired; nothing happens when it is already."""
    return _acted(workspace, written, PUBLISHED, lambda _, entry: _unless(entry, Status.PUBLISHED, {}), actor, None)


def retire_entry(workspace: Workspace, written: str, reason: str, *, actor: str | None = None) -> Entry:
    """The entry is no longer found or suggested; it and its versions stay. `BadInput` without a reason."""
    if not reason.strip():
        raise BadInput("停用要写明理由", "例如 政策已变、与 JY-… 重复")
    said = check_remark("理由", reason)
    return _acted(
        workspace, written, RETIRED, lambda _, entry: _unless(entry, Status.RETIRED, {"reason": said}), actor, None
    )


def vote_entry(
    workspace: Workspace, written: str, vote: Vote | None, *, voter: str | None = None, actor: str | None = None
) -> Entry:
    """The voter's word on the entry counts, in place of an earlier one; None takes it back."""
    name = _author(voter)

    def voted(_connection: Connection, entry: Entry) -> dict[str, Any] | None:
        if entry.votes.get(name) == vote:
            return None
        return {"vote": vote.value if vote is not None else "", "voter": name}

    return _acted(workspace, written, VOTED, voted, actor, None)


def _acted(
    workspace: Workspace,
    written: str,
    kind: str,
    payload: Callable[[Connection, Entry], dict[str, Any] | None],
    actor: str | None,
    now: datetime | None,
) -> Entry:
    """The act is appended unless `payload` says there is nothing to do; the entry as it then stands."""
    with writing(workspace.engine) as connection:
        entry = entry_in(connection, written)
        content = payload(connection, entry)
        if content is None:
            return entry
        acts.append_in(connection, kind, entry.id, content, actor=actor, now=now)
        return entry_in(connection, entry.id)


def _unless(entry: Entry, status: Status, payload: dict[str, Any]) -> dict[str, Any] | None:
    return None if entry.status is status else payload


def _refuse_unknown_question(connection: Connection, content: Content) -> None:
    if not content.about:
        return
    question = entry_in(connection, content.about)
    if question.content.kind is not Kind.QUESTION:
        raise BadInput(f"{question.id} 不是提问", "--about 写所答提问的编号")


def _author(name: str | None) -> str:
    said = " ".join((name or acts.current_actor()).split())
    if not said or len(said) > _LONGEST_NAME:
        raise BadInput("姓名是空的或太长", f"最多 {_LONGEST_NAME} 个字")
    return check_remark("姓名", said)


def _new_id(library: Library) -> str:
    while True:
        entry = "JY-" + "".join(secrets.choice(ALPHABET) for _ in range(_CODE_LENGTH))
        if entry not in library:
            return entry


def _counties(offers: list[Version]) -> str:
    return "、".join(dict.fromkeys(one.came_from for one in offers))
