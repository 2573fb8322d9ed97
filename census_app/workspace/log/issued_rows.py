"""Rows of issued survey forms stand beside the log, bound by the hash in the act that issued them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from census_app.foundation.canonical import sha256_file
from census_app.workspace import acts

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace

FORMS_ISSUED = "forms.issued"
FORMS_FOLDER = "forms"


def issued_rows_faults(workspace: Workspace) -> list[str]:
    """Forms whose rows are gone or are not those that were issued."""
    faults = []
    for act in acts.list_acts(workspace.engine, kinds=[FORMS_ISSUED]):
        path = workspace.folder / FORMS_FOLDER / str(act.payload["rows_file"])
        if not path.is_file():
            faults.append(f"普查表 {act.subject} 的行不见了")
        elif sha256_file(path) != act.payload["rows_sha256"]:
            faults.append(f"普查表 {act.subject} 的行被改动过")
    return faults
