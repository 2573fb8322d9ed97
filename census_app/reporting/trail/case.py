"""One customer's case: which keys, problems and tasks are its own, and how values may be shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from census_app.dictionary.model import PersonalData
from census_app.foundation.masking import masked
from census_app.survey.forms.asked import AskedItem, asked_items
from census_app.survey.forms.layout import MASKED_ANSWER
from census_app.workspace.survey_tables import answers

if TYPE_CHECKING:
    from sqlalchemy import Column, Connection, Table

    from census_app.dictionary.model import FieldEntry
    from census_app.reporting.trail.index import TrailIndex
    from census_app.survey.tasks.model import Task
    from census_app.workspace.workspace import Workspace

_ASKED_AT_ONCE = 500
ERASED = "（已抹去）"


@dataclass(frozen=True)
class Case:
    """`keys`: the customer's numbers; `numbers`: its problems; `tasks`: its tasks by number, as they stand.

    `names`: account → name where the reader may see names. `clear`: personal values are shown as they are.
    """

    connection: Connection
    index: TrailIndex
    workspace: Workspace
    keys: tuple[str, ...]
    numbers: frozenset[str]
    tasks: Mapping[str, Task]
    names: Mapping[str, str]
    clear: bool

    def rows(self, table: Table, column: Column[Any], values: Iterable[Any]) -> Iterator[dict[str, Any]]:
        """Rows of a sealed table whose indexed column has one of the values, in order."""
        listed = sorted(set(values))
        for start in range(0, len(listed), _ASKED_AT_ONCE):
            chosen = listed[start : start + _ASKED_AT_ONCE]
            query = table.select().where(column.in_(chosen)).order_by(table.c.act, table.c.position)
            yield from (dict(row) for row in self.connection.execute(query).mappings())

    def person(self, account: str) -> str:
        """The person's name where it may be seen, else the account."""
        return self.names.get(account, account)

    def field(self, table: str, field: str) -> str:
        """What people call the field; its id where the dictionary does not know it."""
        found = self._field(table, field)
        return field if found is None else found.zh

    def item(self, table: str, field: str, item: str) -> str:
        """What an answer is about: the item as it was issued, else the archive's field, else the item's id."""
        asked = self._asked.get(item)
        return (asked.title if asked is not None else self.field(table, field)) or item

    @cached_property
    def _asked(self) -> dict[str, AskedItem]:
        query = select(answers.c.document).where(answers.c.task_no.in_(list(self.tasks))).distinct()
        return asked_items(self.workspace, self.connection, self.connection.execute(query).scalars())

    def value(self, row: Mapping[str, Any], name: str, *, free: bool = False) -> str:
        """A personal column of a row as it may be shown. `free`: text a person wrote, only its length is told."""
        text = row[name]
        if text is None:
            return ERASED if row[f"{name}_hash"] else ""
        if self.clear or not text or text == MASKED_ANSWER or not self._is_personal(row):
            return str(text)
        return f"（{len(text)} 字，未显示）" if free else masked(str(text))

    def is_open(self, row: Mapping[str, Any]) -> bool:
        """Whether what a form's own question was answered with may be seen by everybody."""
        asked = self._asked.get(row["item"])
        return asked is not None and not row["field"] and asked.is_open(row["value"] or "")

    def _is_personal(self, row: Mapping[str, Any]) -> bool:
        """Values of fields nobody knows are taken for personal."""
        field = self._field(row["table"], row["field"])
        return field is None or field.personal is not PersonalData.NONE

    def _field(self, table: str, field: str) -> FieldEntry | None:
        if not table or not field:
            return None
        entry = self.workspace.dictionary.tables.get(table)
        return entry.field(field) if entry is not None and entry.has_field(field) else None


def once(rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Rows found in several ways, each once, in order."""
    found = {(row["act"], row["position"]): row for row in rows}
    yield from (found[name] for name in sorted(found))
