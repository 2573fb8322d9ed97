"""The log narrowed and in words, newest first; any stretch of it without reading the rest."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Connection, Select, func, or_, select

from census_app.foundation.database import reading
from census_app.workspace.log.wording import act_words
from census_app.workspace.people.directory import directory_in, names_in
from census_app.workspace.schema import acts

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace

_ESCAPED = "\\"


@dataclass(frozen=True)
class LogFilter:
    """Which acts: by these people, of these kinds, on the local days `first` to `last` (both included), about a
    subject or with these words in what they say. Empty parts ask for nothing."""

    actors: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    first: date | None = None
    last: date | None = None
    words: str = ""


class LogLine(NamedTuple):
    """One act as people read it. `at` is local time; `identity` says how it was established who did it."""

    seq: int
    at: str
    actor: str
    name: str
    identity: str
    kind: str
    what: str
    details: str
    subject: str


@dataclass(frozen=True)
class LogView:
    """The numbers of the acts that fit, newest first, and how many acts each person and kind has in the whole log."""

    numbers: Sequence[int]
    total: int
    head: str
    actors: dict[str, int]
    kinds: dict[str, int]
    names: dict[str, str]


def read_view(workspace: Workspace, wanted: LogFilter) -> LogView:
    """The acts that fit, as numbers, so that a log of any length can be paged through."""
    from census_app.workspace.acts import head_in, last_seq

    with reading(workspace.engine) as connection:
        found = connection.execute(_narrowed(select(acts.c.seq), wanted))
        numbers = array("q", (row.seq for row in found))
        actors = _counts(connection, acts.c.actor)
        return LogView(
            numbers,
            last_seq(connection),
            head_in(connection),
            actors,
            _counts(connection, acts.c.kind),
            _names(connection, actors),
        )


def read_lines(connection: Connection, numbers: Iterable[int], language: str) -> list[LogLine]:
    """These acts in words, in the order of the numbers; numbers nobody wrote are left out."""
    wanted = list(numbers)
    found = directory_in(connection)
    query = select(acts).where(acts.c.seq.in_(wanted))
    rows = {row.seq: row for row in connection.execute(query)}
    names = _names(connection, {row.actor: 1 for row in rows.values()})
    return [_line(rows[number], names, language, found.unit_name) for number in wanted if number in rows]


def _line(row: Any, names: dict[str, str], language: str, unit_name: Any) -> LogLine:
    said = act_words(row.kind, row.subject, json.loads(row.payload), language, unit_name)
    moment = datetime.fromisoformat(row.at) + timedelta(minutes=row.utc_offset_minutes)
    at = f"{moment:%Y-%m-%d %H:%M:%S}"
    name = names.get(row.actor, "")
    return LogLine(row.seq, at, row.actor, name, row.identity, row.kind, said.what, said.details, row.subject)


def _narrowed(query: Select[tuple[int]], wanted: LogFilter) -> Select[tuple[int]]:
    if wanted.actors:
        query = query.where(acts.c.actor.in_(sorted(wanted.actors)))
    if wanted.kinds:
        query = query.where(acts.c.kind.in_(sorted(wanted.kinds)))
    if wanted.first is not None:
        query = query.where(acts.c.at >= _utc(wanted.first))
    if wanted.last is not None:
        query = query.where(acts.c.at < _utc(wanted.last + timedelta(days=1)))
    for word in wanted.words.split():
        if word.isdecimal() and len(word) <= 9:
            query = query.where(or_(acts.c.seq == int(word), _holds(word)))
        else:
            query = query.where(_holds(word))
    return query.order_by(acts.c.seq.desc())


def _holds(word: str) -> Any:
    inside = word.replace(_ESCAPED, _ESCAPED * 2).replace("%", r"\%").replace("_", r"\_")
    pattern = f"%{inside}%"
    return or_(acts.c.subject.like(pattern, escape=_ESCAPED), acts.c.payload.like(pattern, escape=_ESCAPED))


def _utc(day: date) -> str:
    """The start of a local day as acts state time."""
    return datetime.combine(day, time()).astimezone().astimezone(UTC).isoformat(timespec="microseconds")


def _counts(connection: Connection, column: Any) -> dict[str, int]:
    query = select(column, func.count()).group_by(column).order_by(func.count().desc(), column)
    return {str(value): int(number) for value, number in connection.execute(query)}


def _names(connection: Connection, accounts: Iterable[str]) -> dict[str, str]:
    return names_in(connection, directory_in(connection), list(accounts))
