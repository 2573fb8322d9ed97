"""What the lexer passes over begins no token."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from census_app.matching.addresses import lexer
from census_app.matching.addresses.folding import LONGEST, fold_address
from census_app.matching.addresses.vocabulary import vocabulary

_SPELLINGS = (Path(__file__).parent / "spellings.yaml").read_text(encoding="utf-8").split("\n")
_LISTED = (*vocabulary().cuts, *vocabulary().remarks)
_ODD = [
    "٣",
    "१号",
    "\u3000",
    "３弄",
    "k12+300处",
    "往北50米",
    "(原12号)",
    "之二",
    "B塔",
    "底层",
    "地下1层",
    "+8613931165027",
]
_WHOLE = re.compile(lexer._tokens())


def _begin(pattern: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    return [found.span() for place in range(len(text)) if (found := pattern.match(text, place))]


@pytest.mark.parametrize("lines", [_SPELLINGS, _LISTED, _ODD], ids=["spellings", "listed", "odd"])
def test_the_same_tokens_begin_at_the_same_places(lines: list[str]) -> None:
    for line in lines:
        for text in {line[:LONGEST], fold_address(line)[:LONGEST]}:
            assert _begin(lexer._pattern(), text) == _begin(_WHOLE, text), text


@given(st.text(max_size=12))
def test_any_text_has_the_same_tokens(text: str) -> None:
    assert _begin(lexer._pattern(), text) == _begin(_WHOLE, text)
