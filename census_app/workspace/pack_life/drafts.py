"""Rules being written: one file each in `drafts/`, away from everything in force, until they are published or dropped.

A draft is whatever was typed, readable or not. Every save replaces the file at once and for good, so a killed program
loses at most what was typed since the last save. No act is written: a draft decides nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from census_app.foundation.canonical import sha256_text
from census_app.foundation.errors import BadInput
from census_app.foundation.files import write_text

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace

DRAFTS = "drafts"
LONGEST_TEXT = 200_000
_FORMAT = 1
_SUFFIX = ".json"
_RULE_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}")


@dataclass(frozen=True)
class Draft:
    """A rule as somebody is writing it: `text` is the YAML of the whole rule, as typed.

    `pack` and `pack_version` name the base pack it was begun on, `began_from` is the SHA-256 of the rule's text then
    (empty for a rule that is new). `token` names the saved state this one was read from; empty before the first save.
    """

    rule_id: str
    text: str
    pack: str = ""
    pack_version: str = ""
    began_from: str = ""
    by: str = ""
    saved_at: str = ""
    token: str = ""


@dataclass(frozen=True)
class Drafts:
    """Every draft by rule id, sorted; `faults` are sentences about files that hold none."""

    by_rule: Mapping[str, Draft]
    faults: tuple[str, ...] = ()


class DraftChanged(BadInput):
    """Somebody else saved the draft meanwhile; nothing was written. `present` is what stands there (None: dropped)."""

    def __init__(self, rule_id: str, present: Draft | None) -> None:
        self.present = present
        what = f"{present.by} 在 {local_time(present.saved_at)} 存过" if present else "已经被丢弃"
        super().__init__(f"规则 {rule_id} 的草稿{what}，和这里打开时不一样", "看一眼那一份，再决定用哪一份")


def drafts_folder(workspace: Workspace) -> Path:
    """Where drafts stand."""
    return workspace.folder / DRAFTS


def read_drafts(workspace: Workspace) -> Drafts:
    """Every draft of the workspace; files nobody can read stay where they are and are told."""
    found: dict[str, Draft] = {}
    faults: list[str] = []
    for path in sorted(drafts_folder(workspace).glob(f"*{_SUFFIX}")):
        try:
            found[path.stem] = _read(path)
        except BadInput as error:
            faults.append(str(error))
    return Drafts(found, tuple(faults))


def read_draft(workspace: Workspace, rule_id: str) -> Draft | None:
    """The draft of a rule; None when there is none. `BadInput` when its file is damaged."""
    path = _path(workspace, rule_id)
    return _read(path) if path.is_file() else None


def save_draft(workspace: Workspace, draft: Draft, *, over_others: bool = False, now: datetime | None = None) -> Draft:
    """The draft stands durably; returns it with its new token, author and time.

    Raises `DraftChanged` when another state than `draft.token` stands there, unless `over_others`. A damaged file is
    put aside first, never overwritten. `BadInput` for an id that cannot be a rule's, and for a text far too long.
    """
    if len(draft.text) > LONGEST_TEXT:
        raise BadInput(f"规则 {draft.rule_id} 的草稿超过 {LONGEST_TEXT:,} 个字", "分成几条规则")
    path = _path(workspace, draft.rule_id)
    moment = now or datetime.now().astimezone()
    present = _present(path, moment)
    if not over_others and (present.token if present else "") != draft.token:
        raise DraftChanged(draft.rule_id, present)
    saved = replace(draft, by=workspace.actor, saved_at=moment.isoformat(timespec="seconds"))
    content = {name: value for name, value in asdict(saved).items() if name != "token"}
    text = json.dumps({"format": _FORMAT, **content}, ensure_ascii=False, indent=1)
    write_text(path, text)
    return replace(saved, token=sha256_text(text))


def discard_draft(workspace: Workspace, rule_id: str) -> Draft | None:
    """There is no draft of the rule any more; returns what stood there, so that it can be saved again."""
    path = _path(workspace, rule_id)
    present = _present(path, datetime.now().astimezone())
    path.unlink(missing_ok=True)
    return replace(present, token="") if present else None


def began_from(text: str) -> str:
    """What a draft remembers of the rule it was begun on."""
    return sha256_text(text)


def local_time(at: str) -> str:
    """A stored moment as people here read it; as it is when it is none."""
    try:
        return f"{datetime.fromisoformat(at).astimezone():%Y-%m-%d %H:%M}"
    except ValueError:
        return at


def _path(workspace: Workspace, rule_id: str) -> Path:
    if not _RULE_ID.fullmatch(rule_id):
        raise BadInput(f"“{rule_id[:40]}”不能作规则号", "字母开头，只用字母、数字、- 和 _，例如 R113，不超过 40 个字符")
    return drafts_folder(workspace) / f"{rule_id}{_SUFFIX}"


def _read(path: Path) -> Draft:
    text = path.read_text(encoding="utf-8", errors="replace")
    try:
        content: Any = json.loads(text)
        newer = content["format"] != _FORMAT
        known = {one.name for one in fields(Draft)} - {"token"}
        values = {name: str(value) for name, value in content.items() if name in known}
        draft = Draft(**values, token=sha256_text(text))
    except (ValueError, TypeError, KeyError) as error:
        raise BadInput(f"草稿文件损坏：{path}", "从备份恢复它；再存这条规则的草稿时，坏文件会另放一边") from error
    if newer:
        raise BadInput(f"草稿 {path} 是更新的程序写的", "用新版程序打开；这里不会动它")
    return draft


def _present(path: Path, moment: datetime) -> Draft | None:
    """What stands there; a file nobody can read is renamed, so that nothing typed is ever written over."""
    if not path.is_file():
        return None
    try:
        return _read(path)
    except BadInput:
        path.replace(path.with_name(f"{path.name}.damaged-{moment:%Y%m%d%H%M%S%f}"))
        return None
