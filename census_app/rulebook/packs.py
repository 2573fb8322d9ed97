"""A pack's files as a `Pack`: shapes checked by pydantic, everything else still text."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NoReturn

from pydantic import ValidationError

from census_app.foundation.errors import BadInput
from census_app.rulebook.fingerprint import content_fingerprint
from census_app.rulebook.model import Pack, PackManifest, Rule
from census_app.rulebook.pack_files import BASELINE, MANIFEST, read_files
from census_app.rulebook.strict_yaml import Document, read_yaml

_SHOWN_FAULTS = 30
_BILINGUAL = ("title", "says", "remedy")
_FAULTS = {
    "missing": "缺少“{key}”",
    "extra_forbidden": "不认识的键“{key}”",
    "string_type": "“{key}”要写文字",
    "int_parsing": "“{key}”要写整数",
    "bool_parsing": "“{key}”只能写 true 或 false",
    "tuple_type": "“{key}”要写成列表",
    "dict_type": "“{key}”要写成键值",
    "model_type": "“{key}”要写成键值",
}


def load_pack(path: Path) -> Pack:
    """The pack in a folder or zip; every fault of its files' shape is listed in one `BadInput` with file:line."""
    documents = {name: read_yaml(text, name) for name, text in read_files(path).items()}
    faults: list[str] = []
    manifest = _manifest(documents.pop(MANIFEST), faults)
    baseline = _baseline(documents.pop(BASELINE, None), faults)
    rules: dict[str, Rule] = {}
    places: dict[str, tuple[Document, tuple[str | int, ...]]] = {}
    for document in documents.values():
        _add_rules(document, rules, places, faults)
    if faults or manifest is None:
        _refuse(path, faults)
    ordered = tuple(rules[rule_id] for rule_id in sorted(rules))
    fingerprint = content_fingerprint(manifest, ordered)
    pack = Pack(manifest=manifest, rules=ordered, baseline=baseline, fingerprint=fingerprint)
    pack._documents.update(places)
    return pack


def _manifest(document: Document, faults: list[str]) -> PackManifest | None:
    content = document.content
    if isinstance(content, dict):
        _spread_text(content)
    try:
        return PackManifest.model_validate(content)
    except ValidationError as error:
        faults += _described(document, (), error)
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
            faults.append(
                f"{here.file}:{here.line} 规则号 {rule.id} 在 {first.file}:{first.line} 已经用过；规则号不重复使用"
            )
            continue
        rules[rule.id] = rule
        places[rule.id] = (document, (position,))


def _rule(document: Document, position: int, raw: Any, faults: list[str]) -> Rule | None:
    if not isinstance(raw, dict):
        place = document.place((position,))
        faults.append(f"{place.file}:{place.line} 规则要写成键值，以 - id: 开始")
        return None
    _spread(document, position, raw)
    try:
        return Rule.model_validate(raw)
    except ValidationError as error:
        faults += _described(document, (position,), error)
        return None


def _spread(document: Document, position: int, raw: dict[str, Any]) -> None:
    """Short spellings in their long form: one text for zh, one expression for a clause, one value for a parameter."""
    _spread_text(raw)
    if isinstance(raw.get("wrong"), str):
        clause = {"id": "", "when": raw["wrong"]}
        clause |= {key: raw.pop(key) for key in ("says", "accuses") if raw.get(key) is not None}
        raw["wrong"] = [clause]
        for key, moved in (("wrong", "when"), ("says", "says"), ("accuses", "accuses")):
            _move_places(document, (position, key), (position, "wrong", 0, moved))
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


def _move_places(document: Document, old: tuple[str | int, ...], new: tuple[str | int, ...]) -> None:
    for path in [path for path in document.places if path[: len(old)] == old]:
        document.places[new + path[len(old) :]] = document.places[path]


def _described(document: Document, root: tuple[str | int, ...], error: ValidationError) -> list[str]:
    described = []
    for fault in error.errors(include_url=False):
        location = tuple(part for part in fault["loc"] if isinstance(part, str | int))
        place = document.place(root + location)
        key = ".".join(str(part) for part in location) or document.file
        text = _FAULTS.get(fault["type"])
        if text is None and fault["type"] == "enum":
            text = "“{key}”只能是：" + str(fault.get("ctx", {}).get("expected", ""))
        rule = _id_of(document, root)
        described.append(f"{place.file}:{place.line} {rule}{(text or '“{key}”不对：' + fault['msg']).format(key=key)}")
    return described


def _id_of(document: Document, root: tuple[str | int, ...]) -> str:
    position = root[0] if root else None
    raw = document.content[position] if isinstance(document.content, list) and isinstance(position, int) else {}
    return f"{raw['id']} " if isinstance(raw, dict) and isinstance(raw.get("id"), str) else ""


def _refuse(path: Path, faults: list[str]) -> NoReturn:
    listed = "\n".join(f"  {fault}" for fault in faults[:_SHOWN_FAULTS])
    more = f"\n  …… 另有 {len(faults) - _SHOWN_FAULTS} 处" if len(faults) > _SHOWN_FAULTS else ""
    raise BadInput(f"规则包 {path} 有 {len(faults)} 处问题：\n{listed}{more}", "按上面每一条改正后重试")
