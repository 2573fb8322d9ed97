"""The shipped pack as a workbook, made once; helpers that edit a copy of it as a person would."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from census_app.foundation.resources import shipped_folder
from census_app.rulebook.export import export_workbook, read_source

_made: dict[tuple[object, ...], bytes] = {}
SHIPPED = shipped_folder("rules") / "census-112"


@pytest.fixture(scope="session")
def shipped_workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("shipped") / "census-112.xlsx"
    export_workbook(read_source(SHIPPED), target)
    return target


@pytest.fixture
def workbook_of(pack_of: Callable[..., Path], tmp_path: Path) -> Callable[..., Path]:
    """A small pack as a workbook, made once for all tests that use the same."""

    def made(rules: str, **files: str) -> Path:
        target = tmp_path / "pack.xlsx"
        key = (rules, *sorted(files.items()))
        if key not in _made:
            export_workbook(read_source(pack_of(rules, **files)), target)
            _made[key] = target.read_bytes()
        target.write_bytes(_made[key])
        return target

    return made


@pytest.fixture
def edited() -> Callable[[Path, Callable[[Any], None]], Path]:
    """The workbook after somebody changed something in it and saved it."""

    def made(path: Path, change: Callable[[Any], None]) -> Path:
        book = openpyxl.load_workbook(path)
        change(book)
        book.save(path)
        book.close()
        return path

    return made
