"""The functions as a page people can read, made from the registry so that it cannot fall behind."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from census_app.rulebook.functions.entry import FunctionEntry
from census_app.rulebook.functions.registry import FAMILIES
from census_app.rulebook.language.meaning import type_name

_SHOWN_CASES = 4


def function_book() -> str:
    """Markdown: each family with its functions, their signature, meaning, null behaviour and examples."""
    parts = ["# 规则函数\n\n由函数登记表生成；每个例子都是测试。\n"]
    for family in FAMILIES:
        module = import_module(f"census_app.rulebook.functions.{family}")
        parts.append(f"\n## {', '.join(entry.names[0] for entry in module.ENTRIES)}\n")
        parts += [_described(entry) for entry in module.ENTRIES]
    return "".join(parts)


def _described(entry: FunctionEntry) -> str:
    english = "、".join(f"`{name}`" for name in entry.names[1:])
    result = type_name(entry.result) if entry.result else "同参数"
    unit = f"，{entry.unit}" if entry.unit and entry.unit != "same" else ""
    lines = [
        f"\n**`{entry.signature}`** → {result}{unit}（{english}）\n",
        f"{entry.doc}。\n",
        f"- 空值：{entry.nulls}\n",
    ]
    lines += [f"- `{_call(entry, case.arguments)}` = {_value(case.result)}\n" for case in entry.cases[:_SHOWN_CASES]]
    return "".join(lines)


def _call(entry: FunctionEntry, arguments: tuple[Any, ...]) -> str:
    return f"{entry.names[0]}({', '.join(map(_value, arguments))})"


def _value(value: Any) -> str:
    if value is None:
        return "未知"
    if isinstance(value, bool):
        return "真" if value else "假"
    if isinstance(value, tuple):
        return f"[{'、'.join(value)}]"
    return f"'{value}'" if isinstance(value, str) else str(value)
