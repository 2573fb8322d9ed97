"""Whatever comes back in the cells: nothing breaks, and only rows whose codes are whole are read."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from census_app.archive.sheets import Sheet
from census_app.matching.judging import Verdict
from census_app.reporting.link_review.take import TakenReview, answered_rows
from census_app.reporting.link_review.texts import COLUMNS, review_texts
from census_app.reporting.link_review.tokens import opened, sealed
from census_app.workspace.linking.deciding import JudgedPair
from census_app.workspace.linking.decisions import PairKey
from census_app.workspace.log.row_codes import RowCodes

CODES = RowCodes(b"key")
TEXTS = review_texts()
KEYS = ("0300000001", "A-2", "𬭎|\\", "9")


def _pair(key: str, right: str) -> JudgedPair:
    return JudgedPair(
        PairKey("gov_population", "customer", key, right),
        "f" * 32,
        (("cons_name",), ("person_name",)),
        {"name": "equal", "address": "same_door"},
        "base@1",
    )


PAIRS = [_pair(key, right) for key in KEYS for right in ("P1", "P2")]
HEADER = [TEXTS.headers[column] for column in COLUMNS]
AT = {column: place for place, column in enumerate(COLUMNS)}


def _cells(pair: JudgedPair, verdict: str, reviewer: str) -> list[str]:
    token, code = sealed(pair, CODES)
    said = {"key": pair.pair.left_key, "verdict": verdict, "reviewer": reviewer, "token": token, "code": code}
    return [said.get(column, "") for column in COLUMNS]


wild = st.text(max_size=12) | st.sampled_from(["=1+1", "ééé", "\u202e", "x" * 10_000, "{}", "是同一个", "[1]"])
edits = st.lists(st.tuples(st.integers(0, len(PAIRS) - 1), st.integers(0, len(COLUMNS) - 1), wild), max_size=6)
order = st.permutations(range(len(PAIRS)))
verdicts = st.lists(
    st.sampled_from(["", *TEXTS.verdicts.values(), " 都不是 "]), min_size=len(PAIRS), max_size=len(PAIRS)
)


@given(edits, order, verdicts, st.permutations(range(len(COLUMNS))))
def test_only_whole_rows_are_read(
    edits: list[tuple[int, int, str]], order: list[int], verdicts: list[str], columns: list[int]
) -> None:
    rows = [_cells(pair, verdict, "王强") for pair, verdict in zip(PAIRS, verdicts, strict=True)]
    broken = set()
    for row, column, text in edits:
        if rows[row][column] != text:
            rows[row][column] = text
            broken |= {row} if COLUMNS[column] in ("key", "token", "code") else set()
    moved = [[rows[row][column] for column in columns] for row in order]
    head = [HEADER[column] for column in columns]
    sheet = Sheet("回填.xlsx", "待确认", [(2, head), *enumerate(moved, 3)])
    result = TakenReview()
    found = answered_rows([sheet], CODES, TEXTS, "", result)
    assert found is not None
    whole = [PAIRS[row].pair for row in range(len(PAIRS)) if row not in broken]
    assert {row.pair.pair for row in found} <= set(whole) | {
        pair.pair for pair in PAIRS if any(cells[AT["token"]] == sealed(pair, CODES)[0] for cells in rows)
    }
    for row in found:
        assert row.pair == next(pair for pair in PAIRS if pair.pair == row.pair.pair)
        assert isinstance(row.verdict, Verdict)
    assert all(line.startswith("回填.xlsx!待确认 第 ") for line in result.refused)


@given(st.text(max_size=40), st.text(max_size=12))
def test_codes_cannot_be_made_up(token: str, code: str) -> None:
    assert opened(token, code, CODES) is None


def test_a_token_says_what_was_sealed() -> None:
    for pair in PAIRS:
        assert opened(*sealed(pair, CODES), CODES) == pair
        assert list(opened(*sealed(pair, CODES), CODES).levels) == list(pair.levels)  # type: ignore[union-attr]
    assert opened(*sealed(PAIRS[0], RowCodes(b"other")), CODES) is None
