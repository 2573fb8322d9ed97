"""Derived tables say only how they come from their source; their fields are the source's, copied here."""

from __future__ import annotations

from census_app.dictionary.model import Dictionary, FieldEntry, TableEntry

_NOT_ITS_OWN = {"aliases": (), "census_item": False, "category": None, "core": False, "basic": False, "onsite": False}


def with_derived_fields(dictionary: Dictionary) -> Dictionary:
    """The dictionary in which every table with `latest` or `periods` has the fields it takes over.

    They come in the derivation's order; fields the file gives itself (the period index) follow. A source
    that does not exist or lacks a field is left for the check to name.
    """
    tables = {table.id: _completed(dictionary, table) for table in dictionary.tables.values()}
    return dictionary.model_copy(update={"tables": tables})


def _completed(dictionary: Dictionary, table: TableEntry) -> TableEntry:
    derivation = table.latest or table.periods
    source = dictionary.tables.get(derivation.source) if derivation is not None else None
    if source is None:
        return table
    wanted = [field.id for field in source.fields]
    if table.periods is not None:
        wanted = [*table.periods.by, table.periods.period, *table.periods.sums, *table.periods.firsts]
    taken = tuple(taken_over(source, field_id) for field_id in wanted if source.has_field(field_id))
    return TableEntry(**{**dict(table), "fields": (*taken, *table.fields)})


def taken_over(source: TableEntry, field_id: str) -> FieldEntry:
    """The source's field as another table has it: no census item and no header of its own there."""
    return source.field(field_id).model_copy(update=_NOT_ITS_OWN)
