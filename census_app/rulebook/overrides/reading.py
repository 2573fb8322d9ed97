"""An override pack's files as an `OverridePack`: shapes are checked, whether they fit a base pack is not known yet."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from census_app.foundation.errors import BadInput
from census_app.rulebook.documents import read_documents
from census_app.rulebook.overrides.model import OverrideManifest, OverridePack, RuleOverride
from census_app.rulebook.pack_files.faults import described, refuse
from census_app.rulebook.pack_files.limits import shown
from census_app.rulebook.pack_files.opening import MANIFEST
from census_app.rulebook.yaml_files.strict import Document

ENTRIES = "overrides.yaml"
_KIND = "覆盖包"
_Model = TypeVar("_Model", bound=BaseModel)


def is_override(path: Path) -> bool:
    """Whether the pack at `path` is an override pack; raises `BadInput` when it is no readable pack at all."""
    content = read_documents(path)[MANIFEST].content
    return isinstance(content, dict) and "overrides" in content


def load_override(path: Path) -> OverridePack:
    """The override pack in a folder or zip; every fault of its shape is listed in one `BadInput` with file:line."""
    documents = read_documents(path)
    heading = documents.pop(MANIFEST)
    if not (isinstance(heading.content, dict) and "overrides" in heading.content):
        raise BadInput(
            f"{path} 不是覆盖包：{MANIFEST} 里没有 overrides", "写出它改的是哪个规则包，例如 overrides: census-112"
        )
    entries = documents.pop(ENTRIES, Document(ENTRIES, None, ""))
    faults = [
        f"{name}:1 覆盖包里只有 {MANIFEST} 和 {ENTRIES}；规则、例子、基准记录由基础包的发布者修改" for name in documents
    ]
    manifest = _manifest(heading, faults)
    rules = _rules(entries, faults)
    if manifest is not None and not rules and not manifest.word_lists and not faults:
        faults.append(f"{ENTRIES}:1 覆盖包什么也没有改")
    if faults or manifest is None:
        refuse(path, faults, _KIND)
    pack = OverridePack(manifest=manifest, rules=tuple(rules))
    pack._heading, pack._entries = heading, entries
    return pack


def _manifest(document: Document, faults: list[str]) -> OverrideManifest | None:
    content = document.content
    if isinstance(content.get("title"), str):
        content["title"] = {"zh": content["title"]}
    return _validated(OverrideManifest, document, (), content, faults)


def _rules(document: Document, faults: list[str]) -> list[RuleOverride]:
    content = document.content or []
    if not isinstance(content, list):
        faults.append(f"{document.file}:1 这里是一列改动，每条以 - rule: 开始")
        return []
    rules: list[RuleOverride] = []
    seen: dict[str, int] = {}
    for position, raw in enumerate(content):
        line = document.place((position,)).line
        if not isinstance(raw, dict):
            faults.append(f"{document.file}:{line} 改动要写成键值，以 - rule: 开始")
            continue
        told = len(faults)
        long = _spread(_changeable(raw, document, position, faults))
        rule = _validated(RuleOverride, document, (position,), long, faults)
        if rule is None or len(faults) > told:
            continue
        if rule.rule in seen:
            faults.append(f"{document.file}:{line} {rule.rule} 在第 {seen[rule.rule]} 行已经写过；一条规则写在一处")
        elif not rule.params and not rule.severity and rule.status is None and not rule.locked:
            faults.append(f"{document.file}:{line} {rule.rule} 没有写改什么（params、severity、status）")
        seen.setdefault(rule.rule, line)
        rules.append(rule)
    return rules


def _changeable(raw: dict[str, Any], document: Document, position: int, faults: list[str]) -> dict[str, Any]:
    """What an override may change of a rule; of everything else it is said that it may not."""
    for key in (one for one in raw if one not in RuleOverride.model_fields):
        place = document.place((position, key))
        faults.append(
            f"{place.file}:{place.line} {shown(str(raw.get('rule', '')))} "
            f"覆盖包只能改参数 params、等级 severity、状态 status，不能改“{shown(str(key))}”；"
            "条件、范围、文字由基础包的发布者修改"
        )
    return {key: value for key, value in raw.items() if key in RuleOverride.model_fields}


def _spread(raw: dict[str, Any]) -> dict[str, Any]:
    """A bare value of a parameter, and one severity for the rule, in their long form."""
    long = {key: value for key, value in raw.items() if value is not None}
    if isinstance(long.get("params"), dict):
        long["params"] = {
            name: value if _is_long(value) else {"value": value} for name, value in long["params"].items()
        }
    if isinstance(long.get("severity"), str):
        long["severity"] = {"": long["severity"]}
    return long


def _is_long(value: Any) -> bool:
    return isinstance(value, dict) and ("value" in value or "dated" in value)


def _validated(
    model: type[_Model], document: Document, root: tuple[str | int, ...], content: Any, faults: list[str]
) -> _Model | None:
    try:
        return model.model_validate(content)
    except ValidationError as error:
        faults += described(document, root, error)
        return None
