"""The files of a take: spreadsheets named one by one or lying in folders, photos beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from census_app.foundation.errors import BadInput

SUFFIXES = (".xlsx", ".csv", ".txt", ".xls", ".et", ".xlsm", ".ods", ".zip", ".rar", ".7z", ".htm", ".html")
"""What lies in a folder with one of these endings is tried; the reader says which of them it cannot read."""
_HIDDEN = (".", "~$")


@dataclass(frozen=True)
class Given:
    """A file to take; `named`: somebody named it, so that being no list is a refusal and not just said."""

    path: Path
    named: bool


def given_files(places: Sequence[Path], out: Path) -> list[Given]:
    """The files in the order given, those of a folder by name, each once; what stands under `out` is ours and left out.

    Raises `BadInput` for a place that is not there.
    """
    found: dict[Path, Given] = {}
    for place in places:
        if not place.exists():
            raise BadInput(f"没有这个文件：{place}", "检查路径")
        if place.is_dir():
            for path in _in_folder(place, out):
                found.setdefault(path.resolve(), Given(path, False))
        else:
            found[place.resolve()] = Given(place, True)
    if not found:
        raise BadInput("没有可收的清单", "给出填好的周清单（xlsx、csv），或放着它们的文件夹")
    return list(found.values())


def _in_folder(folder: Path, out: Path) -> Iterator[Path]:
    ours = out.resolve()
    for path in sorted(folder.rglob("*")):
        is_table = path.suffix.lower() in SUFFIXES and not path.name.startswith(_HIDDEN)
        if is_table and path.is_file() and ours not in path.resolve().parents:
            yield path
