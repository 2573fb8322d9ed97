"""Export and loading of the shipped pack as a workbook, beside bare openpyxl and the YAML files, in one run."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import openpyxl

from census_app.dictionary.loader import load_dictionary
from census_app.foundation.resources import shipped_folder
from census_app.rulebook.excel.writing import write_workbook
from census_app.rulebook.export import export_workbook, read_source
from census_app.rulebook.packs import load_pack

SHIPPED = shipped_folder("rules") / "census-112"
TIMES = 5


def _seconds(work: Callable[[], object]) -> float:
    """The least CPU time of several tries."""
    found = []
    for _ in range(TIMES):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found)


def _openpyxl(path: Path) -> int:
    book = openpyxl.load_workbook(path, read_only=True)
    cells = sum(1 for sheet in book.worksheets for row in sheet.iter_rows(values_only=True) for value in row if value)
    book.close()
    return cells


def main() -> None:
    """Print CPU seconds of each."""
    dictionary, source = load_dictionary(), read_source(SHIPPED)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pack.xlsx"
        export_workbook(source, path)
        lines = {
            "write the workbook": _seconds(lambda: write_workbook(source.documents, dictionary, path)),
            "export (write, read back, compare)": _seconds(lambda: export_workbook(source, path, replace=True)),
            "load the workbook": _seconds(lambda: load_pack(path)),
            "bare openpyxl, read-only": _seconds(lambda: _openpyxl(path)),
            "load the YAML files": _seconds(lambda: load_pack(SHIPPED)),
        }
        print(f"{len(source.pack.rules)} rules, {_openpyxl(path)} cells, {path.stat().st_size / 1000:.0f} kB")
    for name, seconds in lines.items():
        print(f"{name:40} {seconds:6.2f} s")


if __name__ == "__main__":
    main()
