"""Entries of other counties come in: new ones join, later wordings follow, wordings that grew apart wait for a
decision beside ours. Taking the same file again changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from census_app.foundation.database import reading, writing
from census_app.foundation.errors import BadInput
from census_app.workspace import acts
from census_app.workspace.library.checked import check_remark, checked
from census_app.workspace.library.exchange import SentEntry, hash_agrees, read_sent
from census_app.workspace.library.model import Entry, Version
from census_app.workspace.library.reading import OFFERED, TAKEN, Library, library_in
from census_app.workspace.library.telling import offer_lines, version_json

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from census_app.dictionary.model import Dictionary
    from census_app.workspace.workspace import Workspace


class Fate(StrEnum):
    """What becomes of an entry that came in."""

    ADDED = "added"
    UPDATED = "updated"
    SAME = "same"
    OURS_NEWER = "ours_newer"
    CONFLICT = "conflict"
    WAITING = "waiting"


FATE_LABELS: dict[str, str] = {
    Fate.ADDED: "新收",
    Fate.UPDATED: "更新",
    Fate.SAME: "已经有",
    Fate.OURS_NEWER: "本县的更新",
    Fate.CONFLICT: "写法不同，等着定",
    Fate.WAITING: "以前就不同，还没定",
}


@dataclass(frozen=True)
class Conflict:
    """Our entry and a wording of another county that grew apart from it."""

    entry: Entry
    theirs: Version


@dataclass
class TakeReport:
    """What became of the entries; `refused` are entries or whole files, with the reason."""

    preview: bool = False
    fates: dict[Fate, list[str]] = field(default_factory=lambda: {fate: [] for fate in Fate})
    conflicts: list[Conflict] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        return {
            "preview": self.preview,
            **{fate.value: ids for fate, ids in self.fates.items()},
            "conflicts": [
                {"id": one.entry.id, "ours": version_json(one.entry.head), "theirs": version_json(one.theirs)}
                for one in self.conflicts
            ],
            "refused": self.refused,
        }

    def lines(self, dictionary: Dictionary) -> list[str]:
        """For the terminal: counts, conflicts side by side, refusals."""
        counts = "，".join(f"{FATE_LABELS[fate]} {len(ids):,} 条" for fate, ids in self.fates.items() if ids)
        lines = [("只是看看，没有收：" if self.preview else "") + (counts or "没有收到什么")]
        for one in self.conflicts:
            lines += offer_lines(one.entry, one.theirs, dictionary)
        return lines + [f"没有收：{one}" for one in self.refused]


def take_library(
    workspace: Workspace,
    files: Sequence[Path],
    *,
    preview: bool = False,
    actor: str | None = None,
    now: datetime | None = None,
) -> TakeReport:
    """What the files hold is in the library, file by file, each in one transaction; `preview` writes nothing.

    A file that is not whole is refused and the others are taken; `BadInput` when none can be read.
    """
    report, faults = TakeReport(preview), []
    for path in files:
        try:
            county, entries = read_sent(path)
            county = check_remark("县", county)
        except BadInput as error:
            faults.append(error)
            report.refused.append(str(error))
            continue
        if preview:
            with reading(workspace.engine) as connection:
                _judge_all(library_in(connection), county, entries, report)
        else:
            with writing(workspace.engine) as connection:
                moves = _judge_all(library_in(connection), county, entries, report)
                _write(connection, county, moves, actor, now)
    if faults and len(faults) == len(files):
        raise faults[0]
    return report


Move = tuple[str, SentEntry]


def _judge_all(library: Library, county: str, entries: Sequence[SentEntry], report: TakeReport) -> list[Move]:
    """The acts to write; what becomes of each entry is in the report."""
    known_texts = {(entry.content.title, entry.content.text) for entry in library.values()}
    moves: list[Move] = []
    for sent in entries:
        try:
            version = _acceptable(sent, county)
        except BadInput as error:
            report.refused.append(f"{county} 的 {sent.id}：{error.message}")
            continue
        ours = library.get(sent.id)
        text = (version.content.title, version.content.text)
        fate = _fate(ours, version, text in known_texts)
        report.fates[fate].append(sent.id)
        if fate in (Fate.ADDED, Fate.UPDATED):
            moves.append((TAKEN, sent))
            known_texts.add(text)
        elif fate is Fate.CONFLICT and ours is not None:
            moves.append((OFFERED, sent))
        if fate in (Fate.CONFLICT, Fate.WAITING) and ours is not None:
            report.conflicts.append(Conflict(ours, version))
    return moves


def _acceptable(sent: SentEntry, county: str) -> Version:
    """The wording when it may be kept: what its hash says, spelt as ours are, nothing personal."""
    version = sent.version(county)
    if not hash_agrees(sent):
        raise BadInput("内容与它的校验值不符")
    if checked(version.content) != version.content:
        raise BadInput("写法不规范（多余的空白或重复的关联）")
    return replace(version, author=check_remark("姓名", version.author))


def _fate(ours: Entry | None, theirs: Version, text_known: bool) -> Fate:
    if ours is None:
        return Fate.SAME if text_known else Fate.ADDED
    if theirs.hash == ours.head.hash or theirs.content == ours.content:
        return Fate.SAME
    if theirs.hash in ours.known:
        return Fate.OURS_NEWER
    if ours.head.hash in theirs.ancestors:
        return Fate.UPDATED
    return Fate.WAITING if any(one.hash == theirs.hash for one in ours.offers) else Fate.CONFLICT


def _write(connection: Connection, county: str, moves: Sequence[Move], actor: str | None, now: datetime | None) -> None:
    for kind, sent in moves:
        payload = {
            "content": sent.content.model_dump(),
            "parents": sent.parents,
            "ancestors": sent.ancestors,
            "author": sent.author,
            "written_at": sent.at,
            "came_from": county,
        }
        acts.append_in(connection, kind, sent.id, payload, actor=actor, now=now)
