"""What the workspace's folder holds, by what it is: every byte of it counts under one heading."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from census_app.foundation.database import reading
from census_app.workspace.received import PHOTO_KIND, RECEIVED_FOLDER
from census_app.workspace.survey_tables import received_files

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace

PHOTOS = "photos"
OTHER = "other"
HEADINGS = {
    "parts": "数据分片",
    "imports": "导入的拒收表",
    "runs": "批次",
    "links": "关联集",
    "link_models": "比对模型",
    "packs": "规则包",
    "drafts": "规则草稿",
    "keys": "公钥",
    "mappings": "字段对应",
    "scenes": "县里的场景",
    RECEIVED_FOLDER: "收回的文件",
    PHOTOS: "照片和签字",
    "forms": "发出的普查表",
    "exports": "导出",
    "checks": "核对的结果",
    "cache": "缓存",
    "scratch": "导入中的临时文件",
    "backups": "备份",
    OTHER: "其他文件",
}
"""Folder of the workspace → its heading; `photos` are those among the received files, `other` all nobody knows."""


@dataclass(frozen=True)
class FolderSizes:
    """Bytes by heading, the database apart, and the names of what nobody knows: sorted, as they stand in the folder."""

    by_heading: dict[str, int]
    database: int
    unknown: tuple[str, ...]


def folder_sizes(workspace: Workspace) -> FolderSizes:
    """Every byte of the folder as it stands; files that vanish meanwhile count nothing."""
    found = dict.fromkeys(HEADINGS, 0)
    database, unknown = 0, []
    for entry in _entries(workspace.folder):
        if entry.is_dir(follow_symlinks=False):
            size = bytes_of(Path(entry.path))
            heading = entry.name if entry.name in HEADINGS and entry.name not in (PHOTOS, OTHER) else OTHER
        elif entry.name.startswith("workspace.db"):
            database += _size(entry)
            continue
        else:
            size, heading = _size(entry), OTHER
        found[heading] += size
        if heading == OTHER:
            unknown.append(entry.name)
    found[PHOTOS] = _photo_bytes(workspace)
    found[RECEIVED_FOLDER] -= found[PHOTOS]
    return FolderSizes(found, database, tuple(sorted(unknown)))


def bytes_of(folder: Path) -> int:
    """What lies in a folder and below; 0 where there is none."""
    return sum(
        bytes_of(Path(entry.path)) if entry.is_dir(follow_symlinks=False) else _size(entry)
        for entry in _entries(folder)
    )


def _photo_bytes(workspace: Workspace) -> int:
    with reading(workspace.engine) as connection:
        photos = set(
            connection.execute(select(received_files.c.sha256).where(received_files.c.kind == PHOTO_KIND)).scalars()
        )
    if not photos:
        return 0
    received = workspace.folder / RECEIVED_FOLDER
    folders = sorted({digest[:2] for digest in photos})
    return sum(_size(one) for name in folders for one in _entries(received / name) if Path(one.name).stem in photos)


def _entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            yield from found
    except OSError:
        return


def _size(entry: os.DirEntry[str]) -> int:
    try:
        return entry.stat(follow_symlinks=False).st_size
    except OSError:
        return 0
