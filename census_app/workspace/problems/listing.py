"""The problems as they stand now: filtered, listed, exported."""

from __future__ import annotations

import csv
import json
import shutil
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from census_app.archive.columns import quote_name, quote_path
from census_app.archive.unit_names import told_apart
from census_app.foundation.canonical import sha256_text
from census_app.foundation.database import reading
from census_app.foundation.engines import kept_engine
from census_app.foundation.files import forget, newest_first, publish
from census_app.foundation.text_width import display_width
from census_app.workspace import acts
from census_app.workspace.engine import scratch_engine
from census_app.workspace.problems.fields import FIELDS, LABELS, RISK, SUGGESTED, ProblemField, derived_sql
from census_app.workspace.problems.life import load_current
from census_app.workspace.problems.model import COLUMNS, REASON_LABELS
from census_app.workspace.runs.record import last_official

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace

_PREFIX = "problems-"
_KEPT_VIEWS = 8
_BATCH = 2000
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_SHOWN = (
    ("problem_no", 8), ("state", 8), ("severity", 4), ("rule_id", 6), ("unit_name", 14), ("customer", 14),
    ("weeks_running", 4), ("due_date", 10), ("message", 60),
)  # fmt: skip
_SUGGESTED_WIDTHS = (12, 24, 22, 60)
ORDER = "CASE severity WHEN 'urgent' THEN 0 WHEN 'important' THEN 1 ELSE 2 END, unit, rule_id, record_key, period"

RISK_FIRST = "risk DESC NULLS LAST, customer NULLS LAST"


@dataclass(frozen=True)
class ProblemRows:
    """Problems that met a condition, as a Parquet file in the workspace's cache (columns of `problems.model` and the
    derived ones), ordered by severity, unit, rule, record; `by_risk`: with a column `risk`, the customers of the
    highest score first; `suggested`: with the columns of `problems.fields.SUGGESTED`."""

    file: Path
    count: int
    by_risk: bool = False
    suggested: bool = False

    @property
    def fields(self) -> tuple[ProblemField, ...]:
        """The columns people see."""
        return (*FIELDS, *((RISK,) if self.by_risk else ()), *(SUGGESTED if self.suggested else ()))

    def rows(self, columns: list[str], numbers: Sequence[str] | None = None) -> Iterator[tuple[Any, ...]]:
        """The rows' chosen columns, a batch at a time: all in order, or those of `numbers` in theirs."""
        with kept_engine(1) as connection:
            wanted = ", ".join(f"p.{quote_name(column)}" for column in columns)
            sql, values = f"SELECT {wanted} FROM read_parquet({quote_path(self.file)}) p", None
            if numbers is not None:
                asked = "(SELECT unnest($1::VARCHAR[]) AS problem_no, unnest(range(len($1))) AS place)"
                sql, values = f"{sql} JOIN {asked} a ON a.problem_no = p.problem_no ORDER BY a.place", [list(numbers)]
            cursor = connection.execute(sql, values)
            while batch := cursor.fetchmany(_BATCH):
                yield from batch


def problem_rows(
    workspace: Workspace,
    where: str | None = None,
    today: date | None = None,
    by_risk: bool = False,
    suggest: bool = False,
) -> ProblemRows:
    """The problems now (last official run plus what people did since) that meet `where`, all without one.

    `where` is the rule language over the columns of `problems.fields`. `today` decides what is overdue. `by_risk`
    adds the score of the problem's customer (null where no customer or nothing open) and puts the highest first.
    `suggest` adds what linked reference data say, masked, null where they say nothing.
    """
    from census_app.workspace.problems.condition import condition_sql

    condition = condition_sql(where) if where else "true"
    day = (today or date.today()).isoformat()
    risk = _risk_file(workspace) if by_risk else None
    order = f"{condition}|{risk.name}" if risk is not None else condition
    order += f"|{_link_set(workspace)}" if suggest else ""
    target = workspace.cache / f"{_PREFIX}{_view_key(workspace, order, day)}.parquet"
    if not target.is_file():
        _write_view(workspace, condition, day, target, risk, suggest)
    return ProblemRows(target, _count(target), by_risk, suggest)


def print_problems(rows: ProblemRows, form: str, out: Path | TextIO) -> None:
    """The rows in one of the forms `table`, `csv`, `json`, `parquet`; a file appears whole or not at all."""
    if not isinstance(out, Path):
        _WRITERS[form](rows, out)
        return
    with publish(out) as temporary:
        if form == "parquet":
            shutil.copyfile(rows.file, temporary)
            return
        encoding = "utf-8-sig" if form == "csv" else "utf-8"
        with temporary.open("w", encoding=encoding, newline="") as stream:
            _WRITERS[form](rows, stream)


def harmless(text: str) -> str:
    """The text as a CSV cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def shown(column: str, value: Any) -> str:
    """A stored value as people read it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if column == "reason":
        return _reason_words(str(value))
    return LABELS.get(column, {}).get(str(value), str(value))


def _reason_words(codes: str) -> str:
    from census_app.checking.explaining.explanation import reason_words

    return "；".join(REASON_LABELS.get(code) or reason_words(code) for code in codes.split(",") if code)


def _view_key(workspace: Workspace, condition: str, day: str) -> str:
    run = last_official(workspace)
    with reading(workspace.engine) as connection:
        head = acts.head_in(connection)
    return sha256_text(f"{head}|{run.states_sha256 if run else ''}|{day}|{condition}")[:24]


def _risk_file(workspace: Workspace) -> Path:
    from census_app.workspace.priority.scores import priority_file

    return priority_file(workspace)


def _link_set(workspace: Workspace) -> str:
    from census_app.workspace.suggestions.now import link_set_of

    return f"suggested:{link_set_of(workspace, last_official(workspace))}"


def _write_view(workspace: Workspace, condition: str, day: str, target: Path, risk: Path | None, suggest: bool) -> None:
    with scratch_engine(workspace.cache) as connection, publish(target) as temporary:
        run = load_current(connection, workspace, "current_problems")
        derived = derived_sql(day, run.run if run else "")
        shown = f"SELECT * FROM (SELECT *, {derived} FROM current_problems) WHERE {condition}"
        order = ORDER
        if risk is not None:
            scores = f"(SELECT customer, score AS risk FROM read_parquet({quote_path(risk)}))"
            shown, order = f"SELECT * FROM ({shown}) LEFT JOIN {scores} USING (customer)", f"{RISK_FIRST}, {ORDER}"
        if suggest:
            from census_app.workspace.suggestions.now import masked_suggestions

            masked_suggestions(connection, workspace, "current_problems", run, "suggested")
            shown = f"SELECT * FROM ({shown}) LEFT JOIN suggested USING (problem_no)"
        connection.execute(
            f"""
            COPY ({shown} ORDER BY {order}) TO {quote_path(temporary)} (FORMAT parquet, COMPRESSION zstd)
            """
        )
    forget(newest_first(target.parent, f"{_PREFIX}*.parquet")[_KEPT_VIEWS:])


def _count(file: Path) -> int:
    with kept_engine(1) as connection:
        row = connection.execute(f"SELECT count(*) FROM read_parquet({quote_path(file)})").fetchone()
    return int(row[0]) if row else 0


def _as_csv(rows: ProblemRows, stream: TextIO) -> None:
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([field.zh for field in rows.fields])
    columns = [field.id for field in rows.fields]
    for row in rows.rows(columns):
        writer.writerow([harmless(shown(column, value)) for column, value in zip(columns, row, strict=True)])


def _as_json(rows: ProblemRows, stream: TextIO) -> None:
    columns = [*COLUMNS, "outstanding", "overdue", "not_rechecked", *(["risk"] if rows.by_risk else [])]
    columns += [field.id for field in SUGGESTED] if rows.suggested else []
    stream.write(f'{{"count": {rows.count}, "problems": [')
    for number, row in enumerate(rows.rows(columns)):
        content = dict(zip(columns, row, strict=True))
        for name in ("accused", "values"):
            content[name] = json.loads(content[name]) if content[name] else None
        stream.write(("," if number else "") + "\n" + json.dumps(content, ensure_ascii=False, default=str))
    stream.write("\n]}\n")


def _as_table(rows: ProblemRows, stream: TextIO) -> None:
    names = {field.id: field.zh for field in rows.fields}
    shown_columns = (
        *(((RISK.id, 6),) if rows.by_risk else ()),
        *_SHOWN,
        *(
            ((field.id, width) for field, width in zip(SUGGESTED, _SUGGESTED_WIDTHS, strict=True))
            if rows.suggested
            else ()
        ),
    )
    units = _units_of_one_name(rows)
    longest = max(map(display_width, units.values()), default=0)
    widths = [max(width, longest) if column == "unit_name" else width for column, width in shown_columns]
    columns = [column for column, _ in shown_columns]
    heads = (_fitted(names[column], width) for column, width in zip(columns, widths, strict=True))
    stream.write(" ".join(heads).rstrip() + "\n")
    for unit, *row in rows.rows(["unit", *columns]):
        told = zip(columns, row, strict=True)
        texts = [units[unit] if column == "unit_name" and unit in units else shown(column, one) for column, one in told]
        cells = [_fitted(text, width) for text, width in zip(texts, widths, strict=True)]
        stream.write(" ".join(cells).rstrip() + "\n")
    stream.write(f"共 {rows.count:,} 条\n")


def _units_of_one_name(rows: ProblemRows) -> dict[str, str]:
    """Unit → name and code, of the units that only their codes tell apart."""
    with kept_engine(1) as connection:
        found: list[tuple[str, str]] = connection.execute(
            f"SELECT unit, max(unit_name) FROM read_parquet({quote_path(rows.file)}) "
            "WHERE unit <> '' AND unit_name <> '' GROUP BY 1"
        ).fetchall()
    names = dict(found)
    return {unit: name for unit, name in told_apart(names).items() if name != names[unit]}


def _fitted(text: str, width: int) -> str:
    """Cut and padded to `width` terminal columns; a Chinese character takes two, control characters none at all."""
    kept, used = "", 0
    for character in text:
        if unicodedata.category(character).startswith("C"):
            continue
        size = 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if used + size > width:
            break
        kept, used = kept + character, used + size
    return kept + " " * (width - used)


_WRITERS = {"csv": _as_csv, "json": _as_json, "table": _as_table}
