"""Towns that stand in a column of their own: the addresses stand in them however the table is cut into chunks."""

from __future__ import annotations

import pytest

from census_app.foundation.jobs import silent
from census_app.matching import records
from census_app.matching.entries import MISSING
from census_app.matching.features import take_apart
from census_app.matching.records import Records
from census_app.matching.sources import shipped_sources

TOWNS = ["柳河镇", "石桥镇", "青山乡"]
NUMBERS = 24


def _told(rows_at_once: int, monkeypatch: pytest.MonkeyPatch) -> list[tuple[list[str], ...]]:
    """Town and village of each customer, and of each record of the library."""
    monkeypatch.setattr(records, "CHUNK_ROWS", rows_at_once)
    # every other address tells its town itself
    towns = [TOWNS[number % 3] for number in range(NUMBERS)]
    houses = [f"王庄村{number}号" for number in range(NUMBERS)]
    written = [
        f"{town}{house}" if number % 2 else house
        for number, (town, house) in enumerate(zip(towns, houses, strict=True))
    ]
    left = Records([str(number) for number in range(NUMBERS)], {"elec_addr": [*written], "addr_town": [*towns]})
    right = Records(["1", "2"], {"full_addr": ["柳河镇王庄村0号", "石桥镇李庄村1号"]})
    role = take_apart(left, right, shipped_sources()["address_std"], silent()).roles["address"]
    first = [side[:, 0] for side in (role.left, role.right)]
    assert all((slots != MISSING).all() for slots in first)
    columns = ("town", "village")
    return [tuple(role.table.decode(name, role.table.codes(name)[slots]) for name in columns) for slots in first]


def test_chunks_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = _told(1000, monkeypatch)
    assert whole[0][0] == [TOWNS[number % 3].removesuffix("镇").removesuffix("乡") for number in range(NUMBERS)]
    for rows_at_once in (1, 5, 12):
        assert _told(rows_at_once, monkeypatch) == whole
