"""Where workspaces are: what they are called, and where new ones are proposed."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths

from census_app.desktop.language import say
from census_app.desktop.session import WorkspaceFacts, workspace_name


def first_folder() -> Path:
    """The product's folder among the documents."""
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return (Path(documents) if documents else Path.home()) / say("product")


def free_folder(folder: Path) -> Path:
    """The folder, or the first numbered one beside it that does not exist yet."""
    if not folder.exists():
        return folder
    number = 2
    while folder.with_name(f"{folder.name} {number}").exists():
        number += 1
    return folder.with_name(f"{folder.name} {number}")


def place_text(facts: WorkspaceFacts | None, opening: Path | None = None) -> str:
    """The workspace's name and data date; which one is being opened; that none is open."""
    if opening is not None:
        return say("status.opening", name=workspace_name(opening))
    if facts is None:
        return say("status.no_workspace")
    if facts.sample:
        return f"{say('status.sample')} · {facts.name}"
    return f"{facts.name} · {facts.data_date}" if facts.data_date else facts.name
