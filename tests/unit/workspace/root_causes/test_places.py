"""Numbers that do not tell places apart are the same; those that are part of a name are not."""

from __future__ import annotations

import pytest

from census_app.foundation.engines import kept_engine
from census_app.workspace.root_causes.places import PLACE_TEXT


def text_of(address: str | None) -> str | None:
    with kept_engine(1) as connection:
        return connection.execute(f"SELECT {PLACE_TEXT} FROM (SELECT ?::VARCHAR AS elec_addr) c", [address]).fetchall()[
            0
        ][0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("青岭县柳河镇人民路3号", "青岭县柳河镇人民路218号"),
        ("柳河镇前柳村5组17号", "柳河镇前柳村12组3号"),
        ("人民路63号新城国际6号楼2单元501室", "人民路63号新城国际12号楼1单元1102室"),
        ("锦绣花园7-6-1046", "锦绣花园12-1-302"),
    ],
)
def test_house_numbers_are_one(one: str, other: str) -> None:
    assert text_of(one) == text_of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("柳河镇3号路8号", "柳河镇5号路8号"), ("101国道3号", "307国道3号"), ("经1路3号", "经2路3号"),
     ("新城国际1期3号楼", "新城国际2期3号楼")],
)  # fmt: skip
def test_numbers_in_names_stay(one: str, other: str) -> None:
    assert text_of(one) != text_of(other)


def test_an_empty_address_is_nowhere() -> None:
    assert not text_of(None) and not text_of("")


def test_long_texts_are_cut() -> None:
    assert text_of("长" * 10_000) == "长" * 200
