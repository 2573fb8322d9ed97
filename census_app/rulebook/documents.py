"""A pack's documents, whatever it travels as: YAML files in a folder or zip, or the sheets of a workbook."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any

from census_app.foundation.errors import BadInput
from census_app.foundation.kept import files_state, kept
from census_app.foundation.resources import shipped_folder
from census_app.rulebook.excel.package import is_workbook
from census_app.rulebook.hidden_characters import first_hidden
from census_app.rulebook.pack_files.opening import MANIFEST, read_files
from census_app.rulebook.yaml_files.strict import Document, Place, read_yaml

MAX_VALUES = 300_000
_FILES_KEPT = 64


def read_documents(path: Path) -> dict[str, Document]:
    """File name → document, sorted by name; a workbook gives the documents its pack would have as a folder.

    Raises `BadInput` for anything suspicious or damaged, with file:line or sheet!cell.
    """
    if is_workbook(path):
        from census_app.rulebook.excel.reading import read_workbook

        documents = read_workbook(path)
        for document in documents.values():
            _refuse_hidden(document, document.content, ())
        return documents
    return documents_of(read_files(path), path)


def documents_of(files: Mapping[str, str], path: Path) -> dict[str, Document]:
    """File name → document of the texts of a pack's YAML files; `path` is named in refusals."""
    documents = {}
    values = 0
    for name, text in files.items():
        parsed = _parsed(text, name)
        # a document of one's own: whoever reads it may make its short spellings long
        documents[name] = Document(name, json.loads(parsed.content), text, partial(_places, text, name))
        values += parsed.values
        if values > MAX_VALUES:
            raise BadInput(f"规则包 {path} 超过 {MAX_VALUES} 个值", "规则包不会这么大；检查是不是选错了")
    return documents


@dataclass(frozen=True)
class _Parsed:
    """What a file says, as JSON, and how many values it has."""

    text: str
    content: str
    values: int


@lru_cache(maxsize=_FILES_KEPT)
def _parsed(text: str, name: str) -> _Parsed:
    """A pack tried out is read beside the one in force, and most of their files say the same; so do those of a pack
    made from the shipped one."""
    shipped = _shipped_files().get(name)
    return shipped if shipped is not None and shipped.text == text else _parse(text, name)


def _parse(text: str, name: str) -> _Parsed:
    document = read_yaml(text, name)
    return _Parsed(text, json.dumps(document.content), len(document.places))


def _places(text: str, name: str) -> dict[tuple[str | int, ...], Place]:
    return read_yaml(text, name).places


@cache
def _shipped_files() -> dict[str, _Parsed]:
    """The files of the shipped packs that can be read: a command reads them every time, and they hardly ever change."""
    folders = [path for path in sorted(shipped_folder("rules").iterdir()) if (path / MANIFEST).is_file()]

    def made() -> dict[str, _Parsed]:
        found: dict[str, _Parsed] = {}
        for folder in folders:
            with suppress(BadInput):
                found |= {name: _parse(text, name) for name, text in read_files(folder).items()}
        return found

    return kept("pack_files", [files_state(folder, ".yaml") for folder in folders], made)


def _refuse_hidden(document: Document, value: Any, path: tuple[str | int, ...]) -> None:
    """Cells can hold what the YAML reader refuses in files."""
    if isinstance(value, dict):
        for key, one in value.items():
            _refuse_hidden(document, key, (*path, key))
            _refuse_hidden(document, one, (*path, key))
    elif isinstance(value, list):
        for position, one in enumerate(value):
            _refuse_hidden(document, one, (*path, position))
    elif isinstance(value, str) and (at := first_hidden(value)) >= 0:
        message = f"{document.place(path).shown} 有看不见的字符或改变文字方向的字符 U+{ord(value[at]):04X}"
        raise BadInput(message, "删去它后重新输入")
