"""Reads a dictionary folder, fills in what its files may leave out, and refuses it when anything is inconsistent."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from census_app.dictionary.check import find_faults
from census_app.dictionary.derive import complete_derived_tables
from census_app.dictionary.model import Dictionary
from census_app.foundation.canonical import canonical_json, sha256_text
from census_app.foundation.errors import BadInput
from census_app.foundation.resources import resource


def load_dictionary(folder: Path | None = None) -> Dictionary:
    """The checked dictionary of `folder`; without one, the shipped dictionary, read once per process.

    Every fault found (unreadable YAML, unknown keys, colliding names, dangling relations …) is listed
    in one `BadInput`.
    """
    return _shipped() if folder is None else _read(folder)


def dictionary_hash(dictionary: Dictionary) -> str:
    """Hex SHA-256 of the whole content: equal exactly when two dictionaries say the same."""
    return sha256_text(canonical_json(dictionary.model_dump(mode="json")))


@cache
def _shipped() -> Dictionary:
    return _read(resource("dictionary"))


def _read(folder: Path) -> Dictionary:
    faults: list[str] = []
    head = _document(folder / "dictionary.yaml", faults)
    raw: dict[str, Any] = {
        "version": head.get("version", ""),
        "categories": _document(folder / "categories.yaml", faults).get("categories", ()),
        "tables": _tables(folder / "tables", faults),
        "code_lists": _code_lists(folder / "code_lists", faults),
    }
    _refuse(folder, faults)
    complete_derived_tables(raw["tables"])
    try:
        dictionary = Dictionary.model_validate(raw)
    except ValidationError as error:
        _refuse(folder, [f"{_place(item['loc'])}：{item['msg']}" for item in error.errors()])
        raise
    _refuse(folder, find_faults(dictionary))
    return dictionary


def _tables(folder: Path, faults: list[str]) -> dict[str, dict[str, Any]]:
    tables: dict[str, dict[str, Any]] = {}
    for path in sorted(folder.glob("*.yaml")):
        table = _document(path, faults)
        if table.get("id") != path.stem:
            faults.append(f"{path.name}：表 id 应与文件名相同，写的是“{table.get('id')}”")
            continue
        for field in table.get("fields", ()):
            if isinstance(field, dict):
                field.setdefault("rule_name", field.get("zh"))
        table.setdefault("rule_name", table.get("zh"))
        tables[path.stem] = table
    return tables


def _code_lists(folder: Path, faults: list[str]) -> dict[str, dict[str, Any]]:
    lists: dict[str, dict[str, Any]] = {}
    for path in sorted(folder.glob("*.yaml")):
        for list_id, content in _document(path, faults).items():
            if list_id in lists:
                faults.append(f"{path.name}：代码集 {list_id} 在别的文件里已经有了")
                continue
            if not isinstance(content, dict):
                faults.append(f"{path.name}：代码集 {list_id} 应是键值形式")
                continue
            lists[list_id] = {"id": list_id, **content}
    return lists


def _document(path: Path, faults: list[str]) -> dict[str, Any]:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)
    except OSError as error:
        faults.append(f"{path.name}：读不到（{error.strerror}）")
        return {}
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        faults.append(f"{path.name}：不是有效的 UTF-8 YAML（{error}）")
        return {}
    if not isinstance(content, dict):
        faults.append(f"{path.name}：最外层应是键值形式")
        return {}
    return content


def _place(location: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in location)


def _refuse(folder: Path, faults: list[str]) -> None:
    if faults:
        listed = "\n".join(f"  {fault}" for fault in faults)
        raise BadInput(f"数据字典 {folder} 有 {len(faults)} 处问题：\n{listed}", "按上面每一条改正后重试")
