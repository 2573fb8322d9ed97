"""Derived tables say only how they come from their source; their fields are the source's, copied here."""

from __future__ import annotations

from typing import Any


def complete_derived_tables(tables: dict[str, dict[str, Any]]) -> None:
    """Every table with `latest` or `periods` afterwards has the fields it takes over from its source.

    Fields the file gives itself (the period index) stay and come last. A source that does not exist or
    lacks a field is left for the check to name.
    """
    for table in tables.values():
        derivation = table.get("latest") or table.get("periods")
        if not isinstance(derivation, dict):
            continue
        source = tables.get(str(derivation.get("source")), {})
        if "latest" in table:
            wanted = [field["id"] for field in source.get("fields", ()) if isinstance(field, dict)]
        else:
            wanted = [
                *derivation.get("by", ()),
                derivation.get("period"),
                *derivation.get("sums", ()),
                *derivation.get("firsts", ()),
            ]
        own = list(table.get("fields", ()))
        table["fields"] = [*_copies(source, wanted), *own]


def _copies(source: dict[str, Any], wanted: list[Any]) -> list[dict[str, Any]]:
    """The source's fields in the wanted order; they are no census items and no headers of their own here."""
    by_id = {field.get("id"): field for field in source.get("fields", ()) if isinstance(field, dict)}
    dropped = ("census_item", "category", "core", "basic", "onsite", "aliases")
    return [
        {key: value for key, value in by_id[field_id].items() if key not in dropped}
        for field_id in wanted
        if field_id in by_id
    ]
