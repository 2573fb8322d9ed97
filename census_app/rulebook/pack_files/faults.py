"""What is wrong with a pack's files, in words: one line for each fault, with file and line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from census_app.foundation.errors import BadInput
from census_app.rulebook.pack_files.limits import shown
from census_app.rulebook.wording import LEVELS, SEVERITIES, STATUSES
from census_app.rulebook.yaml_files.strict import Document

_SHOWN_FAULTS = 30
_FAULTS = {
    "missing": "缺少“{key}”",
    "extra_forbidden": "不认识的键“{key}”",
    "string_type": "“{key}”要写文字",
    "int_parsing": "“{key}”要写整数",
    "bool_parsing": "“{key}”只能写 true 或 false",
    "tuple_type": "“{key}”要写成列表",
    "dict_type": "“{key}”要写成键值",
    "int_parsing_size": "“{key}”太大",
    "int_from_float": "“{key}”要写整数",
    "int_type": "“{key}”要写整数",
    "greater_than_equal": "“{key}”不能小于 {ge}",
    "less_than_equal": "“{key}”不能大于 {le}",
    "too_long": "“{key}”写得太多，最多 {max_length} 项",
    "string_too_long": "“{key}”太长，最多 {max_length} 个字",
    "string_too_short": "“{key}”不能是空的",
    "model_type": "“{key}”要写成键值",
}
_CHOICES = {
    "severity": [f"{one.value} {zh}" for one, zh in SEVERITIES.items()],
    "status": [f"{one.value} {zh}" for one, zh in STATUSES.items()],
    "level": [f"{one.value} {zh}" for one, zh in LEVELS.items()],
}
_MEANINGS: dict[str, str] = {one.value: zh for names in (SEVERITIES, STATUSES, LEVELS) for one, zh in names.items()}


def described(document: Document, root: tuple[str | int, ...], error: ValidationError) -> list[str]:
    """`file:line rule what` (or `sheet!cell …`) for each fault of the entry at `root` of the document."""
    lines = []
    for fault in error.errors(include_url=False, include_input=False):
        location = tuple(part for part in fault["loc"] if isinstance(part, str | int))
        place = document.place(root + location)
        key = ".".join(str(part) for part in location if part not in {"[key]", ""}) or document.file
        called = place.called if root + location in document.places else ""
        lines.append(f"{place.shown} {_id_of(document, root)}{_words(fault, shown(called or key))}")
    return lines


def refuse(path: Path, faults: Sequence[str], kind: str = "规则包") -> NoReturn:
    """Raise `BadInput` with the faults, the first thirty in full."""
    form = "；样子用 census pack draft export 写一份来看" if kind == "覆盖包" else ""
    raise BadInput(f"{kind} {path} 有 {len(faults)} 处问题：\n{listed(faults)}", f"按上面每一条改正后重试{form}")


def listed(faults: Sequence[str]) -> str:
    """The first thirty faults under one another, and how many more there are."""
    shown = "\n".join(f"  {fault}" for fault in faults[:_SHOWN_FAULTS])
    more = f"\n  …… 另有 {len(faults) - _SHOWN_FAULTS} 处" if len(faults) > _SHOWN_FAULTS else ""
    return shown + more


def _words(fault: ErrorDetails, key: str) -> str:
    context = fault.get("ctx", {})
    if fault["type"] == "missing" and key in _CHOICES:
        return f"缺少“{key}”：{'、'.join(_CHOICES[key])}"
    if fault["type"] == "enum":
        allowed = re.findall(r"'([^']*)'", str(context.get("expected", "")))
        spelt = (f"{one} {_MEANINGS.get(one, '')}".strip() for one in allowed)
        return f"“{key}”只能是：{'、'.join(spelt)}"
    if fault["type"] == "value_error":
        return f"“{key}”不对：{context.get('error', '')}"
    return _FAULTS.get(fault["type"], "“{key}”不对").format(**context | {"key": key})


def _id_of(document: Document, root: tuple[str | int, ...]) -> str:
    position = root[0] if root else None
    raw = document.content[position] if isinstance(document.content, list) and isinstance(position, int) else {}
    named = raw.get("id", raw.get("rule")) if isinstance(raw, dict) else None
    return f"{shown(named)} " if isinstance(named, str) else ""
