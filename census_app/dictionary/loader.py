"""Reads a dictionary folder, fills in what its files may leave out, and refuses it when anything is inconsistent."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from census_app.dictionary.check import find_faults
from census_app.dictionary.declared import add_declared, declaring_files
from census_app.dictionary.derive import with_derived_fields
from census_app.dictionary.documents import read_document
from census_app.dictionary.expand import expand_code_lists
from census_app.dictionary.link_tables import with_link_tables
from census_app.dictionary.model import Dictionary
from census_app.foundation.canonical import canonical_json, sha256_text
from census_app.foundation.errors import BadInput
from census_app.foundation.kept import files_state, kept
from census_app.foundation.resources import resource

_SENTENCES = {
    "extra_forbidden": "没有这个键，请检查拼写",
    "missing": "缺少这个键",
    "bool_parsing": "应写 true 或 false",
    "int_parsing": "应写整数",
    "string_type": "应写一个文本",
    "tuple_type": "应写成列表，例如 [甲, 乙]",
    "model_type": "应写成“键: 值”的形式",
    "dict_type": "应写成“键: 值”的形式",
    "too_long": "项数过多",
}


def load_dictionary(folder: Path | None = None) -> Dictionary:
    """The checked dictionary of `folder`; without one, the shipped dictionary, read once per process.

    Every fault found (unreadable YAML, unknown keys, colliding names, dangling relations …) is listed
    in one `BadInput`. Those that only the whole shows are looked for in the shipped one when its files have changed,
    not at every start.
    """
    if folder is None:
        return _shipped()
    dictionary = _read(folder)
    _refuse(folder, find_faults(dictionary))
    return dictionary


def dictionary_hash(dictionary: Dictionary) -> str:
    """Hex SHA-256 of the whole content: equal exactly when two dictionaries say the same."""
    return _shipped_hash() if dictionary is _shipped() else _hash(dictionary)


def _hash(dictionary: Dictionary) -> str:
    return sha256_text(canonical_json(dictionary.model_dump(mode="json")))


@cache
def _shipped() -> Dictionary:
    return _shipped_with_hash()[0]


@cache
def _shipped_hash() -> str:
    return _shipped_with_hash()[1]


@cache
def _shipped_with_hash() -> tuple[Dictionary, str]:
    folder = resource("dictionary")

    def made() -> tuple[Dictionary, str]:
        dictionary = _read(folder)
        _refuse(folder, find_faults(dictionary))
        return dictionary, _hash(dictionary)

    return kept("dictionary", [files_state(folder, ".yaml"), files_state(_sources(folder), ".yaml")], made)


def _sources(folder: Path) -> Path:
    """Where the matcher's sources stand beside a dictionary."""
    return folder.parent / "matching" / "sources"


def _read(folder: Path) -> Dictionary:
    faults: list[str] = []
    raw: dict[str, Any] = {
        "version": read_document(folder / "dictionary.yaml", faults).get("version", ""),
        "categories": read_document(folder / "categories.yaml", faults).get("categories", ()),
        "tables": _tables(folder, faults),
        "code_lists": _code_lists(folder / "code_lists", faults),
    }
    expand_code_lists(raw["code_lists"], faults)
    _refuse(folder, faults)
    try:
        dictionary = with_link_tables(with_derived_fields(Dictionary.model_validate(raw)))
    except ValidationError as error:
        files = declaring_files(_sources(folder))
        _refuse(folder, [_sentence(raw, detail, files) for detail in error.errors()])
        raise
    return dictionary


def _tables(folder: Path, faults: list[str]) -> dict[str, dict[str, Any]]:
    tables: dict[str, dict[str, Any]] = {}
    for path in sorted((folder / "tables").glob("*.yaml")):
        table = read_document(path, faults)
        if not table:
            continue
        if table.get("id") != path.stem:
            faults.append(f"{path.name}：id 应与文件名相同（{path.stem}），写的是“{table.get('id', '')}”")
            continue
        tables[path.stem] = table
    add_declared(tables, _sources(folder), faults)
    for table in tables.values():
        fields = table.get("fields", ())
        for field in fields if isinstance(fields, list) else ():
            if isinstance(field, dict) and "zh" in field:
                field.setdefault("rule_name", field["zh"])
        if "zh" in table:
            table.setdefault("rule_name", table["zh"])
    return tables


def _code_lists(folder: Path, faults: list[str]) -> dict[str, dict[str, Any]]:
    lists: dict[str, dict[str, Any]] = {}
    for path in sorted(folder.glob("*.yaml")):
        for list_id, content in read_document(path, faults).items():
            if list_id in lists:
                faults.append(f"{path.name}：代码集 {list_id} 在别的文件里已经有了")
            elif not isinstance(content, dict):
                faults.append(f"{path.name}：代码集 {list_id} 应写成“键: 值”的形式")
            else:
                lists[list_id] = {"id": list_id, **content}
    return lists


def _sentence(raw: Mapping[str, Any], detail: ErrorDetails, files: Mapping[str, str]) -> str:
    """`tables.meter.fields[asset_no].scale：应写整数（写的是“x”）`, with ids in place of positions.

    What a source of the matcher declares is told under its own file, of `files`.
    """
    here: Any = raw
    place = ""
    for step in detail["loc"]:
        try:
            here = here[step]
        except (KeyError, IndexError, TypeError):
            here = None
        name = here.get("id") or here.get("label") or here.get("name") if isinstance(here, dict) else None
        place += f"[{name or step}]" if isinstance(step, int) else f".{step}" if place else str(step)
    said = _SENTENCES.get(detail["type"], detail["msg"])
    if detail["type"] in ("enum", "literal_error"):
        allowed = str(detail.get("ctx", {}).get("expected", "")).replace(", ", "、").replace(" or ", "、")
        said = f"只能是 {allowed}"
    owners = [file for name, file in files.items() if f".{name}." in f".{place}." or f"[{name}]" in place]
    place = f"{owners[0]}：{place}" if owners else place
    written = f"（写的是“{here}”）" if isinstance(here, str) else ""
    return f"{place}：{said}{written}"


def _refuse(folder: Path, faults: list[str]) -> None:
    if faults:
        listed = "\n".join(f"  {fault}" for fault in faults)
        raise BadInput(f"数据字典 {folder} 有 {len(faults)} 处问题：\n{listed}\n", "按上面每一条改正后重试")
