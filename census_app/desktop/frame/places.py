"""Where new workspaces are proposed."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths

from census_app.desktop.language import say


def first_folder() -> Path:
    """The product's folder among the documents."""
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return (Path(documents) if documents else Path.home()) / say("product")


def workspace_name(folder: Path) -> str:
    """What people call a workspace: its folder's name; of a sample county's the county's."""
    return folder.parent.name if folder.name == "workspace" else folder.name


def free_folder(folder: Path) -> Path:
    """The folder, or the first numbered one beside it that does not exist yet."""
    if not folder.exists():
        return folder
    number = 2
    while folder.with_name(f"{folder.name} {number}").exists():
        number += 1
    return folder.with_name(f"{folder.name} {number}")
