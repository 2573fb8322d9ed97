"""Read by the process commands are forked from: the modules they need, and the shipped pack."""

from __future__ import annotations

import os

os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

import gc
from importlib import import_module

from census_app.cli.main import GROUPS
from census_app.dictionary.loader import load_dictionary
from census_app.foundation.resources import shipped_folder
from census_app.rulebook.packs import load_pack
from census_app.rulebook.resolving.kept import resolved_for_run

LATE = (
    "census_app.archive.extract",
    "census_app.archive.readers.delimited",
    "census_app.archive.readers.worker",
    "census_app.archive.readers.workbook",
    "census_app.checking.run",
    "census_app.workspace.imports.importing",
    "census_app.workspace.linking.making",
    "census_app.workspace.runs.run",
)
"""Read by commands only once they work."""

for _module in (*(f"census_app.cli.{group}" for group in GROUPS), *LATE):
    import_module(_module)
resolved_for_run(load_pack(shipped_folder("rules") / "census-112"), load_dictionary())
gc.freeze()
