"""A pack's documents, whatever it travels as: YAML files in a folder or zip, or the sheets of a workbook."""

from __future__ import annotations

from pathlib import Path

from census_app.rulebook.excel.package import is_workbook
from census_app.rulebook.excel.reading import read_workbook
from census_app.rulebook.pack_files import read_files
from census_app.rulebook.strict_yaml import Document, read_yaml


def read_documents(path: Path) -> dict[str, Document]:
    """File name → document, sorted by name; a workbook gives the documents its pack would have as a folder.

    Raises `BadInput` for anything suspicious or damaged, with file:line or sheet!cell.
    """
    if is_workbook(path):
        return read_workbook(path)
    return {name: read_yaml(text, name) for name, text in read_files(path).items()}
