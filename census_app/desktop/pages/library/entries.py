"""Writing in the library, as plain functions that run on a worker: entries checked, kept, retired, settled."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from census_app.desktop.opened import opened
from census_app.foundation.errors import BadInput

if TYPE_CHECKING:
    from census_app.workspace.library.model import Content, Entry
    from census_app.workspace.workspace import Workspace

PARTS = ("title", "text", "rules", "items", "about", "source", "unit", "county")
_LABELS = {
    "标题": "title",
    "正文": "text",
    "规则": "rules",
    "普查项": "items",
    "字段": "items",
    "提问": "about",
    "来源": "source",
    "单位": "unit",
    "县": "county",
}


@dataclass(frozen=True)
class EntryDraft:
    """An entry as it stands in the editor. `entry` is empty for a new one; `base` is the version that was opened."""

    kind: str = "case"
    title: str = ""
    text: str = ""
    rules: str = ""
    items: str = ""
    about: str = ""
    source: str = ""
    unit: str = ""
    county: str = ""
    entry: str = ""
    base: str = ""


@dataclass(frozen=True)
class Refusal:
    """Why an entry cannot be kept as it is: which part, and in the text from which line and column on (from 1)."""

    message: str
    advice: str
    part: str = ""
    line: int = 0
    column: int = 0


def read_draft(folder: Path, entry: str) -> EntryDraft:
    """An entry as the editor shows it."""
    from census_app.workspace.library.index import item_name
    from census_app.workspace.library.reading import entry_of, read_library

    with opened(folder) as workspace:
        found = entry_of(read_library(workspace), entry)
        content = found.content
        items = "、".join(item_name(workspace.dictionary, item) for item in content.items)
    return EntryDraft(
        content.kind.value,
        content.title,
        content.text,
        "、".join(content.rules),
        items,
        content.about,
        content.source,
        content.unit,
        content.county,
        found.id,
        found.head.hash,
    )


def check_draft(folder: Path, draft: EntryDraft) -> Refusal | None:
    """Why the draft could not be kept; None when it could."""
    from census_app.workspace.library.checked import checked

    with opened(folder) as workspace:
        try:
            checked(_content(workspace, draft))
        except BadInput as error:
            return _refusal(error, draft)
    return None


def save_draft(folder: Path, draft: EntryDraft, author: str, *, as_draft: bool) -> str | Refusal:
    """The entry's id once it is kept, as a new one or as a later wording; else why not, and nothing was written."""
    from census_app.workspace.library.writing import add_entry, edit_entry

    with opened(folder) as workspace:
        try:
            content = _content(workspace, draft)
            if not draft.entry:
                return add_entry(workspace, content, author=author or None, draft=as_draft).id
            changes = {field.name: getattr(content, field.name) for field in fields(content)}
            return edit_entry(workspace, draft.entry, changes, author=author or None, base=draft.base).id
        except BadInput as error:
            return _refusal(error, draft)


def _content(workspace: Workspace, draft: EntryDraft) -> Content:
    from census_app.workspace.library.checked import resolve_items, rule_id
    from census_app.workspace.library.model import Content, Kind
    from census_app.workspace.library.reading import normalised_id

    return Content(
        Kind(draft.kind),
        draft.title,
        draft.text,
        tuple(rule_id(one) for one in _several(draft.rules)),
        resolve_items(workspace.dictionary, _several(draft.items)),
        normalised_id(draft.about) if draft.about.strip() else "",
        draft.source,
        draft.unit,
        draft.county,
    )


def _several(written: str) -> list[str]:
    for separator in "，,；;　 ":
        written = written.replace(separator, "、")
    return [one.strip() for one in written.split("、") if one.strip()]


def _refusal(error: BadInput, draft: EntryDraft) -> Refusal:
    """Where it is: at the personal data when that is the reason, else the part the sentence names."""
    from census_app.workspace.library.personal import personal_data

    shown = {label: getattr(draft, part) for label, part in _LABELS.items() if part not in ("rules", "items", "about")}
    if "个人信息" in error.message and (found := personal_data(shown)):
        first = found[0]
        return Refusal(error.message, error.advice, _LABELS[first.part], first.line, first.column)
    named = [(error.message.find(label), part) for label, part in _LABELS.items() if label in error.message]
    return Refusal(error.message, error.advice, min(named)[1] if named else "")


def retire(folder: Path, entry: str, reason: str) -> None:
    """The entry is no longer found or suggested; it and its versions stay."""
    from census_app.workspace.library.writing import retire_entry

    with opened(folder) as workspace:
        retire_entry(workspace, entry, reason)


def publish(folder: Path, entry: str) -> None:
    """The draft, or the retired entry, is found and suggested."""
    from census_app.workspace.library.writing import publish_entry

    with opened(folder) as workspace:
        publish_entry(workspace, entry)


def settle(folder: Path, entry: str, author: str, *, theirs: bool, county: str) -> None:
    """One of two diverging wordings counts from now on; both stay among the versions."""
    from census_app.workspace.library.writing import settle_offer

    with opened(folder) as workspace:
        settle_offer(workspace, entry, theirs, county=county, author=author or None)


def wording_before(entry: Entry, place: int, dictionary: Any) -> list[tuple[str, str, str]]:
    """(part, before, after) of what a version changed; nothing for the first one."""
    from census_app.workspace.library.telling import differences

    if place == 0:
        return []
    return differences(entry.versions[place - 1].content, entry.versions[place].content, dictionary)
