"""Judges links by the truth: precision and recall overall, by kind of damage, by band; traps; calibration.

Links are a table with left_key, right_key, score (higher is surer) and, when the engine has them, probability and
decision. Pairs that are `OPEN` are left out. Everything is computed by DuckDB from Parquet, so a million pairs cost a
second.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import duckdb

from .others import OPEN

# The bands people are shown (`resources/matching/words.yaml`), the surest one cut once more.
BANDS = (0.0, 0.1, 0.5, 0.7, 0.9, 0.97, 0.999, 1.0)


@dataclass(frozen=True)
class Quality:
    precision: float
    recall: float
    f1: float
    links: int
    threshold: float


@dataclass(frozen=True)
class Band:
    """Pairs whose shown probability lies in one band."""

    low: float
    high: float
    pairs: int
    shown: float  # mean of the probabilities shown
    true: float  # measured share of true pairs
    interval: tuple[float, float]  # of `true`, 95 %


@dataclass(frozen=True)
class Share:
    name: str
    pairs: int
    linked: int

    @property
    def share(self) -> float:
        return self.linked / self.pairs if self.pairs else 0.0


class Judgement:
    """Links of one engine beside the truth of one generated folder."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, folder: Path, links: Path, table: str = "") -> None:
        self.connection = connection
        end = f"_{table}.parquet" if table else ".parquet"
        for name, source in (
            ("truth", folder / f"truth{end}"),
            ("traps", folder / f"traps{end}"),
            ("links", links),
        ):
            connection.execute(f"CREATE OR REPLACE VIEW {name} AS SELECT * FROM '{source}'")
        self.columns = {str(row[0]) for row in connection.execute("DESCRIBE links").fetchall()}
        self.truths = self._number("SELECT count(*) FROM truth")
        connection.execute(
            f"""CREATE OR REPLACE TEMP TABLE judged AS
            SELECT links.*, truth.left_key IS NOT NULL AS is_true
            FROM links LEFT JOIN truth USING (left_key, right_key)
            ANTI JOIN (SELECT * FROM traps WHERE kind = '{OPEN}') nobody_knows USING (left_key, right_key)"""
        )

    def _number(self, query: str) -> int:
        row = self.connection.execute(query).fetchone()
        assert row is not None
        return int(row[0] or 0)

    def best(self, condition: str = "true") -> Quality:
        """The quality at the threshold of `score` that gives the best F1, among links that meet `condition`."""
        row = self.connection.execute(
            f"""WITH counted AS (
                SELECT score, sum(is_true::INT) OVER upwards AS hits, count(*) OVER upwards AS links
                FROM judged WHERE {condition} WINDOW upwards AS (ORDER BY score DESC))
            SELECT hits, links, score FROM counted ORDER BY hits / (links + {self.truths}) DESC, score DESC LIMIT 1"""
        ).fetchone()
        hits, links, score = row or (0, 0, 0.0)
        return self._quality(int(hits), int(links), float(score))

    def of(self, condition: str) -> Quality:
        """The quality of the links that meet `condition`."""
        links = self._number(f"SELECT count(*) FROM judged WHERE {condition}")
        hits = self._number(f"SELECT count(*) FROM judged WHERE ({condition}) AND is_true")
        return self._quality(hits, links, 0.0)

    def _quality(self, hits: int, links: int, threshold: float) -> Quality:
        precision, recall = (hits / links if links else 0.0), (hits / self.truths if self.truths else 0.0)
        f1 = 2 * hits / (links + self.truths) if links + self.truths else 0.0
        return Quality(precision, recall, f1, links, threshold)

    def recall_by_kind(self, condition: str) -> list[Share]:
        """For each kind of damage the true pairs that carry it, and how many of them are linked; most missed first."""
        return self._shares(
            f"""SELECT kind, count(*), count(linked.left_key)
            FROM (SELECT left_key, right_key, unnest(string_split(kind, '+')) AS kind FROM truth)
            LEFT JOIN (SELECT left_key, right_key FROM judged WHERE {condition}) linked USING (left_key, right_key)
            GROUP BY kind ORDER BY count(*) - count(linked.left_key) DESC, kind"""
        )

    def traps(self, condition: str) -> list[Share]:
        """For each kind of trap the pairs, and how many of them are linked."""
        return self._shares(
            f"""SELECT kind, count(*), count(linked.left_key) FROM traps
            LEFT JOIN (SELECT left_key, right_key FROM judged WHERE {condition}) linked USING (left_key, right_key)
            GROUP BY kind ORDER BY kind"""
        )

    def _shares(self, query: str) -> list[Share]:
        return [
            Share(str(kind), int(pairs), int(linked))
            for kind, pairs, linked in self.connection.execute(query).fetchall()
        ]

    def bands(self, condition: str = "true") -> list[Band]:
        """The measured share of true pairs in each band of shown probability, over the pairs that meet `condition`."""
        found = []
        for low, high in pairwise(BANDS):
            upper = "<=" if high == 1.0 else "<"
            row = self.connection.execute(
                f"""SELECT count(*), avg(probability), sum(is_true::INT) FROM judged
                WHERE ({condition}) AND probability >= {low} AND probability {upper} {high}"""
            ).fetchone()
            if row and row[0]:
                pairs, shown, true = int(row[0]), float(row[1]), int(row[2])
                found.append(Band(low, high, pairs, shown, true / pairs, wilson(true, pairs)))
        return found


def wilson(hits: int, total: int, z: float = 1.96) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson)."""
    share, spread = hits / total, z * z / total
    middle = (share + spread / 2) / (1 + spread)
    half = z * (share * (1 - share) / total + spread / (4 * total)) ** 0.5 / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


@contextmanager
def judged(folder: Path, links: Path, table: str = "") -> Iterator[Judgement]:
    """The links of one Parquet file judged by the truth in `folder` (of one of the other tables)."""
    with duckdb.connect() as connection:
        yield Judgement(connection, folder, links, table)
