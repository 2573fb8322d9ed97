"""What items of survey forms were called, and what they offered, when the forms were issued."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from census_app.archive.columns import quote_path
from census_app.foundation.engines import kept_engine
from census_app.survey.forms.issued import FORMS_ISSUED, rows_path
from census_app.workspace.schema import acts

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from census_app.workspace.workspace import Workspace


@dataclass(frozen=True)
class AskedItem:
    """An item as forms asked it: its title, and every choice some form offered."""

    title: str
    choices: frozenset[str] = frozenset()


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
            f"SELECT item, any_value(title), string_agg(DISTINCT options, chr(10)) FROM read_parquet([{files}]) "
            "GROUP BY item"
        ).fetchall()
    return {item: AskedItem(title, frozenset((options or "").split("\n")) - {""}) for item, title, options in rows}
