"""Constants as people read them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

YES, NO, EMPTY = "是", "否", "空"


def constant(value: Any) -> str:
    """A literal or parameter value: texts in quotation marks, decimals without trailing zeros, lists listed."""
    if isinstance(value, str):
        return f"“{value}”"
    if isinstance(value, tuple | list):
        return "、".join(constant(one) for one in value)
    return plain(value)


def plain(value: Any) -> str:
    """The same without quotation marks."""
    if value is None:
        return EMPTY
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return "；".join(f"{key}：{plain(one)}" for key, one in value.items())
    if isinstance(value, tuple | list):
        return "、".join(plain(one) for one in value)
    return str(value)
