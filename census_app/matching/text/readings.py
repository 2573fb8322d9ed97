"""Toneless pinyin, read from tables built once: comparison needs the same reading on both sides, not elocution."""

from __future__ import annotations

import json
import os
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from census_app.matching.text.characters import entries

_TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0302\u0304\u030c"))
_UMLAUT = "\u0308"


class Readings(dict[str, tuple[str, ...]]):
    """Character → its usual toneless readings, the first preferred; filled as characters are met.

    A character without a reading stands for itself in lower case, so that letters and digits keep their place.
    """

    def __missing__(self, character: str) -> tuple[str, ...]:
        found = _listed().get(character) or (_dictionary_reading(character) or character.lower(),)
        self[character] = found
        return found


class Syllables(dict[str, str]):
    """Character → its preferred toneless syllable; filled as characters are met."""

    def __missing__(self, character: str) -> str:
        found = READINGS[character][0]
        self[character] = found
        return found


READINGS = Readings()
SYLLABLES = Syllables()
_SYLLABLE = SYLLABLES.__getitem__


def pinyin(text: str) -> str:
    """Toneless syllables of a text, one a character, joined by spaces: `重庆` → `zhong qing`; ü is written v."""
    return " ".join(map(_SYLLABLE, text))


def known_reading(character: str) -> tuple[str, ...]:
    """The usual readings of a character; none where no table has any."""
    return READINGS[character] if character in _listed() or str(ord(character)) in _dictionary() else ()


def known_readings() -> Iterator[tuple[int, tuple[str, ...]]]:
    """(code point, usual readings) of every character that has a reading."""
    for code in set(map(int, _dictionary())) | set(map(ord, _listed())):
        yield code, READINGS[chr(code)]


@cache
def _listed() -> dict[str, tuple[str, ...]]:
    return {character: tuple(readings) for character, *readings in entries("readings")}


@cache
def _dictionary() -> dict[str, str]:
    """The readings of single characters, by code point in figures, as pypinyin lists them.

    Only that list is read: importing its reader, and all styles and phrases with it, takes several times as long.
    """
    package = find_spec("pypinyin")
    listed = Path(package.origin).with_name("pinyin_dict.json") if package and package.origin else None
    if listed and listed.is_file():
        found: dict[str, str] = json.loads(listed.read_text(encoding="utf-8"))
        return found
    # where packages are no folders
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin.pinyin_dict import pinyin_dict

    return {str(code): readings for code, readings in pinyin_dict.items()}


def _dictionary_reading(character: str) -> str:
    return toneless(_dictionary().get(str(ord(character)), "").split(",")[0])


def toneless(reading: str) -> str:
    """`lǜ` → `lv`."""
    bare = unicodedata.normalize("NFD", reading).translate(_TONES)
    return unicodedata.normalize("NFC", bare.replace("u" + _UMLAUT, "v"))
