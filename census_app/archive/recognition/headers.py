"""A header cell: cleaned of decoration, its unit taken off, and the spellings under which it may be known."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from census_app.archive.recognition.words import shipped_words

_NUMBERING = re.compile(r"^\s*[(\[]?\d{1,3}[)\]]?\s*[.、)．:：\-]\s*(?=\D)")
_DECORATION = "*＊★☆#＃?？:：;；,，'\"“”‘’`·•　 \t\r\n"
_BRACKETS = re.compile(r"[(\[{【〔<《]([^()\[\]{}【】〔〕<>《》]*)[)\]}】〕>》]")
_BARE_NUMBERING = re.compile(r"\d{1,3}(?=[\u4e00-\u9fff])")
_WRAPPED = re.compile(r"[\[{【〔<《(]([^()\[\]{}【】〔〕<>《》]+)[\]}】〕>》)]")
_SEGMENTS = re.compile(r"[./\\:：|>]+")
_WHETHER = re.compile(r"([\u4e00-\u9fff]*)是否([\u4e00-\u9fff]+)")
_HANZI_SEGMENT = re.compile(r".*[_\-]([^_\-]*[\u4e00-\u9fff][^_\-]*)")
_REMEMBERED = 20_000
_SEGMENT_PENALTY = 0.95


@dataclass(frozen=True)
class Header:
    """`text` as people see it; `spellings` are (comparison key, weight ≤ 1), the most literal first."""

    text: str
    spellings: tuple[tuple[str, float], ...]
    unit: str | None = None


@lru_cache(_REMEMBERED)
def read_header(raw: str) -> Header:
    """Everything a header cell says."""
    text = " ".join(_visible(unicodedata.normalize("NFKC", raw)).split())
    bare = _NUMBERING.sub("", text).strip(_DECORATION)
    if wrapped := _WRAPPED.fullmatch(bare):
        bare = wrapped[1].strip(_DECORATION)
    without_hints, unit = _take_unit(bare)
    spellings = {header_key(bare): 1.0}
    spellings.setdefault(header_key(without_hints), 1.0)
    last = _last_segment(without_hints)
    if last and not header_unit(last):
        spellings.setdefault(header_key(last), _SEGMENT_PENALTY)
    if whether := _WHETHER.fullmatch(without_hints):
        spellings.setdefault(header_key(f"{whether[1]}{whether[2].removesuffix('标志')}标志"), _SEGMENT_PENALTY)
    if numbered := _BARE_NUMBERING.match(without_hints):
        spellings.setdefault(header_key(without_hints[numbered.end() :]), _SEGMENT_PENALTY)
    spellings.pop("", None)
    return Header(text, tuple(spellings.items()), unit)


def _visible(text: str) -> str:
    """Without zero-width characters and byte order marks."""
    return text if text.isascii() else "".join(c for c in text if unicodedata.category(c) != "Cf")


def _last_segment(text: str) -> str:
    """What stands after the last `.`, `/`, `:` … (`C_CONS.CONS_NO`), or after `_`, `-` where it is Chinese."""
    segments = [segment.strip(_DECORATION) for segment in _SEGMENTS.split(text) if segment.strip()]
    last = segments[-1] if segments else ""
    match = _HANZI_SEGMENT.fullmatch(last)
    if match:
        return match[1].strip(_DECORATION)
    return last if len(segments) > 1 else ""


@lru_cache(_REMEMBERED)
def header_key(text: str) -> str:
    """How header names are compared: NFKC, casefolded, without spaces, `_` and `-`, brackets in one form."""
    folded = _visible(unicodedata.normalize("NFKC", text)).casefold()
    return re.sub(r"[\s_\-*]+", "", folded)


def _take_unit(text: str) -> tuple[str, str | None]:
    """The text without bracketed hints, and the unit found in brackets (the last: `上网电量(月)(kWh)`), after a slash
    or at the end.
    """
    unit: str | None = None
    for content in _BRACKETS.findall(text):
        unit = header_unit(content) or unit
    bare = _BRACKETS.sub("", text).strip(_DECORATION) or text
    if unit is None:
        bare, unit = _trailing_unit(bare)
    return bare, unit


def _trailing_unit(text: str) -> tuple[str, str | None]:
    for mark in ("/", "|", ":", "：", " ", "_", "-", ",", "，"):
        head, found, tail = text.partition(mark)
        unit = header_unit(tail) if found and head else None
        if unit:
            return head.strip(_DECORATION), unit
    match = _unit_after_hanzi().fullmatch(text)
    return (match[1], header_unit(match[2])) if match else (text, None)


def header_unit(text: str) -> str | None:
    """The unit this text is, `单位:kVA` included; None when it is none."""
    bare = re.sub(r"^(计量)?单位[:：]?", "", "".join(unicodedata.normalize("NFKC", text).split()))
    return _units().get(bare.casefold())


@cache
def _units() -> dict[str, str]:
    return {unicodedata.normalize("NFKC", unit).casefold(): unit for unit in shipped_words().units}


@cache
def _unit_after_hanzi() -> re.Pattern[str]:
    """`合同容量kVA`: Latin units of two or more letters right after a Hanzi."""
    latin = [re.escape(unit) for unit in shipped_words().units if unit.isascii() and unit.isalpha() and len(unit) > 1]
    choice = "|".join(sorted(latin, key=len, reverse=True))
    return re.compile(rf"(.*[\u4e00-\u9fff])({choice})", re.IGNORECASE)
