"""A table of a snapshot as the matcher reads it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from census_app.archive.fabricate import build_snapshot
from census_app.dictionary.loader import load_dictionary
from census_app.foundation.engines import kept_engine
from census_app.matching.records import Records
from census_app.workspace.linking.fingerprints import read_records
from census_app.workspace.linking.reading import SnapshotRecords

DICTIONARY = load_dictionary()
ADDRESSES = ["柳河镇1号", None, "柳河镇3号", "", "柳河镇5号", "柳河镇6号", "柳河镇7号"]


def test_a_sample_is_that_of_the_same_records_in_memory(tmp_path: Path) -> None:
    rows = [{"cons_no": str(number), "elec_addr": address} for number, address in enumerate(ADDRESSES)]
    snapshot = build_snapshot({"customer": rows}, tmp_path, DICTIONARY)
    with kept_engine(1) as connection:
        table = DICTIONARY.tables["customer"]
        read = SnapshotRecords(connection, snapshot, table, ["elec_addr", "cons_name"])
        few = SnapshotRecords(connection, snapshot, table, ["elec_addr"], only=["2", "4", "6"])
        for size in (1, 2, 3, 50):
            told = Records([row["cons_no"] or "" for row in rows], {"elec_addr": ADDRESSES})
            assert read.sample("elec_addr", size) == told.sample("elec_addr", size)
        assert read.sample("cons_name", 3) == read.sample("phone", 3) == []
        assert few.sample("elec_addr", 50) == ["柳河镇3号", "柳河镇5号", "柳河镇7号"]


def test_another_edition_of_a_register_without_numbers_names_its_people_alike(tmp_path: Path) -> None:
    people = [
        {"person_name": name, "cert_no": number} for name, number in (("张三", "1"), ("李四", "2"), ("王五", "3"))
    ]
    later = [{**one, "verify_date": date(2026, 12, 1)} for one in people[::-1]] + [{"record_no": "7", **people[0]}]
    first, second = (_keys(rows, tmp_path / name) for name, rows in (("first", people), ("second", later)))
    assert len(set(first)) == 3
    assert second == [*first[::-1], "7"]


def _keys(rows: list[dict[str, Any]], folder: Path) -> list[str]:
    snapshot = build_snapshot({"gov_population": rows}, folder, DICTIONARY)
    with kept_engine(1) as connection:
        table = DICTIONARY.tables["gov_population"]
        (chunk,) = SnapshotRecords(connection, snapshot, table, ["person_name"]).chunks()
        records = read_records(connection, snapshot, table, chunk.keys, ["person_name"])
    assert set(records) == set(chunk.keys), "what was read is found again by its key"
    return list(chunk.keys)
