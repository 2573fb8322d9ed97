"""Kinds of compared values: how each is taken apart, and in which ordered levels two of them agree.

Adding a kind is adding a file with a `KIND` and naming it here.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module

from census_app.matching.kinds.kind import FieldKind

_KINDS = ("name", "identifier", "phone", "address", "text", "number", "date")


@cache
def field_kind(name: str) -> FieldKind:
    """The kind of that id; KeyError when there is none."""
    if name not in _KINDS:
        raise KeyError(name)
    kind: FieldKind = import_module(f"census_app.matching.kinds.{name}").KIND
    return kind


__all__ = ["FieldKind", "field_kind"]
