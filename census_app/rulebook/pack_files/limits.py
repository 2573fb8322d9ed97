"""How large a pack may be and how its files may be called; far above any honest pack, far below what hurts."""

from __future__ import annotations

import re
from pathlib import Path

from census_app.foundation.errors import BadInput

MAX_FILES = 300
MAX_TOTAL_BYTES = 8_000_000
MANIFEST = "pack.yaml"
BASELINE = "baseline.yaml"
SIGNATURE = "signature.json"
_NOTES = (".md", ".txt")
_TOO_LARGE = "规则包不会这么大；检查是不是选错了"
_LONGEST_NAME = 120
_DEEPEST = 3
# Letters that look alike, invisible and direction-changing characters are outside these ranges.
_SEGMENT = re.compile(r"[0-9A-Za-z_\u4e00-\u9fff（][0-9A-Za-z_\u4e00-\u9fff（）()、+. -]*")
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)


def is_pack_file(name: str) -> bool:
    """Whether a pack may hold a file of this relative name: YAML, notes, and one signature at the root."""
    return name.endswith((".yaml", *_NOTES)) or name == SIGNATURE


def check_amount(path: Path, files: int, total: int) -> None:
    """Raise `BadInput` when the pack at `path` has more files or bytes than a pack may have."""
    if files > MAX_FILES:
        raise BadInput(f"规则包 {path} 超过 {MAX_FILES} 个文件", _TOO_LARGE)
    if total > MAX_TOTAL_BYTES:
        raise BadInput(f"规则包 {path} 展开后超过 {MAX_TOTAL_BYTES // 1_000_000} MB", _TOO_LARGE)


def name_fault(name: str) -> str:
    """Why a relative name may not stand in a pack; empty when it may, on every system."""
    parts = name.split("/")
    if name.startswith("/") or ".." in parts or "\\" in name or ":" in name:
        return "有越出文件夹的路径"
    if len(name) > _LONGEST_NAME or len(parts) > _DEEPEST:
        return "文件名太长或文件夹太深"
    if not all(_SEGMENT.fullmatch(part) and part == part.rstrip(". ") for part in parts):
        return "文件名里有不该有的字符"
    if any(_RESERVED.fullmatch(part) for part in parts):
        return "有 Windows 保留的文件名"
    return ""


def shown(name: str) -> str:
    """The name with everything unprintable spelt out, cut to a length that can be read."""
    plain = "".join(letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in name)
    return plain if len(plain) <= _LONGEST_NAME else f"{plain[:_LONGEST_NAME]}…"
