"""A table of a snapshot as the matcher reads it."""

from __future__ import annotations

from pathlib import Path

import duckdb

from census_app.archive.fabricate import build_snapshot
from census_app.dictionary.loader import load_dictionary
from census_app.matching.records import Records
from census_app.workspace.linking.reading import SnapshotRecords

DICTIONARY = load_dictionary()
ADDRESSES = ["柳河镇1号", None, "柳河镇3号", "", "柳河镇5号", "柳河镇6号", "柳河镇7号"]


def test_a_sample_is_that_of_the_same_records_in_memory(tmp_path: Path) -> None:
    rows = [{"cons_no": str(number), "elec_addr": address} for number, address in enumerate(ADDRESSES)]
    snapshot = build_snapshot({"customer": rows}, tmp_path, DICTIONARY)
    with duckdb.connect() as connection:
        table = DICTIONARY.tables["customer"]
        read = SnapshotRecords(connection, snapshot, table, ["elec_addr", "cons_name"])
        few = SnapshotRecords(connection, snapshot, table, ["elec_addr"], only=["2", "4", "6"])
        for size in (1, 2, 3, 50):
            told = Records([row["cons_no"] or "" for row in rows], {"elec_addr": ADDRESSES})
            assert read.sample("elec_addr", size) == told.sample("elec_addr", size)
        assert read.sample("cons_name", 3) == read.sample("phone", 3) == []
        assert few.sample("elec_addr", 50) == ["柳河镇3号", "柳河镇5号", "柳河镇7号"]
