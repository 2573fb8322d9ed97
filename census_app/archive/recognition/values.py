"""Whether sample cells look like values of a field: to decide between candidates, never to change a value."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from census_app.archive.raw import LONG_NUMBER_MARK
from census_app.dictionary.codes import CodeBook
from census_app.dictionary.model import FieldEntry, FieldType

_NUMBER = re.compile(r"[+-]?[\d,]*\.?\d+(e[+-]?\d+)?\s*[%a-z千万元度安伏瓦时乏]*", re.IGNORECASE)
_DATE = re.compile(r"\d{4}\s*[-/.年]\s*\d{1,2}(\s*[-/.月]\s*\d{1,2}日?)?.*|\d{8}(\d{6})?|\d{5}(\.\d+)?|\d{6}")
_IDENTIFIER = re.compile(r"'?[\dA-Za-z*.\-_/#]+")
_HAN = re.compile(r"[\u4e00-\u9fff]{2}")
_SEVERAL = 2
_BOOLEAN = {"是", "否", "有", "无", "y", "n", "yes", "no", "true", "false", "1", "0", "01", "00", "02", "√", "×"}


def fitting_share(field: FieldEntry, codes: CodeBook, samples: Sequence[str]) -> float | None:
    """Share 0–1 of the samples that can be values of the field; None when anything can, or without samples."""
    texts = [unicodedata.normalize("NFKC", sample).strip(" \t'") for sample in samples]
    texts = [text.removeprefix(LONG_NUMBER_MARK) for text in texts if text]
    if not texts:
        return None
    if field.type is FieldType.TEXT:
        return _share(_IDENTIFIER, texts) if field.identifier else None
    if field.type is FieldType.CODE:
        return _code_share(field, codes, texts)
    if field.type is FieldType.BOOLEAN:
        return sum(text.casefold() in _BOOLEAN for text in texts) / len(texts)
    if field.type in (FieldType.DATE, FieldType.DATETIME):
        return _share(_DATE, texts)
    return _share(_NUMBER, texts)


def names_only(samples: Sequence[str]) -> bool:
    """Whether all of several samples have Chinese characters in them, as names have and numbers have not."""
    return len(samples) >= _SEVERAL and all(_HAN.search(sample) for sample in samples)


def numbers_only(samples: Sequence[str]) -> bool:
    """Whether all of several samples are digits."""
    return len(samples) >= _SEVERAL and all(sample.strip().isdecimal() for sample in samples)


def _share(pattern: re.Pattern[str], texts: Sequence[str]) -> float:
    return sum(pattern.fullmatch(text) is not None for text in texts) / len(texts)


def _code_share(field: FieldEntry, codes: CodeBook, texts: Sequence[str]) -> float | None:
    code_list = codes.code_list(field.code_list) if field.code_list else None
    if code_list is None or code_list.open:
        return None
    return sum(codes.label(code_list.id, text) is not None for text in texts) / len(texts)
