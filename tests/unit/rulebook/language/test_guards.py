from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from census_app.rulebook.diagnostics import ExpressionError
from census_app.rulebook.language.guards import _scan, _scan_closely

_PIECES = [
    "合同容量",
    "'高压'",
    "'a",
    "'",
    "(",
    ")",
    "[",
    "]",
    " ",
    "\n",
    "--",
    "-",
    "/",
    "*",
    "=",
    ">",
    "（",
    "\u200b",
    "1",
    "%",
    "''",
]


@given(st.lists(st.sampled_from(_PIECES), max_size=20).map("".join))
def test_the_short_way_agrees_with_the_close_look(text: str) -> None:
    assert _told(_scan, text) == _told(_scan_closely, text)


def _told(scan: object, text: str) -> tuple[int, str] | None:
    try:
        scan(text)  # type: ignore[operator]
    except ExpressionError as error:
        return error.offset, error.reason
    return None
