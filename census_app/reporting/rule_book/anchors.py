"""Names of places in the book; made of ids only, so that hostile text never becomes part of a link."""

from __future__ import annotations

import re

_SAFE = re.compile(r"[A-Za-z0-9_-]+")


def rule_anchor(rule_id: str) -> str:
    """Of a rule."""
    return f"rule-{_plain(rule_id)}"


def item_anchor(table: str, field: str) -> str:
    """Of a field that is a census item."""
    return f"item-{_plain(table)}-{_plain(field)}"


def code_list_anchor(code_list: str) -> str:
    """Of a code list."""
    return f"codes-{_plain(code_list)}"


def function_anchor(function: str) -> str:
    """Of a function."""
    return f"function-{_plain(function)}"


def category_anchor(part: str, number: int) -> str:
    """Of a category in the part `rules` or `items`."""
    return f"{part}-{number}"


def table_anchor(table: str, category: int) -> str:
    """Of a table's items within a category."""
    return f"table-{_plain(table)}-{category}"


def _plain(name: str) -> str:
    """The name itself, or its code points when it has other characters than ids have."""
    return name if _SAFE.fullmatch(name) else "-".join(f"{ord(character):x}" for character in name)
