"""Reads and small writes of the core for the window, as plain functions that run on a worker."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.desktop.opened import opened
from census_app.desktop.session import RuleFacts, WorkspaceFacts
from census_app.foundation.temporary import lasting_temporary_folder

if TYPE_CHECKING:
    from census_app.desktop.pages.importing.names import FieldNames
    from census_app.desktop.pages.importing.preview import TableGuess
    from census_app.dictionary.model import FieldEntry
    from census_app.workspace.workspace import Workspace

_CUSTOMER = "customer"


def create_workspace(folder: Path) -> None:
    """An empty workspace stands in `folder`."""
    from census_app.workspace.workspace import Workspace

    Workspace.create(folder).close()


def read_facts(folder: Path, language: str) -> WorkspaceFacts:
    """What the window says of a workspace; refusals of the core pass through."""
    with opened(folder) as workspace:
        standing = workspace.changes().standing
        manifest = workspace.catalogue.latest()
        if manifest is None:
            return WorkspaceFacts(folder, standing=standing, only_looked_at=workspace.only_looked_at)
        coverage = {table: entry.model_dump(mode="json") for table, entry in manifest.coverage.items()}
        facts = WorkspaceFacts(
            folder,
            data_date=manifest.data_date.isoformat(),
            customers=manifest.coverage[_CUSTOMER].rows if _CUSTOMER in manifest.coverage else 0,
            coverage=coverage,
            unchecked=True,
            standing=standing,
            only_looked_at=workspace.only_looked_at,
        )
        return _with_run(workspace, facts, language, manifest.snapshot)


def _with_run(workspace: Workspace, facts: WorkspaceFacts, language: str, snapshot: str) -> WorkspaceFacts:
    from dataclasses import replace

    from census_app.desktop.tables.outstanding import count_outstanding
    from census_app.desktop.tables.reasons import cannot_judge_reasons
    from census_app.workspace.problems.acts import last_move
    from census_app.workspace.problems.listing import problem_rows
    from census_app.workspace.runs.record import COUNTS_FILE, last_official

    run = last_official(workspace)
    if run is None:
        return facts
    moved, states = last_move(workspace), problem_rows(workspace).file
    pack, rules = _pack(workspace, language)
    return replace(
        facts,
        unchecked=run.snapshot != snapshot,
        run=run.run,
        run_date=run.data_date.isoformat(),
        week=run.week,
        pack=pack,
        rules=rules,
        counts=run.rules,
        reasons=cannot_judge_reasons(run.file(workspace, COUNTS_FILE)),
        rule_errors=run.errors,
        states=states,
        moved=moved,
        findings=count_outstanding(states),
    )


def outstanding(folder: Path) -> tuple[int, int]:
    """How many problems are left to do now, and the number of the newest act that moved one."""
    from census_app.desktop.tables.outstanding import count_outstanding
    from census_app.workspace.problems.acts import last_move
    from census_app.workspace.problems.listing import problem_rows

    with opened(folder) as workspace:
        moved = last_move(workspace)
        return count_outstanding(problem_rows(workspace).file), moved


def _pack(workspace: Workspace, language: str) -> tuple[str, dict[str, RuleFacts]]:
    from census_app.workspace.pack_life.labels import label_of
    from census_app.workspace.runs.packs import load_active

    composed = load_active(workspace)
    pack = composed.pack
    english = language == "en"
    rules = {
        rule.id: RuleFacts(
            (rule.title.en if english else "") or rule.title.zh,
            (rule.remedy.en if english else "") or rule.remedy.zh,
            "；".join(rule.source.cite),
            rule.category,
        )
        for rule in pack.rules
    }
    return label_of(composed.base_entry, composed.applied), rules


def _shows_a_person(field: FieldEntry) -> bool:
    """Personal text; a personal yes or no, date or code tells nobody who it is."""
    from census_app.dictionary.model import FieldType, PersonalData

    return field.personal is not PersonalData.NONE and field.type in (FieldType.TEXT, FieldType.COORDINATE)


@cache
def read_field_names() -> FieldNames:
    """Names of the shipped dictionary's tables and fields."""
    from census_app.desktop.pages.importing.names import FieldNames
    from census_app.dictionary.loader import load_dictionary

    tables = load_dictionary().tables.values()
    return FieldNames(
        {table.id: table.zh for table in tables},
        {table.id: {field.id: field.zh for field in table.fields} for table in tables},
        {table.id: frozenset(field.id for field in table.fields if _shows_a_person(field)) for table in tables},
        {table.id: frozenset(table.key) for table in tables},
    )


def write_mapping(tables: list[TableGuess], target: Path | None = None) -> Path:
    """The answers as a mapping file the import takes; into a scratch file when no target is given."""
    from census_app.archive.recognition.continuation import series_name
    from census_app.archive.recognition.mapping import ColumnMapping, SavedMapping, TableMapping, save

    mapping = SavedMapping()
    for table in tables:
        if table.table is None:
            continue
        columns = tuple(
            ColumnMapping(index=column.index, header=column.header, field=column.field, unit=column.unit or None)
            for column in table.columns
        )
        entry = TableMapping(
            table=table.table,
            series=series_name(table.file),
            sheet=series_name(table.sheet),
            header_rows=table.header_rows,
            columns=columns,
        )
        mapping = mapping.with_table(entry)
    if target is None:
        target = lasting_temporary_folder("mapping") / "mapping.yaml"
    save(target, mapping)
    return target
