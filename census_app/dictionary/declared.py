"""Registers declared where they are compared: a source of the matcher may bring its table and relations in one file.

In `resources/matching/sources/<id>.yaml`, `declares` is the register's table as in `tables/`, with what is the same for
all registers left out, and `relations` are those it gives to rules about the records it is compared with.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from census_app.dictionary.documents import read_document

_RECORD_NO = {"id": "record_no", "zh": "记录号", "aliases": ["序号", "记录编号"], "identifier": True}
_CUSTOMER = "customer"


def add_declared(tables: dict[str, dict[str, Any]], folder: Path, faults: list[str]) -> None:
    """The tables, as written, with those that the sources of the folder declare and the relations these give.

    A register has its own 记录号 as the key, and may come without one. What cannot be placed is added to `faults`.
    """
    for path in sorted(folder.glob("*.yaml")):
        source = read_document(path, faults)
        declared, relations = source.get("declares"), source.get("relations", ())
        if isinstance(declared, dict):
            _add_table(tables, path.name, str(source.get("table", "")), declared, faults)
        for relation in relations if isinstance(relations, list) else ():
            _add_relation(tables, path.name, source, relation, faults)


def _add_table(
    tables: dict[str, dict[str, Any]], file: str, table_id: str, declared: dict[str, Any], faults: list[str]
) -> None:
    if table_id in tables:
        faults.append(f"{file}：表 {table_id} 字典里已经有了，不用写 declares")
        return
    fields = declared.get("fields", ())
    own = any(isinstance(field, dict) and field.get("id") == _RECORD_NO["id"] for field in fields)
    tables[table_id] = {
        "id": table_id,
        "kind": "reference",
        "key": [_RECORD_NO["id"]],
        "key_may_lack": True,
        **declared,
        "fields": [*([] if own else [dict(_RECORD_NO)]), *fields],
    }


def _add_relation(
    tables: dict[str, dict[str, Any]], file: str, source: dict[str, Any], relation: Any, faults: list[str]
) -> None:
    left = str(source.get("left_table", _CUSTOMER))
    if left not in tables or not isinstance(relation, dict):
        faults.append(f"{file}：relations 应写成一条条“名称、英文名”，记在表 {left} 上")
        return
    several = "finds" in relation or source.get("many") in (True, "true")
    given = {
        "target": source.get("table", ""),
        "link": source.get("id", ""),
        "cardinality": "many" if several else "one",
        **relation,
    }
    tables[left] = {**tables[left], "relations": [*tables[left].get("relations", ()), given]}
