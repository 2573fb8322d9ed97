"""Small data files of the window: YAML people write, kept once more in a form that is read forty times faster."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCryptographicHash, QStandardPaths

from census_app.foundation.resources import resource


def read_data(relative: str) -> dict[str, Any]:
    """The mapping in a YAML file under resources/.

    What was parsed is kept in the user's cache under the digest of the file's bytes, so a start does not parse 85 kB
    of texts again; another content is another name, and a kept file that cannot be read is made anew. Where nothing
    can be kept the file is parsed every time.
    """
    file = resource(relative)
    written = file.read_bytes()
    digest = QCryptographicHash.hash(written, QCryptographicHash.Algorithm.Sha256).toHex().toStdString()
    kept = _folder() / f"{file.stem}.{digest[:32]}.json"
    try:
        document = json.loads(kept.read_bytes())
    except (OSError, ValueError):
        document = None
    return document if isinstance(document, dict) else _parsed(written, kept)


def _parsed(written: bytes, kept: Path) -> dict[str, Any]:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    document: dict[str, Any] = yaml.load(written, Loader=loader)  # noqa: S506
    with suppress(OSError):
        _keep(document, kept)
    return document


def _keep(document: dict[str, Any], kept: Path) -> None:
    kept.parent.mkdir(parents=True, exist_ok=True)
    for older in kept.parent.glob(f"{kept.name.partition('.')[0]}.*"):
        older.unlink(missing_ok=True)
    # several windows may start in the same moment: each writes a file of its own and puts it in place whole
    part = kept.with_name(f"{kept.stem}.{os.getpid()}.part")
    part.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    part.replace(kept)


def _folder() -> Path:
    base = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericCacheLocation)
    return Path(base) / "census" / "data"
