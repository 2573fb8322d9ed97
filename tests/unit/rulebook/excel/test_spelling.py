from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from census_app.rulebook.excel.spelling import hidden_character, read, read_list, spelt, spelt_list

NASTY = ["", " ", "=1+1", "+86", "-", "@a", "'高压' = x", '"', '""', '"甲"', '"甲"和"乙"', "01", "NO", "true", "1E+17"]
NASTY += [
    "甲\n乙",
    "\n",
    " 甲",
    "甲 ",
    "\t甲",
    "_x0041_",
    "_x0041_x0042_",
    "（空）",
    "123456789012345678",
    "\\",
    '"\\u0041"',
]
TEXTS = st.one_of(
    st.sampled_from(NASTY),
    st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t")).filter(
        lambda text: not hidden_character(text)
    ),
    st.text(alphabet="_x0aF\"'\\ \n=甲", max_size=20),
)


@given(TEXTS)
def test_a_cell_gives_its_text_back(text: str) -> None:
    cell = spelt(text)
    assert read(cell) == text
    assert read(f"  {cell}\n") == text, "blanks a person leaves around mean nothing"
    assert cell.strip() == cell and not cell.startswith("'")


@given(st.lists(TEXTS))
def test_a_cell_gives_its_list_back(items: list[str]) -> None:
    cell = spelt_list(items)
    found = list(read_list(cell))
    assert [item for item, _offset in found] == items
    for item, offset in found:
        line = cell[offset:].split("\n", 1)[0]
        assert read(line) == item


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("abs(合同容量) > :容差", "abs(合同容量) > :容差"),
        ("", '""'),
        (" 甲", '" 甲"'),
        ("'高压' = 用户分类", "\"'高压' = 用户分类\""),
        ('"{用户名称}"为空', '"{用户名称}"为空'),
        ('"甲"', '"\\"甲\\""'),
        ("_x0041_", '"\\u005fx0041_"'),
    ],
)
def test_only_what_must_be_is_quoted(text: str, cell: str) -> None:
    assert spelt(text) == cell


def test_hidden_characters_are_named() -> None:
    assert hidden_character("甲\x01") == "U+0001"
    assert hidden_character("甲\r\n") == "U+000D"
    assert hidden_character("甲\n\t乙") == ""
