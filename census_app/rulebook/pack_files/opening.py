"""The files of a pack, from a folder or a zip; both are hostile until checked."""

from __future__ import annotations

from pathlib import Path

from census_app.foundation.errors import BadInput
from census_app.foundation.files import said_plainly
from census_app.rulebook.pack_files.folder import folder_contents
from census_app.rulebook.pack_files.limits import BASELINE, MANIFEST, MAX_TOTAL_BYTES, SIGNATURE, is_pack_file
from census_app.rulebook.pack_files.zipped import zip_contents

__all__ = ["BASELINE", "MANIFEST", "MAX_TOTAL_BYTES", "SIGNATURE", "is_pack_file", "read_contents", "read_files"]


def read_files(path: Path) -> dict[str, str]:
    """Relative name → text of every YAML file of the pack, sorted; raises `BadInput` for anything suspicious.

    Other files of a folder are not looked at; in a zip they are refused.
    """
    contents = _contents(path, whole=False)
    return {name: _decoded(name, contents[name]) for name in contents if name.endswith(".yaml")}


def read_contents(path: Path) -> dict[str, bytes]:
    """Relative name → bytes of every file of the pack, notes and signature too, sorted; refusals as `read_files`."""
    return _contents(path, whole=True)


def _contents(path: Path, *, whole: bool) -> dict[str, bytes]:
    try:
        with said_plainly(path):
            if not path.exists():
                raise BadInput(f"没有这个规则包：{path}", "检查路径；规则包是文件夹、zip 或 xlsx")
            contents = folder_contents(path, whole=whole) if path.is_dir() else zip_contents(path)
    except OSError as error:
        raise BadInput(f"读不了 {path}：{error.strerror}", "检查磁盘和路径后重试") from error
    if MANIFEST not in contents:
        raise BadInput(f"规则包 {path} 里没有 {MANIFEST}", f"规则包的根上要有 {MANIFEST}")
    return {name: contents[name] for name in sorted(contents)}


def _decoded(name: str, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        kind = "是 UTF-16 编码，" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else ""
        raise BadInput(f"{name}:{line} {kind}不是 UTF-8 编码", "用 UTF-8 保存") from error
