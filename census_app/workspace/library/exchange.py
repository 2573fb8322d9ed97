"""The file in which counties hand their entries on: a zip with the entries and a manifest of hashes.

The same entries always give the same bytes, stored and not compressed, and only those bytes are taken back: whatever
else a zip may hide, there is nowhere to hide it.
"""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from census_app.foundation.canonical import canonical_json
from census_app.foundation.errors import BadInput
from census_app.foundation.quiet_file import read_quietly
from census_app.rulebook.pack_files.stored_zip import pack_zip
from census_app.workspace.library.model import Content, Kind, Version, version_hash

FORMAT, FORMAT_VERSION = "census-library", 1
MAX_BYTES = 64_000_000
MAX_ENTRIES = 20_000
_MANIFEST, _ENTRIES = "manifest.json", "library.json"
_WHAT = "经验文件"
_ADVICE = "请对方重新 census library export，原样传过来，不要解开再压"
_END = struct.Struct("<4s4H2LH")

Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class _SentContent(_Strict):
    kind: Literal["question", "answer", "case"]
    title: str
    text: str
    rules: list[str]
    items: list[str]
    about: str
    source: str
    unit: str
    county: str


class SentEntry(_Strict):
    """One entry as it travels: its newest wording, and the hashes of all wordings it includes."""

    id: Annotated[str, Field(pattern=r"^(JY|SJ)-[0-9A-Z]{3,12}$")]
    content: _SentContent
    parents: list[Hash] = Field(max_length=20)
    ancestors: list[Hash] = Field(max_length=2000)
    hash: Hash
    author: str = Field(max_length=50)
    at: str = Field(max_length=40)

    def version(self, county: str) -> Version:
        """The wording, as it came from that county."""
        stored = self.content.model_dump()
        content = Content.from_json({**stored, "kind": Kind(stored["kind"])})
        return Version(self.hash, content, tuple(self.parents), self.author, self.at, 0, county, tuple(self.ancestors))


class _Entries(_Strict):
    entries: list[SentEntry] = Field(max_length=MAX_ENTRIES)


class _Manifest(_Strict):
    format: Literal["census-library"]
    version: int
    county: str = Field(min_length=1, max_length=120)
    entries: int
    files: dict[str, Hash]


def sent_file(county: str, entries: Sequence[SentEntry]) -> bytes:
    """The bytes of the file; the same for the same entries of the same county."""
    import hashlib

    ordered = sorted(entries, key=lambda entry: entry.id)
    body = canonical_json({"entries": [entry.model_dump() for entry in ordered]}).encode()
    manifest = {
        "format": FORMAT,
        "version": FORMAT_VERSION,
        "county": county,
        "entries": len(ordered),
        "files": {_ENTRIES: hashlib.sha256(body).hexdigest()},
    }
    return pack_zip({_MANIFEST: canonical_json(manifest).encode(), _ENTRIES: body})


def read_sent(path: Path) -> tuple[str, list[SentEntry]]:
    """County and entries of a file that `sent_file` made; `BadInput` for anything else, whatever it is."""
    import hashlib

    content = read_quietly(path, MAX_BYTES, _WHAT, f"{_WHAT}是 census library export 写出的 zip")
    files = _stored_files(path, content)
    try:
        manifest = _Manifest.model_validate_json(files[_MANIFEST])
        if manifest.version > FORMAT_VERSION:
            raise BadInput(f"{path} 由更新版本的程序写成", "升级本程序后再收")
        if manifest.files != {_ENTRIES: hashlib.sha256(files[_ENTRIES]).hexdigest()}:
            raise BadInput(f"{path} 的内容与清单里的校验值不符", _ADVICE)
        entries = _Entries.model_validate_json(files[_ENTRIES]).entries
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))[:80]
        raise BadInput(f"{path} 不是经验文件，或格式不对：{where} {first['type']}", _ADVICE) from error
    if len(entries) != manifest.entries or len({entry.id for entry in entries}) != len(entries):
        raise BadInput(f"{path} 的条数与清单不符，或有重复的编号", _ADVICE)
    return manifest.county, entries


def hash_agrees(entry: SentEntry) -> bool:
    """Whether the entry's hash is that of what it says."""
    version = entry.version("")
    return version_hash(entry.id, version.content, version.parents) == entry.hash


def _stored_files(path: Path, content: bytes) -> dict[str, bytes]:
    """The two files of the zip, when the zip is exactly what `pack_zip` makes of them."""
    refusal = BadInput(f"{path} 不是完好的经验文件", _ADVICE)
    end = content[-_END.size :]
    if content[:2] != b"PK" or len(end) < _END.size:
        raise refusal
    signature, _, _, _, count, _, _, _ = _END.unpack(end)
    if signature != b"PK\x05\x06" or count != 2:
        raise refusal
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            listed = archive.infolist()
            plain = all(entry.compress_type == zipfile.ZIP_STORED for entry in listed)
            if not plain or {entry.filename for entry in listed} != {_MANIFEST, _ENTRIES}:
                raise refusal
            # stored bytes are part of the file: together they cannot be more than it is
            if sum(entry.file_size for entry in listed) > len(content):
                raise refusal
            files = {entry.filename: archive.read(entry) for entry in listed}
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
        EOFError,
        ValueError,
        OSError,
        struct.error,
    ) as error:
        raise refusal from error
    if pack_zip(files) != content:
        raise refusal
    return files
