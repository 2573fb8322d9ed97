"""The files of a pack, from a folder or a zip; a zip is hostile until checked."""

from __future__ import annotations

import errno
import stat
import struct
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from census_app.foundation.errors import BadInput
from census_app.foundation.files import said_plainly

MAX_FILES = 300
MAX_TOTAL_BYTES = 20_000_000
MAX_RATIO = 100
MANIFEST = "pack.yaml"
BASELINE = "baseline.yaml"
SIGNATURE = "signature.json"
_NOTES = (".md", ".txt")
_BROKEN_ZIP = (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, struct.error, zlib.error)


def read_files(path: Path) -> dict[str, str]:
    """Relative name → text of every YAML file of the pack, sorted; raises `BadInput` for anything suspicious."""
    if not path.exists():
        raise BadInput(f"没有这个规则包：{path}", "检查路径；规则包是文件夹或 zip")
    with said_plainly(path):
        contents = _from_folder(path) if path.is_dir() else _from_zip(path)
    if MANIFEST not in contents:
        raise BadInput(f"规则包 {path} 里没有 {MANIFEST}", f"规则包的根上要有 {MANIFEST}")
    return {name: _decoded(name, contents[name]) for name in sorted(contents) if name.endswith(".yaml")}


def read_contents(path: Path) -> dict[str, bytes]:
    """Relative name → bytes of every file of the pack, notes and signature too, sorted; refusals as `read_files`."""
    if not path.exists():
        raise BadInput(f"没有这个规则包：{path}", "检查路径；规则包是文件夹或 zip")
    with said_plainly(path):
        contents = _whole_folder(path) if path.is_dir() else _from_zip(path)
    if MANIFEST not in contents:
        raise BadInput(f"规则包 {path} 里没有 {MANIFEST}", f"规则包的根上要有 {MANIFEST}")
    return {name: contents[name] for name in sorted(contents)}


def _whole_folder(path: Path) -> dict[str, bytes]:
    if not (path / MANIFEST).is_file():
        return {}  # a folder chosen by mistake is not walked
    contents: dict[str, bytes] = {}
    total = 0
    for file in sorted(path.rglob("*")):
        name = file.relative_to(path).as_posix()
        if file.is_symlink():
            raise BadInput(f"规则包 {path} 里有链接：{name}", "换成文件本身")
        if file.is_dir():
            continue
        if not file.is_file():
            raise BadInput(f"规则包 {path} 里有不是文件的东西：{name}", "删掉它")
        total += file.stat().st_size
        _limits(path, len(contents) + 1, total)
        contents[name] = file.read_bytes()
    return contents


def is_pack_file(name: str) -> bool:
    """Whether a pack may hold a file of this relative name: YAML, notes, and one signature at the root."""
    return name.endswith((".yaml", *_NOTES)) or name == SIGNATURE


def _from_folder(path: Path) -> dict[str, bytes]:
    contents: dict[str, bytes] = {}
    total = 0
    # two levels, so that a folder chosen by mistake is not walked to its last leaf
    for file in sorted({*path.glob("*.yaml"), *path.glob("*/*.yaml")}):
        if file.is_dir() or file.name.startswith("."):
            continue
        total += file.stat().st_size
        _limits(path, len(contents) + 1, total)
        contents[file.relative_to(path).as_posix()] = file.read_bytes()
    return contents


def _limits(path: Path, files: int, total: int) -> None:
    if files > MAX_FILES:
        raise BadInput(f"规则包 {path} 超过 {MAX_FILES} 个文件", "规则包不会这么大；检查是不是选错了")
    if total > MAX_TOTAL_BYTES:
        raise BadInput(
            f"规则包 {path} 展开后超过 {MAX_TOTAL_BYTES // 1_000_000} MB", "规则包不会这么大；检查是不是选错了"
        )


def _from_zip(path: Path) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(path) as archive:
            return _unpacked(path, archive)
    except _BROKEN_ZIP as error:
        raise BadInput(f"{path} 不是完好的 zip", "重新导出规则包") from error
    except OSError as error:
        if error.errno != errno.EINVAL:  # a damaged directory sends the reader to before the file's first byte
            raise
        raise BadInput(f"{path} 不是完好的 zip", "重新导出规则包") from error


def _unpacked(path: Path, archive: zipfile.ZipFile) -> dict[str, bytes]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    _limits(path, len(entries), sum(entry.file_size for entry in entries))
    names = [entry.filename for entry in entries]
    if len(set(names)) < len(names):
        raise BadInput(f"{path} 里有重名的文件", "重新导出规则包")
    root = _common_root(names)
    contents: dict[str, bytes] = {}
    for entry in entries:
        _check_entry(path, entry)
        name = entry.filename.removeprefix(root)
        if not is_pack_file(name):
            raise BadInput(f"{path} 里有不该有的文件：{name}", "规则包里只有 .yaml、说明文件和签名")
        with archive.open(entry) as stream:
            contents[name] = stream.read(entry.file_size + 1)
        if len(contents[name]) != entry.file_size:
            raise BadInput(f"{path} 里的 {name} 与目录记录的大小不符", "重新导出规则包")
    return contents


def _common_root(names: list[str]) -> str:
    """`census-112/` when the pack was zipped as a folder."""
    manifest = next((name for name in names if PurePosixPath(name).name == MANIFEST), MANIFEST)
    root = manifest.removesuffix(MANIFEST)
    return root if all(name.startswith(root) for name in names) else ""


def _check_entry(path: Path, entry: zipfile.ZipInfo) -> None:
    name = PurePosixPath(entry.filename)
    if name.is_absolute() or ".." in name.parts or "\\" in entry.filename or ":" in entry.filename:
        raise BadInput(f"{path} 里有越出文件夹的路径：{entry.filename}", "不要使用来历不明的规则包")
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise BadInput(f"{path} 里有链接：{entry.filename}", "不要使用来历不明的规则包")
    if entry.flag_bits & 1:
        raise BadInput(f"{path} 加了密码", "去掉密码后重新导出")
    if entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
        raise BadInput(f"{path} 里的 {entry.filename} 压缩比超过 {MAX_RATIO}", "不要使用来历不明的规则包")


def _decoded(name: str, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise BadInput(f"{name}:{line} 不是 UTF-8 编码", "用 UTF-8 保存") from error
