"""What a photo's file name says: the task and the running number (`T2648-0137-1.jpg`), however people spell it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath

from census_app.survey.photos.settings import photo_settings

_LONGEST_NAME = 200
_DASHES = re.compile(r"[\u2010-\u2015\u2212_~～]")
_TASK = re.compile(r"T(\d{4})-?(\d{4,6})(?!\d)")
_SERIAL = re.compile(r"^[\s\-(（#.]*(\d{1,3})(?!\d)")


@dataclass(frozen=True)
class PhotoName:
    """`serial` is 0 where the name gives none; `signature`: the name says it shows a signature."""

    task_no: str
    serial: int = 0
    signature: bool = False

    @property
    def text(self) -> str:
        """The name as sheets write it."""
        return f"{self.task_no}-{self.serial}" if self.serial else self.task_no


def read_name(name: str) -> PhotoName | None:
    """Task and number in a file name or in a cell; None when it names no task."""
    stem = PurePosixPath(name[-_LONGEST_NAME:].replace("\\", "/")).name
    folded = _DASHES.sub("-", unicodedata.normalize("NFKC", stem)).upper()
    found = _TASK.search(folded)
    if found is None:
        return None
    rest = folded[found.end() :]
    serial = _SERIAL.match(rest)
    signature = any(word.upper() in folded for word in photo_settings().signature_words)
    return PhotoName(f"T{found[1]}-{found[2]}", int(serial[1]) if serial else 0, signature)


def is_photo(name: str) -> bool:
    """Whether the file's ending is that of a picture; what it really is, its bytes say."""
    return PurePosixPath(name.lower()).suffix in photo_settings().suffixes
