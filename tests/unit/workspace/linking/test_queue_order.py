"""Which of the records that wait are asked about first."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import duckdb

from census_app.matching.links import LinkSet, LinkSetManifest
from census_app.workspace.linking.queue import _waiting


def _order(folder: Path, pairs: list[tuple[str, str, float]]) -> list[str]:
    """Left keys of the pairs (left, right, probability), first things first."""
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE p (left_key VARCHAR, right_key VARCHAR, probability DOUBLE); "
            "CREATE TABLE c (source VARCHAR, left_key VARCHAR, verdict VARCHAR)"
        )
        connection.executemany("INSERT INTO p VALUES (?, ?, ?)", pairs)
        links = LinkSet(
            folder,
            LinkSetManifest(link_set="x", created_at=datetime.now(UTC).isoformat(), parts={}, sources={}),
        )
        connection.execute(f"COPY (SELECT 's' AS source, *, 'review' AS decision FROM p) TO '{links.links_file}'")
        connection.execute(f"COPY c TO '{links.covered_file}'")
        return [one.key for one in _waiting(connection, links, {"s": []})]


def test_many_firms_at_one_door_do_not_go_before_what_is_half_as_likely_as_not(tmp_path: Path) -> None:
    door = [(f"door{left:02}", f"firm{right:02}", 0.05) for left in range(20) for right in range(20)]
    assert _order(tmp_path, [*door, ("half", "one", 0.5)])[0] == "half"


def test_of_equally_unsure_ones_the_answer_that_settles_more_is_asked_first(tmp_path: Path) -> None:
    shared = [("a", "p", 0.5), ("b", "q", 0.5), ("c", "q", 0.5)]
    assert _order(tmp_path, shared) == ["b", "c", "a"]
