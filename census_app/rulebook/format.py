"""Rewrites a pack's files in the one canonical form, so that a change in a rule is a change in its lines only.

Keys in the order of the model, expressions of several lines as `|-` blocks, short lists, texts and cases on one line.
The comment lines at the top of a file stay; comments further down are not kept but told: what is worth saying about
a rule belongs in its `note`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from census_app.foundation.errors import BadInput
from census_app.foundation.files import write_text
from census_app.rulebook.model import (
    Case,
    Clause,
    GroupKind,
    PackManifest,
    Parameter,
    Rule,
    SourceNote,
    SummaryKind,
    Text,
)
from census_app.rulebook.pack_files.opening import BASELINE, MANIFEST, read_files
from census_app.rulebook.packs import load_pack
from census_app.rulebook.yaml_files.comments import Comment, comments_below, heading, heading_length
from census_app.rulebook.yaml_files.strict import Document, read_yaml
from census_app.rulebook.yaml_files.text import OneLine, written

_NESTED: dict[tuple[type[BaseModel], str], type[BaseModel]] = {
    (Rule, "title"): Text,
    (Rule, "says"): Text,
    (Rule, "remedy"): Text,
    (Rule, "wrong"): Clause,
    (Rule, "group"): GroupKind,
    (Rule, "summary"): SummaryKind,
    (Rule, "source"): SourceNote,
    (Rule, "cases"): Case,
    (Clause, "says"): Text,
    (PackManifest, "title"): Text,
}


@dataclass(frozen=True)
class Rewritten:
    """A file that was brought into canonical form, and the comments that are no longer in it."""

    path: Path
    dropped: tuple[Comment, ...]


def format_pack(path: Path) -> list[Rewritten]:
    """The files of the folder that were rewritten; none when all are canonical already. Content never changes.

    A pack that does not load is refused and left as it is.
    """
    if not path.is_dir():
        raise BadInput(f"{path} 不是文件夹", "zip 里的规则包先解压再整理")
    load_pack(path)
    changed = []
    for name, text in read_files(path).items():
        canonical = format_text(text, name)
        if canonical != text:
            write_text(path / name, canonical)
            dropped = comments_below(text, heading_length(text))
            changed.append(Rewritten(path / name, tuple(dropped)))
    return changed


def format_text(text: str, name: str) -> str:
    """The canonical form of one file of a pack; `name` is its path inside the pack."""
    return format_document(read_yaml(text, name), name)


def format_document(document: Document, name: str) -> str:
    """The canonical text of a document of a pack, wherever it was read from; `name` is its path inside the pack."""
    content = document.content
    if name == MANIFEST:
        content = _ordered(content, PackManifest)
    elif name != BASELINE and content is not None:
        content = [_ordered(rule, Rule) for rule in sorted(content, key=lambda rule: str(rule.get("id")))]
    return heading(document.source) + written(content)


def _ordered(value: Any, model: type[BaseModel]) -> Any:
    """The same content with the model's order of keys, absent values left out."""
    if not isinstance(value, dict):
        return value
    ordered: dict[str, Any] = {}
    for key in model.model_fields:
        if value.get(key) is None:
            continue
        ordered[key] = _nested(model, key, value[key])
    return ordered


def _nested(model: type[BaseModel], key: str, value: Any) -> Any:
    if model is Rule and key == "params" and isinstance(value, dict):
        return _compact({name: _ordered(one, Parameter) if _is_parameter(one) else one for name, one in value.items()})
    inner = _NESTED.get((model, key))
    if inner is None:
        return value
    if isinstance(value, list):
        ordered = [_ordered(one, inner) for one in value]
        return _compact(ordered) if inner is Case else ordered
    return _ordered(value, inner)


def _compact(value: Any) -> Any:
    """The same content with every record of a list on one line where it fits."""
    if isinstance(value, list):
        return [OneLine(_compact(one)) if isinstance(one, dict) else _compact(one) for one in value]
    return {key: _compact(one) for key, one in value.items()} if isinstance(value, dict) else value


def _is_parameter(value: Any) -> bool:
    return isinstance(value, dict) and "value" in value
