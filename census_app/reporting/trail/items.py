"""What items of survey forms were called when the forms were issued."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from census_app.archive.columns import quote_path
from census_app.survey.forms.issued import FORMS_ISSUED, rows_path
from census_app.workspace.schema import acts

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from census_app.workspace.workspace import Workspace


def item_titles(workspace: Workspace, connection: Connection, forms: Iterable[str]) -> dict[str, str]:
    """Item → title, of these form numbers; forms whose rows are gone are left out."""
    name = func.json_extract(acts.c.payload, "$.rows_file")
    query = select(name).where(acts.c.kind == FORMS_ISSUED, acts.c.subject.in_(sorted(set(forms))))
    paths = [rows_path(workspace, file) for file in connection.execute(query).scalars() if file]
    standing = [path for path in paths if path.is_file()]
    if not standing:
        return {}
    import duckdb

    files = ", ".join(quote_path(path) for path in standing)
    with duckdb.connect(config={"threads": 1}) as engine:
        rows = engine.execute(f"SELECT item, any_value(title) FROM read_parquet([{files}]) GROUP BY item").fetchall()
    return dict(rows)
