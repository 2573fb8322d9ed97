"""The one result scan of a table: states of every row, texts of the failing ones."""

from __future__ import annotations

from dataclasses import dataclass

from census_app.checking.evidence import evidence_sql
from census_app.checking.judge import Judgement, any_row_wrong, error_words, reason_words, words


@dataclass(frozen=True)
class Scan:
    """SQL of a scan and the columns it gives besides `row_id`, `unit` and `evidence`."""

    sql: str
    state_columns: tuple[str, ...]


def scan_sql(judgement: Judgement, numbers: dict[str, int], blocked: list[str]) -> Scan:
    """`row_id, unit, w…, r…, x…, b…, evidence`, one row per row of the table; `blocked` are the SQL of the b words."""
    frame = judgement.frame
    unit = frame.unit().text
    row_id = frame.base.row_id()
    inner = {f"w{index}": text for index, text in enumerate(words(judgement))}
    failing = any_row_wrong(len(inner))
    inner |= {f"x{index}": text for index, text in enumerate(error_words(judgement))}
    inner |= {f"b{index}": text for index, text in enumerate(blocked)}
    outer = {f"r{index}": text for index, text in enumerate(reason_words(judgement))}
    evidence = evidence_sql(judgement, numbers)
    first = ", ".join(f"{text} AS {name}" for name, text in inner.items())
    second = ", ".join([*inner, *(f"{text} AS {name}" for name, text in outer.items())])
    sql = (
        f"SELECT {row_id} AS row_id, CAST({unit} AS VARCHAR) AS unit, {second}, "
        f"CASE WHEN {failing} THEN {evidence} END AS evidence\n"
        f"FROM (SELECT *, {first}\nFROM {frame.from_clause()})"
    )
    return Scan(sql, (*inner, *outer))
