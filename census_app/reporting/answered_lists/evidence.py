"""Evidence that names photos: they must lie in the same folder as the list, and are kept with the answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from census_app.reporting.answered_lists.sheet import folded
from census_app.reporting.weekly.texts import WeeklyTexts

_SEPARATORS = re.compile(r"[、，,;；/\s]+")
_RANGE = re.compile(r"(.*?)(\d{1,6})\s*[-~～—]\s*(\d{1,6})")
_NAMED = 3
_DEPTHS = ("*", "*/*", "*/*/*")


class PhotoFolder:
    """The photos of a folder and of those inside it, as deep as phones nest theirs, by name without ending; listed
    once."""

    def __init__(self, folder: Path, suffixes: frozenset[str]) -> None:
        self._found: dict[str, Path] = {}
        places = (path for depth in _DEPTHS for path in folder.glob(depth))
        for path in sorted(places, key=lambda one: (len(one.parts), one.name)):
            if path.suffix.lower() in suffixes and path.is_file():
                for name in (path.name, path.stem):
                    self._found.setdefault(_key(name), path)

    def find(self, name: str, words: tuple[str, ...]) -> Path | None:
        """The photo of that name, with or without its ending or the word 照片 before it."""
        key = _key(name)
        tried = (key, *(_key(word) + key for word in words))
        return next((self._found[one] for one in tried if one in self._found), None)


@dataclass(frozen=True)
class ReadEvidence:
    """The photos that were found, and why the evidence cannot be taken ("" when it can)."""

    photos: tuple[Path, ...] = ()
    fault: str = ""


def read_evidence(text: str, folder: PhotoFolder, texts: WeeklyTexts) -> ReadEvidence:
    """What the cell names; photos that are not there refuse it, other kinds of evidence are taken at their word."""
    names = list(_photo_names(text, texts))
    if not names and any(word in text for word in texts.photos.words):
        return ReadEvidence(fault="“照片”后面要写照片名，例如 照片 001")
    if len(names) > texts.photos.most:
        return ReadEvidence(fault=f"一行最多写 {texts.photos.most} 张照片")
    found, missing = [], []
    for name in names:
        listed = [folder.find(one, texts.photos.words) for one in _spread(name, folder, texts)]
        found += [path for path in listed if path is not None]
        missing += [name] if not listed or None in listed else []
    if missing:
        named = "、".join(missing[:_NAMED]) + (f" 等 {len(missing)} 张" if len(missing) > _NAMED else "")
        return ReadEvidence(fault=f"同一文件夹里找不到照片：{named}；把照片和清单放在一起再发")
    return ReadEvidence(tuple(dict.fromkeys(found)))


def _photo_names(text: str, texts: WeeklyTexts) -> Iterator[str]:
    """The words after 照片 (or 现场照片, 铭牌照片…), until another kind of evidence begins."""
    others = tuple(word.strip() for word in texts.evidence if word.strip() not in texts.photos.words)
    among_photos = False
    for part in _SEPARATORS.split(text):
        word = next((one for one in texts.photos.words if one in part and _is_word(part.partition(one)[0])), None)
        if word is not None:
            among_photos, part = True, part.partition(word)[2].lstrip(":：")
        elif part.startswith(others):
            among_photos = False
        if among_photos and part:
            yield part


def _is_word(before: str) -> bool:
    """Whether what stands before 照片 says something about it and names none."""
    return not any(character.isascii() and character.isalnum() for character in before)


def _spread(name: str, folder: PhotoFolder, texts: WeeklyTexts) -> list[str]:
    """`001-003` names three photos, unless one is called so."""
    match = _RANGE.fullmatch(name)
    if match is None or folder.find(name, texts.photos.words) is not None:
        return [name]
    first, last = int(match[2]), int(match[3])
    if not first < last < first + texts.photos.most:
        return [name]
    width = len(match[2])
    return [f"{match[1]}{number:0{width}d}" for number in range(first, last + 1)]


def _key(name: str) -> str:
    return folded(name).casefold()
