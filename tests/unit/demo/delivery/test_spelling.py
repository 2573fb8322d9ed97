"""Whatever a file spells, the dictionary reads back as the same value."""

from __future__ import annotations

import duckdb
import pytest

from census_app.demo.delivery.spelling import Cell, CellKind, Dates, Headers, Spelling, cell, header
from census_app.dictionary.codes import CodeBook
from census_app.dictionary.loader import load_dictionary

DICTIONARY = load_dictionary()
BOOK = CodeBook(DICTIONARY)


def values(column: str, found: Cell, rows: str) -> list[object]:
    query = f"SELECT {found.sql} FROM (SELECT {column}, i FROM ({rows})) AS source ORDER BY source.i"
    return [value for (value,) in duckdb.sql(query).fetchall()]


@pytest.mark.parametrize("field", ["elec_type", "cons_sort", "volt_level", "market_attr", "tmp_flag"])
@pytest.mark.parametrize("spelling", [Spelling(mixed_labels=True), Spelling(codes=True)])
def test_mixed_labels_mean_the_same(field: str, spelling: Spelling) -> None:
    entry = DICTIONARY.table("customer").field(field)
    assert entry.code_list is not None
    found = cell(entry, "source.i::VARCHAR", spelling, BOOK)
    for label in BOOK.labels(entry.code_list):
        written = {
            str(text) for text in values(field, found, f"SELECT '{label}' AS {field}, range AS i FROM range(40)")
        }
        assert {BOOK.label(entry.code_list, text) for text in written} == {label}


def test_unknown_labels_stay_as_they_are() -> None:
    found = cell(DICTIONARY.table("customer").field("elec_type"), "source.i::VARCHAR", Spelling(codes=True), BOOK)
    assert values("elec_type", found, "SELECT '商住混合照明' AS elec_type, 1 AS i") == ["商住混合照明"]


@pytest.mark.parametrize(
    ("dates", "expected"),
    [(Dates.ISO, "2024-03-05"), (Dates.SLASHES, "2024/3/5"), (Dates.COMPACT, "20240305"), (Dates.EXCEL, 45356)],
)
def test_dates_in_every_spelling(dates: Dates, expected: object) -> None:
    found = cell(DICTIONARY.table("customer").field("build_date"), "'k'", Spelling(dates=dates), BOOK)
    assert values("build_date", found, "SELECT DATE '2024-03-05' AS build_date, 1 AS i") == [expected]


def test_mixed_dates_take_turns() -> None:
    found = cell(
        DICTIONARY.table("customer").field("build_date"), "source.i::VARCHAR", Spelling(dates=Dates.MIXED), BOOK
    )
    written = set(values("build_date", found, "SELECT DATE '2024-03-05' AS build_date, range AS i FROM range(60)"))
    assert written == {"#45356", "2024-03-05", "2024/3/5", "2024年3月5日"}


def test_masks_hide_people_and_keep_nulls() -> None:
    mobile, name = DICTIONARY.table("customer").field("mobile"), DICTIONARY.table("customer").field("cons_name")
    hidden = cell(mobile, "'k'", Spelling(masked=True), BOOK)
    assert values("mobile", hidden, "SELECT '13812345678' AS mobile, 1 AS i UNION ALL SELECT NULL, 2") == [
        "138****5678",
        None,
    ]
    assert values(
        "cons_name", cell(name, "'k'", Spelling(masked=True), BOOK), "SELECT '王小明' AS cons_name, 1 AS i"
    ) == ["王**"]


def test_overrides_replace_single_cells() -> None:
    capacity = DICTIONARY.table("customer").field("contract_cap")
    found = cell(capacity, "source.i::VARCHAR", Spelling(overrides={("contract_cap", "2"): "八千瓦"}), BOOK)
    assert found.kind is CellKind.EITHER
    assert values("contract_cap", found, "SELECT 8 AS contract_cap, range AS i FROM range(1, 4)") == [
        "=8",
        "八千瓦",
        "=8",
    ]


def test_headers_are_names_aliases_or_codes() -> None:
    entry = DICTIONARY.table("customer").field("cons_no")
    assert [header(entry, kind) for kind in Headers] == ["用户编号", "户号", "CONS_NO"]
