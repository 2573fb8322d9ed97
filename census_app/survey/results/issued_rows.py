"""Which rows were issued, asked by code: forms are read once each, when a row of theirs first comes back."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Self

from census_app.foundation.database import reading
from census_app.survey.forms import layout
from census_app.survey.forms.issued import FORMS_ISSUED, FormRow, IssuedForm, form_from_act, form_rows
from census_app.workspace import acts
from census_app.workspace.log.row_codes import RowCodes

if TYPE_CHECKING:
    import duckdb

    from census_app.workspace.workspace import Workspace


class IssuedRows:
    """The rows of all forms of a workspace; `close` it (or `with`)."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.codes = RowCodes.of(workspace)
        self._rows: dict[str, dict[str, FormRow]] = {}
        self._checks: dict[str, dict[str, FormRow]] = {}
        self._engine: duckdb.DuckDBPyConnection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._engine is not None:
            self._engine.close()

    @cached_property
    def forms(self) -> Mapping[str, IssuedForm]:
        """Form number → form, the newest issue of each."""
        with reading(self._workspace.engine) as connection:
            found = [form_from_act(act) for act in acts.iterate(connection, kinds=[FORMS_ISSUED])]
        return {form.form_no: form for form in found}

    @cached_property
    def _forms_of_task(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for form in self.forms.values():
            for task_no in form.tasks:
                found.setdefault(task_no, []).append(form.form_no)
        return found

    def knows_form(self, form_no: str) -> bool:
        """Whether a form of this number was issued here."""
        return form_no in self.forms

    def knows_task(self, task_no: str) -> bool:
        """Whether the task stands on any form."""
        return task_no in self._forms_of_task

    def surveyor(self, form_no: str) -> str:
        """Whose form it is."""
        return self.forms[form_no].surveyor if form_no in self.forms else ""

    def tasks(self, form_no: str) -> tuple[str, ...]:
        """The tasks of a form in walking order."""
        return self.forms[form_no].tasks if form_no in self.forms else ()

    def form_of(self, task_no: str, document: str) -> str:
        """The form a task's visit row belongs to: this document when the task stands on it, else its newest form."""
        if task_no in self.tasks(document):
            return document
        return self._forms_of_task.get(task_no, [document])[-1]

    def rows_of(self, form_no: str) -> Mapping[str, FormRow]:
        """Row code → row of the form; `BadInput` when its rows were lost or altered."""
        if form_no not in self._rows:
            form = self.forms[form_no]
            rows = form_rows(self._workspace, form, self._connection())
            self._rows[form_no] = {row.row_code: row for row in rows}
        return self._rows[form_no]

    def row(self, code: str, document: str) -> FormRow | None:
        """The row of this code: of the document, or of another form of this workspace it was pasted from."""
        if document and (found := self.rows_of(document).get(code)) is not None:
            return found
        parsed = layout.read_row_code(code)
        if parsed is None:
            return None
        for form_no in self._forms_of_task.get(parsed.key, ()):
            if (found := self.rows_of(form_no).get(code)) is not None:
                return found
        if document:
            return None
        return next((row for form_no in self.forms if (row := self.rows_of(form_no).get(code)) is not None), None)

    def _connection(self) -> duckdb.DuckDBPyConnection:
        import duckdb

        if self._engine is None:
            self._engine = duckdb.connect(config={"threads": 1})
        return self._engine

    def agrees(self, form: FormRow, title: str, shown: str) -> bool:
        """Whether the row still says what the system wrote into it."""
        code = layout.read_row_code(form.row_code)
        return code is not None and layout.unaltered(self.codes, form.form_no, code, title, shown)

    def by_check(self, form_no: str) -> Mapping[str, FormRow]:
        """The check of a row's code → row: phones name their questions by it."""
        if form_no not in self._checks:
            self._checks[form_no] = {code.rsplit("-", 1)[1]: row for code, row in self.rows_of(form_no).items()}
        return self._checks[form_no]
