"""A comparison's result as the rows of a link set."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from census_app.matching.decisions import Decision
from census_app.matching.links import COVERED_COLUMNS, LINK_COLUMNS, SELF, CoverVerdict
from census_app.matching.sources import Source

if TYPE_CHECKING:
    import duckdb

    from census_app.matching.link import LinkResult


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Empty temp tables `links` and `covered`."""
    for name, columns in (("links", LINK_COLUMNS), ("covered", COVERED_COLUMNS)):
        declared = ", ".join(f"{column} {kind}" for column, kind in columns.items())
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} ({declared})")


def add_rows(connection: duckdb.DuckDBPyConnection, source: Source, result: LinkResult) -> dict[str, int]:
    """Append the result to `links` and `covered`.

    Returns how many records have each verdict (linked, review, open, none) and how many pairs each decision: a record
    can wait for a person without a pair of its own, and a pair whose record is linked elsewhere waits for nobody.
    """
    import pandas as pd

    name = SELF if source.within else source.id
    left_keys = np.asarray(result.left_keys, dtype=object)
    right_keys = np.asarray(result.right_keys, dtype=object)
    links = pd.DataFrame(
        {
            "source": name,
            "left_table": source.left_table,
            "left_key": left_keys[result.left_row],
            "right_key": right_keys[result.right_row],
            "right_row": result.right_row,
            "bits": np.clip(result.bits, -9999, 9999).round(3),
            "probability": result.probability.round(4),
            "decision": result.decision,
            "levels": _level_texts(result),
            "blocking_keys": _key_texts(source, result),
            "model": result.model.name,
        }
    )
    verdicts = _verdicts(result, within=source.within)
    covered = pd.DataFrame(
        {"source": name, "left_table": source.left_table, "left_key": left_keys, "verdict": verdicts}
    )
    connection.register("new_links", links)
    connection.register("new_covered", covered)
    connection.execute("INSERT INTO links SELECT * FROM new_links")
    connection.execute("INSERT INTO covered SELECT * FROM new_covered")
    connection.unregister("new_links")
    connection.unregister("new_covered")
    decided = Counter(str(decision) for decision in result.decision if decision != Decision.REVIEW)
    return {**decided, **Counter(verdicts), "candidates": result.candidates}


def _verdicts(result: LinkResult, *, within: bool) -> list[str]:
    """One verdict a left record; pairs within a table speak of both their records."""
    verdicts = np.full(len(result.left_keys), CoverVerdict.NONE.value, dtype=object)
    verdicts[result.open] = CoverVerdict.OPEN.value
    verdicts[result.unsure] = CoverVerdict.REVIEW.value
    linked = np.isin(result.decision, [Decision.AUTO.value, Decision.ACCEPTED.value])
    for pairs, verdict in (
        (result.decision == Decision.REVIEW.value, CoverVerdict.REVIEW),
        (linked, CoverVerdict.LINKED),
    ):
        for rows in (result.left_row, result.right_row) if within else (result.left_row,):
            verdicts[rows[pairs]] = verdict.value
    return [str(verdict) for verdict in verdicts]


def _level_texts(result: LinkResult) -> list[str]:
    """JSON of the levels of each pair; few distinct ones, so each is written once."""

    @cache
    def text(row: bytes) -> str:
        found = {
            comparison.id: comparison.levels[number - 1]
            for comparison, number in zip(result.comparisons, row, strict=True)
            if number
        }
        return json.dumps(found, ensure_ascii=False)

    return [text(row.tobytes()) for row in result.levels]


def _key_texts(source: Source, result: LinkResult) -> list[str]:
    @cache
    def text(bits: int) -> str:
        return ",".join(key.replace(" ", "") for number, key in enumerate(source.keys) if bits >> number & 1)

    return [text(bits) for bits in result.keys.tolist()]
