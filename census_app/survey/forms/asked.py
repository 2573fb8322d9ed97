"""What items of survey forms were called, and what they offered, when the forms were issued."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from census_app.archive.columns import quote_path
from census_app.foundation.engines import kept_engine
from census_app.survey.forms.issued import FORMS_ISSUED, rows_path
from census_app.survey.scenes.model import AnswerKind
from census_app.workspace.schema import acts

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from census_app.workspace.workspace import Workspace

_FIGURE_KINDS = [AnswerKind.READING.value, AnswerKind.NUMBER.value, AnswerKind.DATE.value]
# a reading or a day: shorter than a mobile or an identity number put in its place
_FIGURES = re.compile(r"[-+]?\d{1,8}(\.\d{1,4})?|\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class AskedItem:
    """An item as forms asked it: its title, every choice some form offered, and whether only figures were asked for."""

    title: str
    choices: frozenset[str] = frozenset()
    figures: bool = False

    def is_open(self, text: str) -> bool:
        """Whether this answer may be seen by everybody: figures off a meter and what a form offered say nothing of a
        person, words somebody wrote instead may."""
        return text in self.choices or (self.figures and _FIGURES.fullmatch(text) is not None)


def asked_items(workspace: Workspace, connection: Connection, forms: Iterable[str]) -> dict[str, AskedItem]:
    """Item id → how these forms (by number) asked it; forms whose rows are gone are left out."""
    name = func.json_extract(acts.c.payload, "$.rows_file")
    query = select(name).where(acts.c.kind == FORMS_ISSUED, acts.c.subject.in_(sorted(set(forms))))
    paths = [rows_path(workspace, file) for file in connection.execute(query).scalars() if file]
    standing = [path for path in paths if path.is_file()]
    if not standing:
        return {}
    files = ", ".join(quote_path(path) for path in standing)
    with kept_engine(1) as engine:
        rows = engine.execute(
            f"SELECT item, any_value(title), string_agg(DISTINCT options, chr(10)), bool_and(list_contains(?, answer)) "
            f"FROM read_parquet([{files}]) GROUP BY item",
            [_FIGURE_KINDS],
        ).fetchall()
    return {
        item: AskedItem(title, frozenset((options or "").split("\n")) - {""}, figures)
        for item, title, options, figures in rows
    }
