"""Drafts as a pack file: the next version of our own base pack, or an override of one that is somebody else's.

Writing it brings nothing into force; it goes the way of every other pack, through `try_pack` and `install_pack`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from census_app.foundation.errors import BadInput
from census_app.foundation.files import publish
from census_app.rulebook.differences import differences, lines
from census_app.rulebook.export import Source, export_zip, read_source
from census_app.rulebook.model import OverrideLevel, Rule
from census_app.rulebook.overrides import OverridePack, apply_overrides
from census_app.rulebook.overrides.parameters import spelt
from census_app.rulebook.pack_files.opening import MANIFEST
from census_app.rulebook.pack_files.stored_zip import pack_zip
from census_app.rulebook.packs import pack_of_documents
from census_app.rulebook.rule_text import content_of, text_of_rule
from census_app.rulebook.versions import read_version
from census_app.rulebook.yaml_files.strict import Document
from census_app.rulebook.yaml_files.text import written
from census_app.workspace.pack_life.composing import Composed, shipped_entry, shipped_path
from census_app.workspace.pack_life.draft_rules import whose, with_rules
from census_app.workspace.pack_life.entries import UNSIGNED, PackEntry
from census_app.workspace.pack_life.history import pack_history
from census_app.workspace.pack_life.overruled import overruled
from census_app.workspace.pack_life.store import kept_file
from census_app.workspace.pack_life.versions_seen import versions_seen

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace

NEW_RULES_FILE = "new_rules.yaml"
OVERRIDES_FILE = "overrides.yaml"
PUBLISHED_FOLDER = "规则草稿"


@dataclass(frozen=True)
class DraftPack:
    """A pack file made of drafts; `says` are the differences from what is in force, in lines."""

    file: Path
    label: str
    rules: tuple[str, ...]
    says: tuple[str, ...]


def next_version(workspace: Workspace, composed: Composed) -> str:
    """The version a pack made of drafts would carry: one above everything seen of it here."""
    pack_id, present = _pack_id(composed), composed.base.manifest.version
    if not whose(composed).ours:
        own = _own_override(composed)
        present = own.manifest.version if own else "0.0.0"
    seen = versions_seen(workspace, pack_history(workspace), shipped_entry()).highest(pack_id)
    highest = max((version for version in (present, seen) if version), key=read_version)
    major, minor, patch = read_version(highest).numbers
    return (
        "1.0.0" if not whose(composed).ours and (major, minor, patch) == (0, 0, 0) else f"{major}.{minor}.{patch + 1}"
    )


def write_draft_pack(
    workspace: Workspace,
    composed: Composed,
    rules: Iterable[Rule],
    note: str,
    version: str = "",
    level: OverrideLevel = OverrideLevel.COUNTY,
) -> DraftPack:
    """A pack file in `exports/` that says what is in force with these rules changed; the workspace is as it was.

    `note` says why, for the change log or as the override's reason. `BadInput` when there is nothing to publish, no
    reason, or the rules do not fit.
    """
    chosen = list(rules)
    if not chosen or not note.strip():
        raise BadInput("没有写为什么改" if chosen else "没有选要发布的草稿", "写一句理由，会进更新记录和日志")
    number = version or next_version(workspace, composed)
    try:
        read_version(number)
    except ValueError as error:
        raise BadInput(str(error)) from error
    after = with_rules(composed, chosen)
    target = workspace.folder / "exports" / PUBLISHED_FOLDER / f"{_pack_id(composed)}-{number}.zip"
    if whose(composed).ours:
        export_zip(_next_source(workspace, composed, chosen, note, number), target, replace=True)
    else:
        _write_override(composed, chosen, note, number, level, target)
    says = lines(differences(composed.pack, after))
    if whose(composed).ours:
        says += overruled(composed, chosen)
    return DraftPack(target, f"{_pack_id(composed)} {number}", tuple(rule.id for rule in chosen), tuple(says))


def _pack_id(composed: Composed) -> str:
    base = composed.base.manifest.id
    if whose(composed).ours:
        return base
    own = _own_override(composed)
    return own.manifest.id if own else f"{base[:50]}-local"


def _own_override(composed: Composed) -> OverridePack | None:
    """The override in force that nobody signed: changes made here go into its next version."""
    own: Mapping[str, PackEntry] = {one.id: one for one in composed.active.overrides}
    unsigned = [one for one in composed.overrides if own[one.manifest.id].signature.status == UNSIGNED]
    return unsigned[-1] if unsigned else None


def _base_path(workspace: Workspace, composed: Composed) -> Path:
    base = composed.active.base
    return shipped_path() if base is None else kept_file(workspace, base)


def _next_source(workspace: Workspace, composed: Composed, rules: list[Rule], note: str, version: str) -> Source:
    source = read_source(_base_path(workspace, composed))
    documents = dict(source.documents)
    known = {rule.id: rule for rule in source.pack.rules}
    for rule in rules:
        before = known.get(rule.id)
        changed = rule.model_copy(update={"version": before.version + 1}) if before is not None else rule
        _put(documents, changed)
    heading = documents[MANIFEST]
    log = [f"{version} {note.strip()}", *heading.content.get("changelog", [])]
    documents[MANIFEST] = replace(heading, content={**heading.content, "version": version, "changelog": log})
    return replace(source, documents=documents, pack=pack_of_documents(documents, source.path), signed=False)


def _put(documents: dict[str, Document], rule: Rule) -> None:
    """The rule stands in the document that had it, or among the new ones."""
    content = content_of(text_of_rule(rule))
    for name, document in documents.items():
        if not isinstance(document.content, list):
            continue
        places = [place for place, one in enumerate(document.content) if one.get("id") == rule.id]
        if places:
            changed = [content if place == places[0] else one for place, one in enumerate(document.content)]
            documents[name] = replace(document, content=changed)
            return
    there = documents.get(NEW_RULES_FILE)
    before = list(there.content) if there is not None else []
    documents[NEW_RULES_FILE] = Document(NEW_RULES_FILE, [*before, content], "")


def _write_override(
    composed: Composed, rules: list[Rule], note: str, version: str, level: OverrideLevel, target: Path
) -> None:
    own = _own_override(composed)
    base = composed.base.manifest
    others = [one for one in composed.overrides if own is None or one.manifest.id != own.manifest.id]
    below = apply_overrides(composed.base, others)
    entries = {one.rule: one.model_dump(mode="json", exclude_unset=True) for one in own.rules} if own else {}
    for rule in rules:
        entries.pop(rule.id, None)
        if entry := _override_entry(below.rule(rule.id), rule, note.strip()):
            entries[rule.id] = entry
    if not entries:
        raise BadInput("这些草稿和基础包没有不同，没有什么可发布", "改了参数、等级或启停再发布")
    heading: dict[str, Any] = {
        "id": _pack_id(composed),
        "title": {"zh": own.manifest.title.zh if own else f"{base.title.zh}：本地调整"},
        "version": version,
        "issuer": own.manifest.issuer if own else "本地",
        "dictionary": base.dictionary,
        "effective_from": own.manifest.effective_from if own else base.effective_from,
        "overrides": base.id,
        "level": (own.manifest.level if own else level).value,
        "changelog": [f"{version} {note.strip()}", *(own.manifest.changelog if own else ())],
    }
    texts = {MANIFEST: written(heading), OVERRIDES_FILE: written([entries[one] for one in sorted(entries)])}
    with publish(target) as temporary:
        temporary.write_bytes(pack_zip({name: text.encode("utf-8") for name, text in texts.items()}))


def _override_entry(before: Rule, after: Rule, reason: str) -> dict[str, Any]:
    """What an override says to make one rule the other; empty when they are the same to it."""
    entry: dict[str, Any] = {}
    params = {
        name: _spelt(spelt(one)) for name, one in after.params.items() if spelt(one) != spelt(before.params[name])
    }
    severity = {} if before.severity is after.severity else {"": after.severity.value}
    old = {clause.id: clause.severity for clause in before.wrong}
    severity |= {
        clause.id: clause.severity.value
        for clause in after.wrong
        if clause.id and clause.severity is not None and clause.severity is not old[clause.id]
    }
    if params:
        entry["params"] = params
    if severity:
        entry["severity"] = severity
    if before.status is not after.status:
        entry["status"] = after.status.value
    return {"rule": after.id, **entry, "reason": reason} if entry else {}


def _spelt(value: Any) -> Any:
    """A parameter as override packs write it: always in the long form, every scalar as text."""
    if isinstance(value, dict) and ("value" in value or "dated" in value):
        return value
    return {"value": value}
