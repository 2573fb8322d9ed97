"""Resolves the names rules, mappings and people write: id, zh or rule_name; header aliases never resolve here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from census_app.dictionary.folding import fold
from census_app.dictionary.model import Dictionary, FieldEntry, RelationEntry, TableEntry
from census_app.dictionary.nearest import did_you_mean, nearest
from census_app.foundation.errors import BadInput
from census_app.foundation.remembering import remembered


@dataclass(frozen=True)
class _Index:
    tables: dict[str, TableEntry] = field(default_factory=dict)
    fields: dict[str, dict[str, FieldEntry]] = field(default_factory=dict)
    relations: dict[str, dict[str, RelationEntry]] = field(default_factory=dict)


@remembered(4)
def _index(dictionary: Dictionary) -> _Index:
    index = _Index()
    for table in dictionary.tables.values():
        for name in (table.zh, table.id, table.rule_name):
            index.tables[fold(name)] = table
        index.fields[table.id] = {
            fold(name): field for field in table.fields for name in (field.zh, field.id, field.rule_name)
        }
        index.relations[table.id] = {
            fold(name): relation for relation in table.relations for name in (relation.en, relation.name)
        }
    return index


class Names:
    """Name → entry for one dictionary; spelling is compared folded (full-width, case and spaces do not matter)."""

    def __init__(self, dictionary: Dictionary) -> None:
        index = _index(dictionary)
        self._tables, self._fields, self._relations = index.tables, index.fields, index.relations

    def table(self, name: str) -> TableEntry | None:
        """The table with this id, zh or rule_name; None when there is none."""
        return self._tables.get(fold(name))

    def field(self, table_id: str, name: str) -> FieldEntry | None:
        """The field of the table with this id, zh or rule_name; None when there is none."""
        return self._fields.get(table_id, {}).get(fold(name))

    def relation(self, table_id: str, name: str) -> RelationEntry | None:
        """The relation of the table with this Chinese or English name; None when there is none."""
        return self._relations.get(table_id, {}).get(fold(name))

    def nearest(self, name: str, candidates: Iterable[str], limit: int = 3) -> list[str]:
        """Up to `limit` candidates spelt most like `name`, best first; empty when nothing is near."""
        return nearest(name, candidates, limit)


def only_table(dictionary: Dictionary, name: str) -> Dictionary:
    """The dictionary with nothing but the table of this id, zh or rule_name; `BadInput` when there is none."""
    table = Names(dictionary).table(name)
    if table is None:
        known = (spelling for one in dictionary.tables.values() for spelling in (one.zh, one.rule_name, one.id))
        raise BadInput(f"字典里没有表 {name}", f"用表名或表的 id{did_you_mean(name, known)}")
    return dictionary.model_copy(update={"tables": {table.id: table}})
