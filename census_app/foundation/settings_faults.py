"""What is wrong with a settings file, in the words of the county that changed it."""

from __future__ import annotations

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

_SHOWN = 5
_LONGEST_VALUE = 40
_WORDS = {
    "missing": "没有写",
    "extra_forbidden": "不认识这个键",
    "unexpected_keyword_argument": "不认识这个键",
    "greater_than": "要大于 {gt}",
    "greater_than_equal": "不能小于 {ge}",
    "less_than": "要小于 {lt}",
    "less_than_equal": "不能大于 {le}",
    "too_short": "至少要有 {min_length} 项",
    "too_long": "最多 {max_length} 项",
    "string_too_short": "不能是空的",
}
_WITHOUT_VALUE = frozenset({"missing", "extra_forbidden", "unexpected_keyword_argument"})
_KINDS = {
    "decimal": "要写数",
    "float": "要写数",
    "int": "要写整数",
    "bool": "只能写 true 或 false",
    "string": "要写文字",
    "date": "要写日期，例如 2026-11-25",
    "list": "要写成列表",
    "tuple": "要写成列表",
    "set": "要写成列表",
    "frozen": "要写成列表",
    "dict": "要写成 键: 值",
    "model": "要写成 键: 值",
    "dataclass": "要写成 键: 值",
}


def settings_fault(error: Exception) -> str:
    """Each fault with its place: `severity.urgent 要写数，写的是“很高”`, or the line where the YAML cannot be read.

    Of many the first five. What is neither is told as it tells itself.
    """
    if isinstance(error, ValidationError):
        faults = error.errors(include_url=False)
        more = [f"…… 另有 {len(faults) - _SHOWN} 处"] if len(faults) > _SHOWN else []
        return "\n".join([*(_told(fault) for fault in faults[:_SHOWN]), *more])
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        mark = error.problem_mark
        return f"第 {mark.line + 1} 行第 {mark.column + 1} 列附近写法不对：检查缩进、冒号后的空格、引号和括号"
    if isinstance(error, UnicodeDecodeError):
        return "不是 UTF-8 编码：用记事本另存为 UTF-8"
    return str(error)


def _told(fault: ErrorDetails) -> str:
    place = ".".join(str(part) for part in fault["loc"]) or "整个文件"
    kind, context = fault["type"], fault.get("ctx", {})
    if kind == "value_error":
        return f"{place}：{context.get('error', fault['msg'])}"
    if kind in ("enum", "literal_error"):
        allowed = str(context.get("expected", "")).replace(", ", "、").replace(" or ", "、")
        return f"{place} 只能是：{allowed}，{_written(fault['input'])}"
    words = _WORDS.get(kind, "").format(**context) or _KINDS.get(kind.partition("_")[0], "不对")
    return f"{place} {words}" if kind in _WITHOUT_VALUE else f"{place} {words}，{_written(fault['input'])}"


def _written(value: object) -> str:
    text = "空" if value is None else str(value)
    return f"写的是“{text[:_LONGEST_VALUE]}”"
