"""The record key in SQL, spelt exactly as `foundation.canonical.record_key` spells it."""

from __future__ import annotations

from census_app.checking.compiling.frame import Frame

NO_KEY = "#"


def record_key_sql(frame: Frame) -> str:
    """The dictionary's key fields in order, joined by `|`; a table without a key is named by `#` and row id."""
    fields = [field for field in frame.table.key if field in frame.plan.source.columns(frame.table.id)]
    if not fields:
        return f"'{NO_KEY}' || CAST({frame.base.row_id()} AS VARCHAR)"
    parts = [_escaped(frame.base.raw(field).text) for field in fields]
    return " || '|' || ".join(parts)


def _escaped(text: str) -> str:
    return rf"replace(replace(coalesce({text}, ''), '\', '\\'), '|', '\|')"
