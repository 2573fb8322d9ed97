"""A pack's files as a `Pack`: shapes checked by pydantic, everything else still text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from census_app.foundation.errors import BadInput
from census_app.rulebook.documents import documents_of, read_documents
from census_app.rulebook.excel.package import is_workbook
from census_app.rulebook.fingerprint import content_fingerprint
from census_app.rulebook.model import Pack, PackManifest, Rule
from census_app.rulebook.pack_files.faults import described, refuse
from census_app.rulebook.pack_files.names import manifest_name_faults, rule_name_faults
from census_app.rulebook.pack_files.opening import BASELINE, MANIFEST, read_files
from census_app.rulebook.yaml_files.strict import Document

MAX_RULES = 1_000
_BILINGUAL = ("title", "says", "remedy")


def load_pack(path: Path) -> Pack:
    """The pack in a folder, zip or Excel workbook; files that say the same give the very same pack.

    Every fault of its shape is listed in one `BadInput` with file:line, or with sheet!cell.
    """
    if is_workbook(path):
        return pack_of_documents(read_documents(path), path)
    return _pack_of_files(_Files(tuple(read_files(path).items()), path))


@dataclass(frozen=True)
class _Files:
    """Names and texts of a pack's files; where they stand makes no difference to what they say."""

    texts: tuple[tuple[str, str], ...]
    path: Path = field(compare=False)


# a window, and a command that previews or composes, ask for the same few packs again and again
@lru_cache(maxsize=4)
def _pack_of_files(files: _Files) -> Pack:
    return pack_of_documents(documents_of(dict(files.texts), files.path), files.path)


def pack_of_documents(documents: Mapping[str, Document], path: Path) -> Pack:
    """The pack these documents say; `path` is named in refusals. Short spellings in them become long ones."""
    documents = dict(documents)
    if "overrides" in (documents[MANIFEST].content or ()):
        raise BadInput(
            f"{path} 是覆盖包，不是完整的规则包",
            "census pack try 试装看后果，census pack diff 看改了什么，census pack install 安装",
        )
    faults: list[str] = []
    heading = documents.pop(MANIFEST)
    manifest = _manifest(heading, faults)
    clean = documents.pop(BASELINE, None)
    baseline = _baseline(clean, faults)
    rules: dict[str, Rule] = {}
    places: dict[str, tuple[Document, tuple[str | int, ...]]] = {"": (heading, ())}
    _refuse_too_many(documents, path)
    for document in documents.values():
        _add_rules(document, rules, places, faults)
    if faults or manifest is None:
        refuse(path, faults)
    ordered = tuple(rules[rule_id] for rule_id in sorted(rules))
    fingerprint = content_fingerprint(manifest, ordered)
    pack = Pack(manifest=manifest, rules=ordered, baseline=baseline, fingerprint=fingerprint)
    pack._documents.update(places)
    pack._baseline_document = clean
    return pack


def rules_of_document(document: Document) -> tuple[list[Rule], list[str]]:
    """The rules of one document whose shape is right, and the faults of the others with file:line."""
    faults: list[str] = []
    rules: dict[str, Rule] = {}
    _add_rules(document, rules, {}, faults)
    return list(rules.values()), faults


def _refuse_too_many(documents: Mapping[str, Document], path: Path) -> None:
    count = sum(len(document.content) for document in documents.values() if isinstance(document.content, list))
    if count > MAX_RULES:
        raise BadInput(f"规则包 {path} 有 {count} 条规则，超过 {MAX_RULES} 条", "规则包不会这么大；检查是不是选错了")


def _manifest(document: Document, faults: list[str]) -> PackManifest | None:
    content = document.content
    if isinstance(content, dict):
        _spread_text(content)
    try:
        manifest = PackManifest.model_validate(content)
        faults += [f"{document.place(place).shown} {told}" for place, told in manifest_name_faults(manifest)]
        return manifest
    except ValidationError as error:
        faults += described(document, (), error)
        return None


def _baseline(document: Document | None, faults: list[str]) -> dict[str, dict[str, Any]]:
    if document is None or document.content is None:
        return {}
    content = document.content
    if not isinstance(content, dict) or not all(isinstance(record, dict) for record in content.values()):
        faults.append(f"{document.file}:1 基准记录要写成 表: {{字段: 值}}")
        return {}
    return content


def _add_rules(
    document: Document,
    rules: dict[str, Rule],
    places: dict[str, tuple[Document, tuple[str | int, ...]]],
    faults: list[str],
) -> None:
    if document.content is None:
        return
    if not isinstance(document.content, list):
        faults.append(f"{document.file}:1 规则文件是一列规则，每条以 - id: 开始")
        return
    for position, raw in enumerate(document.content):
        rule = _rule(document, position, raw, faults)
        if rule is None:
            continue
        if rule.id in rules:
            first = places[rule.id][0].place(places[rule.id][1])
            here = document.place((position,))
            faults.append(f"{here.shown} 规则号 {rule.id} 在 {first.shown} 已经用过；规则号不重复使用")
            continue
        rules[rule.id] = rule
        places[rule.id] = (document, (position,))


def _rule(document: Document, position: int, raw: Any, faults: list[str]) -> Rule | None:
    if not isinstance(raw, dict):
        place = document.place((position,))
        faults.append(f"{place.shown} 规则要写成键值，以 - id: 开始")
        return None
    _spread(document, position, raw)
    try:
        rule = Rule.model_validate(raw)
    except ValidationError as error:
        faults += described(document, (position,), error)
        return None
    for path, told in rule_name_faults(rule):
        faults.append(f"{document.place((position, *path)).shown} {told}")
    return rule


def _spread(document: Document, position: int, raw: dict[str, Any]) -> None:
    """Short spellings in their long form: one text for zh, one expression for a clause, one value for a parameter."""
    _spread_text(raw)
    if isinstance(raw.get("wrong"), str):
        clause = {"id": "", "when": raw["wrong"]}
        clause |= {key: raw.pop(key) for key in ("says", "accuses") if raw.get(key) is not None}
        raw["wrong"] = [clause]
        for key, moved in (("wrong", "when"), ("says", "says"), ("accuses", "accuses")):
            document.move((position, key), (position, "wrong", 0, moved))
    for clause in raw.get("wrong") or ():
        if isinstance(clause, dict):
            _spread_text(clause)
    params = raw.get("params")
    if isinstance(params, dict):
        raw["params"] = {
            name: value if isinstance(value, dict) and "value" in value else {"value": value}
            for name, value in params.items()
        }
    for key in [key for key, value in raw.items() if value is None]:
        del raw[key]


def _spread_text(raw: dict[str, Any]) -> None:
    for key in _BILINGUAL:
        if isinstance(raw.get(key), str):
            raw[key] = {"zh": raw[key]}
