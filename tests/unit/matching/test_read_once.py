"""A text that was read in an earlier chunk, or on the other side, is not read again, and nothing else comes of it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from census_app.foundation.jobs import silent
from census_app.matching import parsing, records
from census_app.matching.entries import MISSING, ParsedTexts
from census_app.matching.features import Features, take_apart
from census_app.matching.parsed_columns import ParseMemory
from census_app.matching.records import Records
from census_app.matching.sources import Source, shipped_sources

NAMES = ["张三", "李四、王五", None, "青岭县华兴机械有限公司", "张三", "", "李四、王五", "赵六"]
RIGHT = ["李四、王五", "钱七", "张三", None, "钱七", "赵六、孙八、周九"]


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that were read as names, in order."""
    met: list[str] = []
    parse = parsing.parse_texts

    def counted(kind_id: str, texts: Sequence[str], *context: object) -> ParsedTexts:
        met.extend(texts if kind_id == "name" else ())
        return parse(kind_id, texts, *context)  # type: ignore[arg-type]

    monkeypatch.setattr(parsing, "parse_texts", counted)
    monkeypatch.setattr(records, "CHUNK_ROWS", 3)
    return met


def _tables() -> tuple[Records, Records, Source]:
    left = Records([str(row) for row in range(len(NAMES))], {"cons_name": NAMES})
    right = Records([str(row) for row in range(len(RIGHT))], {"person_name": RIGHT})
    return left, right, shipped_sources()["gov_population"]


def _full_names(features: Features, side: str) -> list[list[str]]:
    role = features.roles["name"]
    slots = getattr(role, side)
    return [role.table.decode("full", role.table.codes("full")[row[row != MISSING]]) for row in slots]


def test_each_text_is_read_once(read: list[str]) -> None:
    features = take_apart(*_tables(), silent())
    assert sorted(read) == sorted({text for text in (*NAMES, *RIGHT) if text is not None})
    assert _full_names(features, "left") == [
        ["张三"], ["李四", "王五"], [], ["青岭县华兴机械有限公司"], ["张三"], [], ["李四", "王五"], ["赵六"],
    ]  # fmt: skip
    assert _full_names(features, "right") == [
        ["李四", "王五"],
        ["钱七"],
        ["张三"],
        [],
        ["钱七"],
        ["赵六", "孙八", "周九"],
    ]


def test_a_remembered_table_gives_the_same(read: list[str]) -> None:
    left, right, source = _tables()
    memory = ParseMemory()
    first = take_apart(left, right, source, silent(), memory=memory)
    read.clear()
    again = take_apart(left, right, source, silent(), memory=memory)
    assert not set(read) & {text for text in NAMES if text}
    for side in ("left", "right"):
        assert _full_names(again, side) == _full_names(first, side)
