"""Acts: everything a person (or the program on a person's word) did, append-only and hash-chained.

Each act's hash covers the hash before it, so a changed, removed or inserted act breaks the chain at a
place that can be named. Personal values stand in the chain only as salted hashes; the values themselves
live beside it and can be erased without breaking it.
"""

from __future__ import annotations

import getpass
import json
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, func, insert, select

from census_app.foundation.canonical import canonical_json, sha256_text
from census_app.foundation.clock import note_clock_behind
from census_app.foundation.database import reading, writing
from census_app.workspace.schema import acts, information, personal_values

SHORTEST_PRINTED_HEAD = 8
CLOCK_BACK = "clock_back_seconds"
"""In the payload of an act: how far the computer's clock was behind the act before."""


@dataclass(frozen=True)
class Act:
    """One act as stored. `at` is UTC; `utc_offset_minutes` tells the local clock it was done under.

    `identity` says how it was established who did it: `pin`, `os` (the operating system's account), `none` (a name
    somebody gave); empty in acts of programs that did not record it.
    """

    seq: int
    prev: str
    hash: str
    at: str
    utc_offset_minutes: int
    actor: str
    kind: str
    subject: str
    payload: dict[str, Any]
    personal: dict[str, str] = field(default_factory=dict)
    identity: str = ""


@dataclass(frozen=True)
class ChainFault:
    """A place where the chain does not hold: the act's number (0: not one act) and what is wrong."""

    seq: int
    message: str


def current_actor() -> str:
    """The operating system account that runs this program."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "unknown"


def append(
    engine: Engine,
    kind: str,
    subject: str,
    payload: Mapping[str, Any],
    *,
    actor: str | None = None,
    personal: Mapping[str, str] | None = None,
    now: datetime | None = None,
) -> Act:
    """The act stands at the end of the chain, durably; `append_in` does it inside a transaction of yours."""
    with writing(engine) as connection:
        return append_in(connection, kind, subject, payload, actor=actor, personal=personal, now=now)


def append_in(
    connection: Connection,
    kind: str,
    subject: str,
    payload: Mapping[str, Any],
    *,
    actor: str | None = None,
    personal: Mapping[str, str] | None = None,
    now: datetime | None = None,
) -> Act:
    """The act is at the end of the chain when the write transaction of `connection` commits.

    `payload` is JSON; a clock found behind the last act is noted in it as `CLOCK_BACK` and told, never refused.
    `personal` values are kept beside the chain, which holds only their salted hashes. Where people are enabled the
    act is refused unless somebody who may do it has signed in; `actor` is then that person.
    """
    from census_app.workspace.people.signing import signature

    signed = signature(connection, kind, actor)
    moment = now or datetime.now().astimezone()
    last = connection.execute(
        select(acts.c.seq, acts.c.hash, acts.c.at).order_by(acts.c.seq.desc()).limit(1)
    ).one_or_none()
    content = dict(payload)
    at = moment.astimezone(UTC)
    if last is not None and (behind := (datetime.fromisoformat(last.at) - at).total_seconds()) > 0:
        content[CLOCK_BACK] = f"{behind:.3f}"
        if now is None:
            note_clock_behind(at, datetime.fromisoformat(last.at))
    seq = 1 if last is None else last.seq + 1
    salted = {name: (secrets.token_hex(16), value) for name, value in (personal or {}).items()}
    offset = moment.astimezone().utcoffset()
    act = _sealed(
        Act(
            seq=seq,
            prev=genesis(connection) if last is None else last.hash,
            hash="",
            at=at.isoformat(timespec="microseconds"),
            utc_offset_minutes=0 if offset is None else int(offset.total_seconds() // 60),
            actor=signed.actor,
            kind=kind,
            subject=subject,
            payload=content,
            personal={name: _salted_hash(salt, value) for name, (salt, value) in salted.items()},
            identity=signed.identity,
        )
    )
    connection.execute(insert(acts).values(**_columns(act)))
    if salted:
        connection.execute(
            insert(personal_values),
            [{"act": seq, "field": name, "salt": salt, "value": value} for name, (salt, value) in salted.items()],
        )
    return act


def genesis(connection: Connection) -> str:
    """What stands before the first act: the workspace's own identity, so that chains cannot be swapped."""
    workspace = connection.execute(select(information.c.value).where(information.c.name == "workspace_id")).scalar_one()
    return sha256_text(f"census acts {workspace}")


def head(engine: Engine) -> str:
    """The hash of the last act: the anchor printed in every list."""
    with reading(engine) as connection:
        return head_in(connection)


def head_in(connection: Connection) -> str:
    """`head` inside a transaction of yours."""
    found = connection.execute(select(acts.c.hash).order_by(acts.c.seq.desc()).limit(1)).scalar()
    return genesis(connection) if found is None else str(found)


def last_seq(connection: Connection) -> int:
    """Number of the last act; 0 before the first."""
    return int(connection.execute(select(func.coalesce(func.max(acts.c.seq), 0))).scalar_one())


def list_acts(
    engine: Engine, *, kinds: Iterable[str] | None = None, subject: str | None = None, after: int = 0
) -> list[Act]:
    """Acts in order, narrowed by kind, subject and number."""
    with reading(engine) as connection:
        return list(iterate(connection, kinds=kinds, subject=subject, after=after))


def iterate(
    connection: Connection,
    *,
    kinds: Iterable[str] | None = None,
    subject: str | None = None,
    after: int = 0,
    until: int | None = None,
    payload: Mapping[str, str] | None = None,
) -> Iterator[Act]:
    """`list_acts` inside a transaction of yours: numbers in (after, until], with these texts in the payload."""
    query = select(acts).where(acts.c.seq > after).order_by(acts.c.seq)
    if until is not None:
        query = query.where(acts.c.seq <= until)
    if kinds is not None:
        query = query.where(acts.c.kind.in_(list(kinds)))
    if subject is not None:
        query = query.where(acts.c.subject == subject)
    for name, value in (payload or {}).items():
        query = query.where(func.json_extract(acts.c.payload, f'$."{name}"') == value)
    for row in connection.execute(query):
        yield _from_row(row)


def personal_value(engine: Engine, act: int, name: str) -> str | None:
    """The personal value given with an act; None when there is none or it was erased."""
    with reading(engine) as connection:
        found = connection.execute(
            select(personal_values.c.value).where(personal_values.c.act == act, personal_values.c.field == name)
        ).scalar()
    return None if found is None else str(found)


def erase_personal_values(
    engine: Engine, act: int, reason: str, *, fields: Iterable[str] | None = None, actor: str | None = None
) -> Act:
    """The personal values of an act (all, or those of `fields`) are gone for good; the chain still verifies, and says
    who erased them."""
    gone = delete(personal_values).where(personal_values.c.act == act)
    content: dict[str, Any] = {"act": act, "reason": reason}
    if fields is not None:
        content["fields"] = sorted(fields)
        gone = gone.where(personal_values.c.field.in_(content["fields"]))
    with writing(engine) as connection:
        connection.execute(gone)
        return append_in(connection, "personal.erased", f"act:{act}", content, actor=actor)


def verify(engine: Engine, anchors: Iterable[str] = ()) -> list[ChainFault]:
    """Every fault of the chain; empty when each act, each personal value and each anchor agrees.

    `anchors` are head hashes the other side kept, whole or as printed in lists (the first digits, in groups): a cut
    tail or a rewritten chain lacks them.
    """
    faults: list[ChainFault] = []
    with reading(engine) as connection:
        hashes = {previous := genesis(connection)}
        expected = 1
        for row in connection.execute(select(acts).order_by(acts.c.seq)):
            faults += _faults_of(row, expected, previous)
            previous, expected = row.hash, row.seq + 1
            hashes.add(row.hash)
        faults += _personal_faults(connection)
    for anchor in anchors:
        if not _in_chain(anchor, hashes):
            faults.append(ChainFault(0, f"链头 {anchor} 曾经发出，现在的日志里没有它"))
    return faults


def _in_chain(anchor: str, hashes: set[str]) -> bool:
    """Whether the chain has this head; on paper only its first digits stand, in groups."""
    digits = "".join(anchor.split()).lower()
    if digits in hashes:
        return True
    return len(digits) >= SHORTEST_PRINTED_HEAD and any(known.startswith(digits) for known in hashes)


def _faults_of(row: Row[Any], expected: int, previous: str) -> list[ChainFault]:
    if row.seq != expected:
        return [ChainFault(row.seq, f"第 {expected} 号动作缺失，接着的是第 {row.seq} 号")]
    if row.prev != previous:
        return [ChainFault(row.seq, f"第 {row.seq} 号动作接不上前一号")]
    try:
        act = _from_row(row)
        agrees = _sealed(act).hash == row.hash and _columns(act) == dict(row._mapping)
    except (ValueError, TypeError):
        agrees = False
    return [] if agrees else [ChainFault(row.seq, f"第 {row.seq} 号动作的内容与其校验值不符")]


def _personal_faults(connection: Connection) -> list[ChainFault]:
    faults = []
    rows = connection.execute(
        select(personal_values, acts.c.personal).outerjoin(acts, acts.c.seq == personal_values.c.act)
    )
    for row in rows:
        stated = json.loads(row.personal or "{}").get(row.field)
        if stated != _salted_hash(row.salt, row.value):
            faults.append(ChainFault(row.act, f"第 {row.act} 号动作的个人信息（{row.field}）被改过"))
    return faults


def _sealed(act: Act) -> Act:
    content = {
        "seq": act.seq,
        "prev": act.prev,
        "at": act.at,
        "utc_offset_minutes": act.utc_offset_minutes,
        "actor": act.actor,
        "kind": act.kind,
        "subject": act.subject,
        "payload": act.payload,
        "personal": act.personal,
        **({"identity": act.identity} if act.identity else {}),
    }
    return replace(act, hash=sha256_text(canonical_json(content)))


def _salted_hash(salt: str, value: str) -> str:
    return sha256_text(f"{salt}:{value}")


def _columns(act: Act) -> dict[str, Any]:
    return {
        **act.__dict__,
        "payload": canonical_json(act.payload),
        "personal": canonical_json(act.personal),
    }


def _from_row(row: Row[Any]) -> Act:
    columns = dict(row._mapping)
    return Act(**{**columns, "payload": json.loads(row.payload), "personal": json.loads(row.personal)})
