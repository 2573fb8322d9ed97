"""Where new workspaces are proposed."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths

from census_app.desktop.language import say


def first_folder() -> Path:
    """The product's folder among the documents."""
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return (Path(documents) if documents else Path.home()) / say("product")
