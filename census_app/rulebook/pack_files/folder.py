"""The files of a pack that is a folder; links and anything that is no file are refused, not followed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from census_app.foundation.errors import BadInput
from census_app.foundation.quiet_file import read_quietly
from census_app.rulebook.pack_files.limits import MANIFEST, MAX_FILES, MAX_TOTAL_BYTES, check_amount, name_fault, shown

_LEVELS = 3
_MOST_ENTRIES = 10 * MAX_FILES


def folder_contents(path: Path, *, whole: bool) -> dict[str, bytes]:
    """Relative name → bytes of the folder's YAML files, or with `whole` of every file in it.

    Empty when the folder has no manifest: a folder chosen by mistake is not walked.
    """
    if not (path / MANIFEST).is_file():
        return {}
    contents: dict[str, bytes] = {}
    total = 0
    for name in _names(path, whole=whole):
        fault = name_fault(name)
        if fault and name.endswith(".yaml"):
            raise BadInput(f"规则包 {path} 里{fault}：{shown(name)}", "文件名用汉字、字母、数字、- 和 _")
        contents[name] = read_quietly(path / name, MAX_TOTAL_BYTES)
        total += len(contents[name])
        check_amount(path, len(contents), total)
    return contents


def _names(path: Path, *, whole: bool) -> list[str]:
    names: list[str] = []
    for count, (name, entry) in enumerate(_entries(path, "", _LEVELS), 1):
        if count > _MOST_ENTRIES:
            raise BadInput(f"规则包 {path} 里的文件太多", "规则包不会这么大；检查是不是选错了")
        wanted = whole or (name.endswith(".yaml") and not entry.name.startswith("."))
        if not wanted or entry.is_dir(follow_symlinks=False):
            continue
        if entry.is_symlink():
            raise BadInput(f"规则包 {path} 里有链接：{shown(name)}", "换成文件本身")
        if not entry.is_file(follow_symlinks=False):
            raise BadInput(f"规则包 {path} 里有不是文件的东西：{shown(name)}", "删掉它")
        names.append(name)
    return sorted(names)


def _entries(path: Path, prefix: str, levels: int) -> Iterator[tuple[str, os.DirEntry[str]]]:
    with os.scandir(path) as found:
        for entry in found:
            name = f"{prefix}{entry.name}"
            yield name, entry
            if entry.is_dir(follow_symlinks=False) and levels > 1:
                yield from _entries(path / entry.name, f"{name}/", levels - 1)
