"""Entries leave the county: published ones only, authors masked, nothing personal."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from census_app.foundation.canonical import sha256_file
from census_app.foundation.errors import BadInput
from census_app.foundation.files import publish
from census_app.foundation.masking import masked
from census_app.workspace import acts
from census_app.workspace.library.checked import check_remark, refuse_personal
from census_app.workspace.library.exchange import SentEntry, sent_file
from census_app.workspace.library.model import Entry, Status
from census_app.workspace.library.reading import read_library

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace

EXPORTED = "experience.exported"


@dataclass
class ExportReport:
    """How many entries the file holds; `refused` are those left out, with the reason."""

    file: Path
    county: str
    entries: int = 0
    refused: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        return {"file": str(self.file), "county": self.county, "entries": self.entries, "refused": self.refused}

    def lines(self) -> list[str]:
        """For the terminal."""
        return [f"写出 {self.entries:,} 条：{self.file}", *(f"没有写：{one}" for one in self.refused)]


def exportable(workspace: Workspace, rule: str = "") -> tuple[list[Entry], list[str]]:
    """The entries this county may hand on (of one rule, when given), and why others may not.

    Drafts, retired entries and shipped ones nobody reworded are not meant at all.
    """
    chosen, refused = [], []
    for entry in read_library(workspace).values():
        untouched = entry.shipped and len(entry.versions) == 1
        if entry.status is not Status.PUBLISHED or untouched or (rule and rule not in entry.content.rules):
            continue
        try:
            refuse_personal(entry.content)
        except BadInput as error:
            refused.append(f"{entry.id}：{error.message}")
        else:
            chosen.append(entry)
    return chosen, refused


def export_library(
    workspace: Workspace, target: Path, county: str = "", rule: str = "", *, actor: str | None = None
) -> ExportReport:
    """`target` durably holds the exportable entries for other counties; the log says that they left.

    `county` defaults to the county most entries name; `BadInput` when there is none, or nothing to hand on.
    """
    chosen, refused = exportable(workspace, rule)
    if not chosen:
        raise BadInput("没有可以导出的经验" + (f"：{refused[0]}" if refused else ""), "先发布几条；草稿和停用的不导出")
    named = check_remark("县", county) or _county_of(chosen)
    if not named:
        raise BadInput("没有说是哪个县的经验", "加上 --county 县名，别县收到时要知道是谁写的")
    with publish(target) as temporary:
        temporary.write_bytes(sent_file(named, [_sent(entry) for entry in chosen]))
    digest = sha256_file(target)
    payload = {"county": named, "sha256": digest, "entries": len(chosen)}
    acts.append(workspace.engine, EXPORTED, digest[:16], payload, actor=actor)
    return ExportReport(target, named, len(chosen), refused)


def _sent(entry: Entry) -> SentEntry:
    head = entry.head
    return SentEntry.model_validate(
        {
            "id": entry.id,
            "content": head.content.as_json(),
            "parents": list(head.parents),
            "ancestors": sorted(entry.known - {head.hash}),
            "hash": head.hash,
            "author": masked(head.author),
            "at": head.at,
        }
    )


def _county_of(entries: list[Entry]) -> str:
    named = Counter(entry.content.county for entry in entries if entry.content.county)
    return min(named, key=lambda county: (-named[county], county), default="")
