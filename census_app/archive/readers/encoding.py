"""Which encoding a text file is in, decided strictly: what does not decode is never guessed."""

from __future__ import annotations

import codecs
import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path

from census_app.archive.readers.limits import Limits
from census_app.foundation.errors import BadInput

_CHUNK_BYTES = 4 << 20
_LINE_BYTES = 8 << 20
_SAMPLE_BYTES = 1 << 20
_SAMPLE_LINES = 3
_SAMPLE_TEXT = 40
_UTF8_HANZI = re.compile(rb"(?:[\xe3-\xef][\x80-\xbf]{2})+")
_UTF8_RUN = re.compile(rb"[\x80-\xff]+")
_MOJIBAKE_BYTES = 6
_SURE_BYTES = 12
ENCODING_NAMES = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8（带 BOM）",
    "gb18030": "GB18030（GBK）",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
}


@dataclass
class TextFacts:
    """What one pass over the bytes shows; `bad_lines` (0-based physical lines) do not decode in `encoding`."""

    sha256: str = ""
    encoding: str = ""
    newlines: int = 0
    ends_with_newline: bool = True
    has_nul: bool = False
    bad_lines: set[int] = field(default_factory=set)

    @property
    def lines(self) -> int:
        """Physical lines ended by a line feed, the last one with or without."""
        return self.newlines + (0 if self.ends_with_newline else 1)


def scan_bytes(path: Path) -> TextFacts:
    """Hash and line count; the encoding is left open."""
    digest = hashlib.sha256()
    facts = TextFacts()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            digest.update(chunk)
            facts.newlines += chunk.count(b"\n")
            facts.has_nul = facts.has_nul or b"\0" in chunk
            facts.ends_with_newline = chunk.endswith(b"\n")
    facts.sha256 = digest.hexdigest()
    return facts


def likely_utf8(path: Path) -> str:
    """`utf-8` or `utf-8-sig` when the first bytes say so, else an empty string; the rest is still to be checked."""
    with path.open("rb") as stream:
        head = stream.read(_SAMPLE_BYTES)
    if b"\0" in head or not _decodes(codecs.getincrementaldecoder("utf-8")("strict"), head):
        return ""
    return "utf-8-sig" if head.startswith(codecs.BOM_UTF8) else "utf-8"


def settle_encoding(path: Path, facts: TextFacts, limits: Limits) -> None:
    """Fill in the encoding strictly; `BadInput` with sample lines when encodings are mixed."""
    with path.open("rb") as stream:
        head = stream.read(4)
    facts.encoding = _utf16(head, path) if facts.has_nul or head[:2] in _UTF16_MARKS else ""
    if facts.encoding:
        return
    if _is_utf8(path):
        facts.encoding = "utf-8-sig" if head.startswith(codecs.BOM_UTF8) else "utf-8"
        return
    _settle_other(path, limits, facts)


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            if not _decodes(decoder, chunk):
                return False
    return _decodes(decoder, b"", final=True)


_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def _utf16(head: bytes, path: Path) -> str:
    """A UTF-16 encoding when the file decodes in it, else an empty string."""
    with path.open("rb") as stream:
        sample = stream.read(1 << 16)
    sample = sample[: len(sample) // 2 * 2]
    candidates = ["utf-16"] if head[:2] in _UTF16_MARKS else ["utf-16-le", "utf-16-be"]
    for encoding in candidates:
        text = sample.decode(encoding, errors="ignore")
        lines = max(text.count("\n"), text.count("\r"))
        if lines and "\0" not in text and sum(text.count(mark) for mark in ",\t;|") > lines:
            return encoding
    return ""


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _settle_other(path: Path, limits: Limits, facts: TextFacts) -> None:
    """Not UTF-8: GB18030 when strictly so; else by the lines, refusing a mixture."""
    if _is_clean_gb(path):
        facts.encoding = "gb18030"
        return
    votes = _vote(path)
    utf8, chinese, neither = votes.utf8, votes.chinese, votes.neither
    total = len(utf8) + len(chinese) + len(neither)
    main, others = ("utf-8", chinese | neither) if len(utf8) >= len(chinese) else ("gb18030", utf8 | neither)
    if len(others) > total * limits.improbable_share:
        raise BadInput(
            f"文件里混用了不同的编码：{total} 行有汉字，其中 {len(others)} 行与其余的编码不同，"
            f"例如{_samples(path, others)}",
            "多半是把两个来源的文件拼在了一起；请分别导出，或在 Excel 里打开核对后另存为 xlsx",
        )
    facts.encoding = "utf-8-sig" if main == "utf-8" and votes.mark else main
    facts.bad_lines = others


def _is_clean_gb(path: Path) -> bool:
    """Whether the whole file decodes as GB18030 and no cell looks like UTF-8 read as GB18030."""
    decoder = codecs.getincrementaldecoder("gb18030")("strict")
    with path.open("rb") as stream:
        rest = b""
        while chunk := stream.read(_CHUNK_BYTES):
            if not _decodes(decoder, chunk):
                return False
            block = rest + chunk
            if has_mojibake(block):
                return False
            rest = block[block.rfind(b"\n") + 1 :][-_LINE_BYTES:]
    return _decodes(decoder, b"", final=True)


def has_mojibake(block: bytes) -> bool:
    """Whether a run of non-ASCII bytes is UTF-8 Hanzi rather than GB18030 ones."""
    return bool(_UTF8_HANZI.search(block)) and any(map(_is_mojibake, _UTF8_RUN.findall(block)))


def _is_mojibake(run: bytes) -> bool:
    """Valid UTF-8 throughout; short runs of common Hanzi can be so by chance, long or uncommon ones cannot."""
    if len(run) < _MOJIBAKE_BYTES or not _UTF8_HANZI.fullmatch(run) or not _valid(run, "utf-8"):
        return False
    return len(run) >= _SURE_BYTES or not _valid(run, "gb2312")


@dataclass
class _Votes:
    mark: bool = False
    utf8: set[int] = field(default_factory=set)
    chinese: set[int] = field(default_factory=set)
    neither: set[int] = field(default_factory=set)


def _vote(path: Path) -> _Votes:
    votes = _Votes()
    with path.open("rb") as stream:
        for number, line in enumerate(stream):
            if number == 0 and line.startswith(codecs.BOM_UTF8):
                votes.mark = True
                line = line[3:]
            if line.isascii():
                continue
            if _valid(line, "utf-8"):
                votes.utf8.add(number)
            elif _valid(line, "gb18030") and not has_mojibake(line):
                votes.chinese.add(number)
            else:
                votes.neither.add(number)
    return votes


def _valid(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _samples(path: Path, lines: set[int]) -> str:
    wanted = sorted(lines)[:_SAMPLE_LINES]
    parts = []
    with path.open("rb") as stream:
        for number, line in enumerate(stream):
            if number in wanted:
                shown = _readable(line).strip()[:_SAMPLE_TEXT]
                parts.append(f"第 {number + 1} 行“{shown}”")
            if number >= wanted[-1]:
                break
    return "、".join(parts)


def _readable(line: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        if _valid(line, encoding):
            return line.decode(encoding)
    return line.decode("gb18030", errors="replace")
