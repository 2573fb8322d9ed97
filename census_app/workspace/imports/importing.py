"""Files into a workspace: under its lease, with the column mappings it remembers from earlier imports."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from census_app.archive.model import Stated
from census_app.archive.raw import Extraction, RawTable, some_headers
from census_app.archive.recognition.mapping import SavedMapping, load_remembered, load_written, propose, save
from census_app.foundation.errors import CensusError
from census_app.foundation.jobs import JobContext, silent
from census_app.foundation.temporary import temporary_folder
from census_app.workspace import acts
from census_app.workspace.people.permissions import require
from census_app.workspace.workspace import DATABASE_NAME, Workspace

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from census_app.archive.report import ImportReport
    from census_app.dictionary.model import Dictionary
    from census_app.workspace.imports.outlook import Outlook
    from census_app.workspace.leases import Lease

IMPORT_LEASE = "import"
IMPORTED = "import.committed"
_REMEMBERED = "remembered.yaml"


@dataclass(frozen=True)
class Delivered:
    """The same bytes came before: as data of which day, and when (UTC, ISO)."""

    data_date: str
    imported_at: str


@dataclass(frozen=True)
class Preview:
    """What recognition made of the sources; nothing was written. `delivered` is by the sources' SHA-256; `outlook` says
    how far the rules could be judged afterwards, None where nothing was recognised or the rules cannot be read."""

    found: Extraction
    dictionary: Dictionary
    delivered: dict[str, Delivered] = field(default_factory=dict)
    outlook: Outlook | None = None

    @property
    def refused(self) -> bool:
        """Whether something would not be taken, or waits for an answer."""
        return bool(self.found.refused) or any(not table.usable for table in self.found.tables)

    def as_json(self) -> dict[str, Any]:
        """Tables with their columns, samples and confidence, and the refused sources."""
        return {
            "tables": [_table_json(table, self.delivered.get(table.source.sha256)) for table in self.found.tables],
            "refused": [asdict(refused) for refused in self.found.refused],
            "outlook": None if self.outlook is None else self.outlook.as_json(),
        }

    def save_mapping(self, path: Path) -> None:
        """`path` durably holds what was recognised, to be corrected and given to the import."""
        save(path, propose(self.found.tables))

    def lines(self) -> list[str]:
        """The same in Chinese for the terminal: doubtful columns in words, sure ones counted."""
        lines: list[str] = []
        for table in self.found.tables:
            name = self.dictionary.table(table.table).zh if table.table else "认不出是哪张表"
            place = f"{table.source.file} {table.source.sheet}".rstrip()
            lines.append(f"{place} → {name}（把握 {table.confidence:.0%}，{table.rows:,} 行）")
            mapped = table.field_columns()
            unused = [column.header for column in table.columns if column.field is None and column.header]
            named = f"：{some_headers(unused)}" if unused else ""
            lines.append(f"  认出 {len(mapped)} 列，未用 {len(table.columns) - len(mapped)} 列{named}")
            lines += [f"  说明：{note}" for note in table.notes]
            lines += [f"  ? {question}" for question in table.needs_answer]
            if table.remembered is not None:
                source, day = table.remembered
                lines.append(f"  沿用保存的对应：来源“{source}”{f'，{day}' if day else ''}")
            if (before := self.delivered.get(table.source.sha256)) is not None:
                lines.append(f"  同一个文件 {before.imported_at[:10]} 导入过（数据日期 {before.data_date}），可以跳过")
        lines += [f"拒收 {item.file} {item.sheet}：{item.reason}（{item.advice}）" for item in self.found.refused]
        return lines + (self.outlook.lines() if self.outlook is not None else [])


def preview_import(
    files: Sequence[Path],
    databases: Sequence[str] = (),
    mapping: Path | None = None,
    context: JobContext | None = None,
    workspace: Path | None = None,
    force_table: str | None = None,
) -> Preview:
    """What an import of these sources would take for what; a workspace lends its remembered mappings.

    `force_table` takes every source for that table, whatever was remembered; `BadInput` when there is no such table.
    """
    from census_app.archive.databases import extract_database
    from census_app.archive.extract import extract_sources
    from census_app.dictionary.loader import load_dictionary
    from census_app.dictionary.names import only_table

    context = context or silent()
    dictionary = load_dictionary()
    known = _known_mapping(workspace / "mappings" if workspace is not None else None, mapping, dictionary)
    if force_table is not None:
        dictionary = only_table(dictionary, force_table)
        known = SavedMapping()
    with temporary_folder("preview") as name:
        scratch = Path(name)
        found = extract_sources(files, dictionary, known, scratch / "files", context)
        tables, refused = list(found.tables), list(found.refused)
        for number, address in enumerate(databases):
            read = extract_database(address, dictionary, known, scratch / f"database{number}", context)
            tables += read.tables
            refused += read.refused
        whole = Extraction(tuple(tables), tuple(refused))
        return Preview(whole, dictionary, _delivered(workspace), _outlook(workspace, whole))


def import_into(
    folder: Path,
    files: Sequence[Path],
    databases: Sequence[str] = (),
    *,
    mapping: Path | None = None,
    save_mapping: Path | None = None,
    data_date: date | None = None,
    completeness: str | None = None,
    force_table: str | None = None,
    left_out: Sequence[tuple[str, str]] = (),
    context: JobContext | None = None,
) -> ImportReport:
    """The usable sources, without those `left_out` (file, sheet), are a new snapshot of the workspace in `folder` (made
    when missing).

    Decisions in `mapping` are remembered in the workspace and used again next time. When nothing could be taken a
    workspace made for the purpose is gone again.
    """
    from census_app.archive.importing import import_files
    from census_app.archive.report import ImportRequest

    context = context or silent()
    is_new = not (folder / DATABASE_NAME).exists()
    stood_before = folder.exists()
    with Workspace.ensure(folder) as workspace:
        try:
            require(workspace, "archive.import")
            with workspace.lease(IMPORT_LEASE, what="导入") as lease:
                known = _known_mapping(workspace.folder / "mappings", mapping, workspace.dictionary, date.today())
                request = ImportRequest(
                    files=tuple(files),
                    databases=tuple(databases),
                    mapping=known if known.tables else None,
                    data_date=data_date,
                    completeness=Stated(completeness) if completeness else None,
                    force_table=force_table,
                    left_out=frozenset(left_out),
                )
                record = partial(_record, lease)
                report = import_files(request, workspace.catalogue, workspace.dictionary, context, record)
                if mapping is not None:
                    save(workspace.folder / "mappings" / _REMEMBERED, known)
        except BaseException:
            if is_new and _is_unused(workspace):
                workspace.close()
                _remove_new(folder, stood_before)
            raise
    if save_mapping is not None:
        preview_import(files, databases, mapping, context, folder).save_mapping(save_mapping)
    return report


def _record(lease: Lease, connection: Connection, report: ImportReport) -> None:
    """The import's act stands in the transaction of the import itself, under a lease nobody took over."""
    lease.confirm_in(connection)
    tables = {name: entry.rows for name, entry in report.tables.items()}
    acts.append_in(connection, IMPORTED, report.snapshot, {"parts": list(report.parts), "rows": tables})


def _delivered(folder: Path | None) -> dict[str, Delivered]:
    """Every file a workspace was given, the newest delivery of each; nothing where it cannot be read."""
    found: dict[str, Delivered] = {}
    if folder is None or not (folder / DATABASE_NAME).exists():
        return found
    with suppress(CensusError), Workspace.open(folder) as workspace:
        parts = sorted(workspace.catalogue.parts().values(), key=lambda part: part.imported_at)
        for part in parts:
            told = Delivered(part.data_date.isoformat(), part.imported_at.isoformat())
            found |= {source.sha256: told for source in part.sources if source.sha256}
    return found


def _outlook(folder: Path | None, found: Extraction) -> Outlook | None:
    """How far the rules could be judged with what would be taken; None where the rules or the data cannot be read."""
    from census_app.workspace.imports.outlook import Given, outlook, outlook_ground

    given = [Given(table.table, frozenset(table.field_columns()), table.rows) for table in found.tables if table.table]
    if not given:
        return None
    try:
        return outlook(outlook_ground(folder), given)
    except CensusError:
        return None


def _known_mapping(
    remembered: Path | None, given: Path | None, dictionary: Dictionary, today: date | None = None
) -> SavedMapping:
    """Remembered decisions, then the given file's, made `today`: later entries win."""
    known = SavedMapping()
    if remembered is not None and (remembered / _REMEMBERED).exists():
        known = load_remembered(remembered / _REMEMBERED, dictionary)
    if given is not None:
        for entry in load_written(given, dictionary).tables:
            known = known.with_table(entry.model_copy(update={"saved": entry.saved or today}))
    return known


def _is_unused(workspace: Workspace) -> bool:
    """Nobody works in the workspace and nothing was imported: another process may have made it meanwhile."""
    from census_app.workspace.leases import holders

    return not holders(workspace) and workspace.catalogue.latest() is None


def _remove_new(folder: Path, stood_before: bool) -> None:
    """Take back a workspace that was made for an import that failed; what stood in the folder before stays."""
    from census_app.workspace.workspace import FOLDERS

    if not stood_before:
        shutil.rmtree(folder, ignore_errors=True)
        return
    for path in [*folder.glob(f"{DATABASE_NAME}*"), *(folder / name for name in FOLDERS)]:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with suppress(OSError):
                path.unlink()


def _table_json(table: RawTable, delivered: Delivered | None) -> dict[str, Any]:
    source, day = table.remembered or ("", "")
    return {
        "remembered": {"source": source, "saved": day} if table.remembered is not None else None,
        "delivered": None if delivered is None else asdict(delivered),
        "source": {"file": table.source.file, "sheet": table.source.sheet},
        "table": table.table,
        "confidence": table.confidence,
        "columns": [asdict(column) for column in table.columns],
        "read": table.read,
        "rows": table.rows,
        "rejected_rows": table.rejected_rows,
        "skipped": {kind.value: count for kind, count in table.skipped.items()},
        "header_rows": list(table.header_rows),
        "dialect": table.dialect,
        "notes": list(table.notes),
        "needs_answer": list(table.needs_answer),
        "table_candidates": [list(candidate) for candidate in table.table_candidates],
    }
