"""Which of the given files and folders are documents, which are photos, and which are neither."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from census_app.archive.extract import readable_name
from census_app.archive.readers.unpack import is_no_source
from census_app.foundation.errors import BadInput
from census_app.survey.photos.names import is_photo

_DOCUMENTS = frozenset({".xlsx", ".xlsm", ".csv", ".zip", ".tsv", ".txt"})


@dataclass(frozen=True)
class PhotoFolder:
    """Photos that came together: those of one folder, or those named one by one."""

    name: str
    files: tuple[Path, ...]


@dataclass
class Sources:
    """Everything given, sorted out; `strange` are files that are neither documents nor photos."""

    documents: list[Path] = field(default_factory=list)
    photos: list[PhotoFolder] = field(default_factory=list)
    strange: list[Path] = field(default_factory=list)


def sort_out(given: Sequence[Path]) -> Sources:
    """Files by what their names say; folders with everything below them. `BadInput` when one does not exist."""
    found = Sources()
    single: list[Path] = []
    for path in given:
        if path.is_dir():
            inside: list[Path] = []
            for one in sorted(below for below in path.rglob("*") if below.is_file()):
                _place(one, found, inside)
            if inside:
                found.photos.append(PhotoFolder(readable_name(path.name), tuple(inside)))
        elif path.is_file():
            _place(path, found, single)
        else:
            raise BadInput(f"没有这个文件或文件夹：{path}", "检查路径")
    if single:
        found.photos.append(PhotoFolder("单独给出的照片", tuple(single)))
    if not found.documents and not found.photos and not found.strange:
        raise BadInput("给出的文件夹里没有普查结果，也没有照片", "给出填好的普查表、手机导出的 csv 或 zip、照片文件夹")
    return found


def _place(path: Path, found: Sources, photos: list[Path]) -> None:
    name = path.name
    if is_no_source(name) or name.startswith("."):
        return
    if is_photo(name):
        photos.append(path)
    elif path.suffix.lower() in _DOCUMENTS:
        found.documents.append(path)
    else:
        found.strange.append(path)
