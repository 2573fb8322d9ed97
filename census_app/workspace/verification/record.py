"""What verifications found, kept beside the workspace: date, who, counts, faults. Not part of the log: whoever may
look may verify, and a verification changes nothing it verifies."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from census_app.foundation.canonical import canonical_json
from census_app.foundation.database import reading
from census_app.foundation.errors import CensusError
from census_app.foundation.files import write_text
from census_app.workspace.people.signing import who_in

if TYPE_CHECKING:
    from pathlib import Path

    from census_app.workspace.verification.verify import VerifyReport
    from census_app.workspace.workspace import Workspace

FOLDER = "checks"
_KEPT = 60
_COUNTS = ("acts", "anchors", "runs", "files", "parts", "packs")


@dataclass(frozen=True)
class VerifyRecord:
    """One verification: `heads` are the printed ones it was given, `faults` sentences with what to do about each."""

    at: str
    actor: str
    counts: dict[str, int]
    head: str
    heads: tuple[str, ...]
    faults: tuple[tuple[str, str], ...]


def keep_verification(workspace: Workspace, report: VerifyReport, heads: Sequence[str], now: datetime) -> bool:
    """The result stands among the kept ones, the newest sixty; False where the folder cannot be written."""
    from census_app.workspace.verification.advice import advice_on

    with reading(workspace.engine) as connection:
        actor = who_in(connection)
    content: dict[str, Any] = {
        "at": now.astimezone().isoformat(timespec="seconds"),
        "actor": actor,
        "counts": {name: getattr(report, name) for name in _COUNTS},
        "head": report.head,
        "heads": list(heads),
        "faults": [[fault, advice_on(fault)] for fault in report.faults],
    }
    folder = workspace.folder / FOLDER
    try:
        folder.mkdir(exist_ok=True)
        write_text(folder / f"{now.astimezone():%Y%m%d-%H%M%S-%f}.json", canonical_json(content))
        for old in _files(workspace)[_KEPT:]:
            old.unlink(missing_ok=True)
    except (OSError, CensusError):
        return False
    return True


def kept_verifications(workspace: Workspace) -> list[VerifyRecord]:
    """The kept results, newest first; one that cannot be read is left out."""
    return [record for path in _files(workspace) if (record := _read(path)) is not None]


def _files(workspace: Workspace) -> list[Path]:
    folder = workspace.folder / FOLDER
    return sorted(folder.glob("*.json"), reverse=True) if folder.is_dir() else []


def _read(path: Path) -> VerifyRecord | None:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return VerifyRecord(
            str(content["at"]),
            str(content["actor"]),
            {name: int(content["counts"][name]) for name in _COUNTS},
            str(content["head"]),
            tuple(map(str, content["heads"])),
            tuple((str(fault), str(advice)) for fault, advice in content["faults"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
