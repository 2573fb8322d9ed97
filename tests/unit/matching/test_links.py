from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from census_app.foundation.engines import kept_engine
from census_app.foundation.errors import BadInput
from census_app.matching.links import (
    Covered,
    CoverVerdict,
    Decision,
    Link,
    LinkedSource,
    LinkSet,
    LinkSetManifest,
    PartHash,
    changed_files,
    load_covered,
    load_links,
    read_link_set,
    write_link_set,
)

LINKS = [
    Link("gov_population", "customer", "2", "P2", 1, Decimal("3.5"), Decimal("0.8"), Decision.REVIEW),
    Link("gov_population", "customer", "1", "P1", 0, Decimal("21.125"), Decimal("0.9999"), Decision.AUTO),
]
COVERED = [
    Covered("gov_population", "customer", "2", CoverVerdict.REVIEW),
    Covered("gov_population", "customer", "1", CoverVerdict.LINKED),
]


def _manifest() -> LinkSetManifest:
    return LinkSetManifest(
        link_set="L1",
        created_at="2026-11-25T08:00:00+08:00",
        parts={"customer": (PartHash(part="c1", sha256="00"),)},
        sources={"gov_population": LinkedSource(table="gov_population", left_tables=("customer",))},
    )


def _written(folder: Path, links: list[Link], covered: list[Covered]) -> LinkSet:
    with kept_engine(1) as connection:
        load_links(connection, "made_links", links)
        load_covered(connection, "made_covered", covered)
        return write_link_set(folder, _manifest(), connection, "made_links", "made_covered")


def test_written_is_read_back_with_its_hashes(tmp_path: Path) -> None:
    written = _written(tmp_path, LINKS, COVERED)
    found = read_link_set(tmp_path / "L1")
    assert found == written
    assert set(found.manifest.files) == {"links.parquet", "covered.parquet"}
    assert changed_files(found) == []
    with kept_engine(1) as connection:
        query = f"SELECT left_key, right_row, bits, decision FROM '{found.links_file.as_posix()}'"
        rows = connection.execute(query).fetchall()
    assert rows == [("1", 0, Decimal("21.125"), "auto"), ("2", 1, Decimal("3.500"), "review")]


def test_order_given_does_not_matter(tmp_path: Path) -> None:
    first = _written(tmp_path / "a", LINKS, COVERED)
    second = _written(tmp_path / "b", LINKS[::-1], COVERED[::-1])
    assert first.manifest == second.manifest


def test_a_changed_file_is_named(tmp_path: Path) -> None:
    written = _written(tmp_path, LINKS, COVERED)
    written.covered_file.write_bytes(b"other")
    assert changed_files(written) == ["covered.parquet"]


def test_what_is_not_whole_is_refused(tmp_path: Path) -> None:
    written = _written(tmp_path, [], [])
    written.links_file.unlink()
    with pytest.raises(BadInput, match=r"links\.parquet"):
        read_link_set(written.folder)
    with pytest.raises(BadInput, match="读不出来"):
        read_link_set(tmp_path / "none")
