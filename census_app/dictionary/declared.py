"""Registers declared where they are compared: a source of the matcher may bring its table and relations in one file.

In `resources/matching/sources/<id>.yaml`, `declares` is the register's table as in `tables/`, with what is the same for
all registers left out, and `relations` are those it gives to rules about the records it is compared with.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from census_app.dictionary.documents import read_document
from census_app.dictionary.nearest import did_you_mean

_RECORD_NO: dict[str, Any] = {
    "id": "record_no",
    "zh": "记录号",
    "aliases": ["序号", "记录编号", "编号", "登记号", "登记编号", "备案号", "备案编号", "流水号"],
    "identifier": True,
}
_CUSTOMER = "customer"


def add_declared(tables: dict[str, dict[str, Any]], folder: Path, faults: list[str]) -> None:
    """The tables, as written, with those that the sources of the folder declare and the relations these give.

    A register has its own 记录号 as the key, and may come without one. What cannot be placed, and what a source
    compares that its tables do not have, is added to `faults`.
    """
    sources = {path: read_document(path, faults) for path in sorted(folder.glob("*.yaml"))}
    for path, source in sources.items():
        if source and source.get("id") != path.stem:
            faults.append(f"{path.name}：id 应与文件名相同（{path.stem}），写的是“{source.get('id', '')}”")
        declared = source.get("declares")
        if isinstance(declared, dict):
            _add_table(tables, path.name, str(source.get("table", "")), declared, faults)
    for path, source in sources.items():
        relations = source.get("relations", ())
        for relation in relations if isinstance(relations, list) else ():
            _add_relation(tables, path.name, source, relation, faults)
        faults.extend(f"{path.name}：{fault}" for fault in _compared_faults(tables, source))


def declaring_files(folder: Path) -> dict[str, str]:
    """Which file of the folder declares a table (`housing_rent` → `housing_rent.yaml`) or gives a relation, by its
    name: where whoever wrote it has to look."""
    found: dict[str, str] = {}
    for path in sorted(folder.glob("*.yaml")):
        source = read_document(path, [])
        relations = source.get("relations", ())
        names = [one.get("name") for one in relations if isinstance(one, dict)] if isinstance(relations, list) else []
        declared = [str(source.get("table", ""))] if "declares" in source else []
        found.update(dict.fromkeys((*declared, *(str(name) for name in names)), path.name))
    return found


def _add_table(
    tables: dict[str, dict[str, Any]], file: str, table_id: str, declared: dict[str, Any], faults: list[str]
) -> None:
    if table_id in tables:
        faults.append(f"{file}：表 {table_id} 字典里已经有了，不用写 declares")
        return
    fields = declared.get("fields", ())
    fields = fields if isinstance(fields, list) else ()
    taken = {str(alias) for field in fields if isinstance(field, dict) for alias in _names(field)}
    record_no = {**_RECORD_NO, "aliases": [alias for alias in _RECORD_NO["aliases"] if alias not in taken]}
    own = any(isinstance(field, dict) and field.get("id") == _RECORD_NO["id"] for field in fields)
    tables[table_id] = {
        "id": table_id,
        "kind": "reference",
        "key": [_RECORD_NO["id"]],
        "key_may_lack": True,
        **declared,
        "fields": [*([] if own else [record_no]), *fields],
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


def _names(field: dict[str, Any]) -> list[Any]:
    aliases = field.get("aliases", ())
    return [field.get("zh"), *(aliases if isinstance(aliases, list) else ())]


def _compared_faults(tables: dict[str, dict[str, Any]], source: dict[str, Any]) -> Iterator[str]:
    """What the roles of a source read that is no field of its table: it would silently not be compared."""
    roles = source.get("roles")
    sides = (("left", str(source.get("left_table", _CUSTOMER))), ("right", str(source.get("table", ""))))
    read = {"left": ("left", "town", "misplaced"), "right": ("right",)}
    for side, table_id in sides:
        if table_id not in tables:
            hint = did_you_mean(table_id, tables)
            yield f"字典里没有表 {table_id}{hint}；字典里没有的表要在这个文件里写 declares"
            continue
        fields = tables[table_id].get("fields", ())
        known = [str(field.get("id")) for field in fields if isinstance(field, dict)]
        dated = source.get("dated") if side == "right" else None
        if dated is not None and dated not in known:
            yield f"dated：表 {table_id} 没有字段 {dated}{did_you_mean(str(dated), known)}"
        for name, role in roles.items() if isinstance(roles, dict) else ():
            for column in read[side] if isinstance(role, dict) else ():
                wanted = role.get(column, ())
                for field in wanted if isinstance(wanted, list) else ():
                    if field not in known:
                        place = f"roles.{name}.{column}"
                        yield f"{place}：表 {table_id} 没有字段 {field}{did_you_mean(str(field), known)}"
