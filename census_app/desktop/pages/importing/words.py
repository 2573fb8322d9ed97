"""What the import page says above its views: what was chosen, and what waits at each step."""

from __future__ import annotations

from pathlib import Path

from census_app.desktop.language import count, say
from census_app.desktop.pages.importing.doing import ADDRESS_SIGN
from census_app.desktop.pages.importing.flow import ImportFlow, Stage
from census_app.desktop.pages.importing.preview import TableGuess


def step_notes(flow: ImportFlow, tables: list[TableGuess]) -> dict[str, str]:
    """Words below the steps: how many files, how many questions."""
    notes = {"files": say("import.note.files", number=len(flow.sources)) if flow.sources else ""}
    waiting = sum(table.doubtful + len(table.questions) for table in tables if table.table)
    if waiting and flow.stage is Stage.MAPPING:
        unsure = sum(1 for table in tables if table.table and table.questions)
        notes["mapping"] = say("import.note.unsure" if unsure else "import.note.waiting", number=waiting, tables=unsure)
    return notes


def subtitle(flow: ImportFlow, tables: list[TableGuess]) -> str:
    """Which files, and what they were taken for."""
    if not flow.sources:
        return say("import.subtitle.empty")
    names = source_name(flow.sources[0])
    known = sum(1 for table in tables if table.table)
    rows = count(sum(table.rows for table in tables if table.table))
    more = say("import.subtitle.more", number=len(flow.sources)) if len(flow.sources) > 1 else ""
    if not tables:
        return f"{names}{more}"
    refused = len(flow.preview.refused)
    tail = say("import.subtitle.refused", number=refused) if refused else ""
    return say("import.subtitle.full", files=f"{names}{more}", tables=known, rows=rows) + tail


def source_name(source: str) -> str:
    """A file's name; of a database only what stands before the address's secrets."""
    return source.partition(ADDRESS_SIGN)[0] if ADDRESS_SIGN in source else Path(source).name
