"""Forms that were issued: what went out, to whom, and each row of it, bound into the chain by its hash."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.archive.columns import quote_name, quote_path
from census_app.foundation.canonical import sha256_file
from census_app.foundation.database import reading
from census_app.foundation.engines import kept_engine
from census_app.foundation.errors import BadInput
from census_app.foundation.files import publish
from census_app.workspace import acts
from census_app.workspace.log.issued_rows import FORMS_FOLDER, FORMS_ISSUED

if TYPE_CHECKING:
    import duckdb

    from census_app.workspace.workspace import Workspace

__all__ = [
    "FORMS_FOLDER",
    "FORMS_ISSUED",
    "FormRow",
    "IssuedForm",
    "find_form",
    "form_rows",
    "forms_of_week",
    "rows_path",
    "write_rows",
]

BLIND = "yes"
ACCUSED = "yes"


@dataclass(frozen=True, slots=True)
class FormRow:
    """One item row of a form, on 普查表 (`task_no`) or on 台区批量 (`batch`: the number of the 台区 or line, `task_no`
    empty: the answer holds for every task of the form there).

    `row_no` counts within the task or batch. `item`, `title`, `answer` and `options` (one a line) are as issued;
    `table`, `record_key`, `field` name the archive's value, empty where the archive has none. `blind` is `yes` where
    the value was left out. `original_code` is the keyed digest of the canonical original (`layout.original_code`),
    empty where there is none. `default` is what was brought in from elsewhere for an empty original: 一致 means it.
    `accused` is `yes` where a problem of the task accuses the item.
    """

    form_no: str
    task_no: str
    row_no: int
    row_code: str
    item: str
    title: str
    table: str
    record_key: str
    field: str
    answer: str
    blind: str = ""
    original_code: str = ""
    batch: str = ""
    options: str = ""
    default: str = ""
    scene: str = ""
    accused: str = ""

    @property
    def choices(self) -> tuple[str, ...]:
        """What the drop-down offered."""
        return tuple(self.options.split("\n")) if self.options else ()


@dataclass(frozen=True)
class IssuedForm:
    """One surveyor's form of a week. `anchor` is the head hash printed on it, `tasks` in walking order."""

    form_no: str
    week: str
    unit: str
    surveyor: str
    file_name: str
    file_sha256: str
    rows_file: str
    rows_sha256: str
    tasks: tuple[str, ...]
    anchor: str
    content: str = ""
    issued_at: str = ""
    act: int = 0


def find_form(workspace: Workspace, form_no: str) -> IssuedForm:
    """The form of this number; `BadInput` when none was issued under it."""
    found = acts.list_acts(workspace.engine, kinds=[FORMS_ISSUED], subject=form_no)
    if not found:
        raise BadInput(f"没有发出过这份普查表：{form_no}", "核对表号；也许来自另一个工作区")
    return form_from_act(found[-1])


def forms_of_week(workspace: Workspace, week: str, surveyor: str | None = None) -> list[IssuedForm]:
    """The forms issued for the week, oldest first; only the surveyor's when given."""
    wanted = {"week": week} | ({} if surveyor is None else {"surveyor": surveyor})
    with reading(workspace.engine) as connection:
        return [form_from_act(act) for act in acts.iterate(connection, kinds=[FORMS_ISSUED], payload=wanted)]


def form_rows(
    workspace: Workspace, form: IssuedForm, connection: duckdb.DuckDBPyConnection | None = None
) -> list[FormRow]:
    """All item rows of the form, in the order of its sheets; `BadInput` when its file is gone or was altered.

    Give a DuckDB `connection` when many forms are read.
    """
    path = rows_path(workspace, form.rows_file)
    if not path.is_file():
        raise BadInput(f"普查表 {form.form_no} 的行不见了：{path.name}", "从备份恢复工作区的 forms 文件夹")
    if sha256_file(path) != form.rows_sha256:
        raise BadInput(f"普查表 {form.form_no} 的行被改动过：{path.name}", "从备份恢复工作区的 forms 文件夹")
    if connection is not None:
        return _read(connection, path)
    with kept_engine(1) as own:
        return _read(own, path)


def rows_path(workspace: Workspace, name: str) -> Path:
    """Where a form's rows stand."""
    return workspace.folder / FORMS_FOLDER / name


def write_rows(connection: duckdb.DuckDBPyConnection, rows: Sequence[FormRow], target: Path) -> str:
    """The rows stand durably in `target`; returns the file's hash."""
    kinds = {entry.name: "INTEGER" if entry.name == "row_no" else "VARCHAR" for entry in fields(FormRow)}
    columns = {name: [getattr(row, name) for row in rows] for name in kinds}
    unnested = ", ".join(f'unnest(${name}::{kind}[]) AS "{name}"' for name, kind in kinds.items())
    connection.execute(f"CREATE OR REPLACE TEMP TABLE form_rows AS SELECT {unnested}", columns)
    with publish(target) as temporary:
        connection.execute(f"COPY form_rows TO {quote_path(temporary)} (FORMAT parquet, COMPRESSION zstd)")
    return sha256_file(target)


def _read(connection: duckdb.DuckDBPyConnection, path: Path) -> list[FormRow]:
    names = ", ".join(quote_name(entry.name) for entry in fields(FormRow))
    found = connection.execute(f"SELECT {names} FROM read_parquet({quote_path(path)})").fetchall()
    return [FormRow(*row) for row in found]


def form_from_act(act: acts.Act) -> IssuedForm:
    """The form as the act that issued it states it."""
    content = act.payload
    return IssuedForm(
        form_no=act.subject,
        week=content["week"],
        unit=content["unit"],
        surveyor=content["surveyor"],
        file_name=content["file"],
        file_sha256=content["sha256"],
        rows_file=content["rows_file"],
        rows_sha256=content["rows_sha256"],
        tasks=tuple(content["tasks"]),
        anchor=content["anchor"],
        content=content.get("content", ""),
        issued_at=act.at,
        act=act.seq,
    )
