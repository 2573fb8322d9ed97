import pickle

import numpy as np
import pytest

from census_app.matching import ordering
from census_app.matching.entries import MISSING, Codes, EntryTable, ParsedTexts
from census_app.matching.ordering import distinct, numbered

ROWS = [("x", "1"), ("x", "2"), ("", "1"), ("y", "1"), ("x", "1"), ("", ""), ("y", ""), ("", "1")]


def table() -> EntryTable:
    made = EntryTable.of(("a", "b"), {}, {"both": (("a",), ("b",)), "either": (("a", "b"),)})
    first, second = (list(dict.fromkeys(row[place] for row in ROWS if row[place])) for place in (0, 1))
    codes = {
        name: np.array([texts.index(row[place]) if row[place] else MISSING for row in ROWS], dtype=np.int32)
        for place, (name, texts) in enumerate((("a", first), ("b", second)))
    }
    made.append(ParsedTexts(np.ones(len(ROWS), dtype=np.int64), codes, {"a": first, "b": second}))
    return made


@pytest.mark.parametrize("limit", ["_PACKED", "_TABLED", None])
def test_derived_columns_are_equal_where_their_parts_are(limit: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    if limit:
        monkeypatch.setattr(ordering, limit, 1)
    made = table()
    for column, complete in (("both", all), ("either", any)):
        codes = made.codes(column).tolist()
        assert [code != MISSING for code in codes] == [complete(row) for row in ROWS]
        told = [(row, code) for row, code in zip(ROWS, codes, strict=True) if code != MISSING]
        assert len({code for _, code in told}) == len(set(told)) == len({row for row, _ in told})
        assert max(codes) < made.size(column)


def test_values_are_numbered_the_same_however_large_they_are() -> None:
    for factor in (1, 1_000_000_000):
        values, which = numbered(np.array([7, 2, 7, 0], dtype=np.int64) * factor)
        assert (values.tolist(), which.tolist()) == ([0, 2 * factor, 7 * factor], [2, 1, 2, 0])


def test_distinct_values_rise() -> None:
    assert distinct(np.array([5, -1, 5, 3, 3], dtype=np.int64)).tolist() == [-1, 3, 5]
    assert distinct(np.array([], dtype=np.int64)).tolist() == []


@pytest.mark.parametrize("told", [["王庄", "🙂", "\ud800"], ["a\0b", ""], []])
def test_a_table_is_the_same_in_another_process(told: list[str]) -> None:
    made = EntryTable.of(("a", "b"), {"b": "a"}, {"both": (("a",), ("b",))})
    codes = np.arange(len(told), dtype=np.int32)
    texts = {"a": told, "b": told}
    made.append(ParsedTexts(np.ones(len(told), dtype=np.int64), {"a": codes, "b": codes[::-1]}, texts))
    sent = pickle.loads(pickle.dumps(made))
    for column in ("a", "b", "both"):
        assert sent.codes(column).tolist() == made.codes(column).tolist()
        assert sent.size(column) == made.size(column)
    assert sent.vocabularies["a"] is sent.vocabularies["b"]
    assert sent.decode("b", sent.codes("b")) == made.decode("b", made.codes("b"))
    known, new = sent.vocabularies["a"].encode([*told, "new"]).tolist(), made.vocabularies["a"].encode([*told, "new"])
    assert known == new.tolist()


def parsed(told: list[str]) -> ParsedTexts:
    codes = np.arange(len(told), dtype=np.int32)
    return ParsedTexts(np.ones(len(told), dtype=np.int64), {"a": codes, "b": codes[::-1]}, {"a": told, "b": told})


def test_a_table_begins_as_another_did_and_goes_on_by_itself() -> None:
    kinds = (("a", "b"), {"b": "a"}, {"both": (("a",), ("b",))})
    first, again, anew = (EntryTable.of(*kinds) for _ in range(3))
    first.append(parsed(["王庄", "", "李庄"]))
    begun = first.beginning()
    first.append(parsed(["赵庄"]))
    assert again.begin_as(begun)
    anew.append(parsed(["王庄", "", "李庄"]))
    for table in (again, anew):
        table.append(parsed(["孙庄", "李庄"]))
    for column in ("a", "b", "both"):
        assert again.codes(column).tolist() == anew.codes(column).tolist()
    assert again.vocabularies["a"].texts == ["王庄", "李庄", "孙庄"]
    assert again.vocabularies["a"] is again.vocabularies["b"]
    assert first.vocabularies["a"].texts == ["王庄", "李庄", "赵庄"]
    assert again.entries == anew.entries == 5


def test_a_table_does_not_begin_as_one_that_is_there_no_more_or_has_other_columns() -> None:
    first = EntryTable.of(("a", "b"), {})
    begun = first.beginning()
    assert not EntryTable.of(("a",), {}).begin_as(begun)
    del first
    assert not EntryTable.of(("a", "b"), {}).begin_as(begun)


def test_entries_told_once_more_stand_in_every_column_though_they_came_in_several_parts() -> None:
    made = table()
    made.append(ParsedTexts(np.ones(2, dtype=np.int64), _codes([0, 1], [1, 0]), {"a": ["x", "z"], "b": ["1", "2"]}))
    first = made.again(np.array([9, 0], dtype=np.int32), "b", made.vocabularies["b"].encode(["3", ""]))
    assert (first, made.entries) == (10, 12)
    assert [len(made.codes(name)) for name in ("a", "b")] == [12, 12]
    told = [(made.decode("a", made.codes("a"))[place], made.codes("b")[place]) for place in (10, 11)]
    assert told == [("z", made.vocabularies["b"].encode(["3"])[0]), ("x", MISSING)]


def _codes(a: list[int], b: list[int]) -> dict[str, Codes]:
    return {"a": np.array(a, dtype=np.int32), "b": np.array(b, dtype=np.int32)}
