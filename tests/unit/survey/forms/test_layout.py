from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from census_app.survey.forms import layout
from census_app.workspace.log.row_codes import RowCodes

CODES = RowCodes(b"k" * 32)


def test_a_row_code_names_its_row_and_seals_what_stands_in_it() -> None:
    code = layout.row_code(CODES, "0301-2026W48-S03", "T2648-0137", "06", "封印", "完好")
    read = layout.read_row_code(f" {code} ")
    assert read is not None
    assert (read.key, read.row) == ("T2648-0137", "06")
    assert CODES.agrees(["0301-2026W48-S03", "T2648-0137", "06", "封印", "完好"], read.check)
    assert not CODES.agrees(["0301-2026W48-S03", "T2648-0137", "06", "封印", "缺失"], read.check)


def test_a_batch_key_may_hold_dashes() -> None:
    read = layout.read_row_code(layout.row_code(CODES, "f", "T0301-0093", "12", "所属线路", "柳前线"))
    assert read is not None
    assert (read.key, read.row) == ("T0301-0093", "12")


@given(st.text(max_size=200))
def test_any_text_is_read_as_a_row_code_or_as_none(text: str) -> None:
    read = layout.read_row_code(text)
    assert read is None or text.strip() == f"{read.key}-{read.row}-{read.check}"


def test_a_qr_code_of_another_workspace_is_none() -> None:
    text = layout.task_qr(CODES, "T2648-0137")
    assert layout.read_qr(CODES, text) == ("T", "T2648-0137")
    assert layout.read_qr(CODES, layout.form_qr(CODES, "0301-2026W48-S03")) == ("F", "0301-2026W48-S03")
    assert layout.read_qr(RowCodes(b"j" * 32), text) is None
    assert layout.read_qr(CODES, text.replace("0137", "0138")) is None


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "是"),
        (Decimal("200.000"), "200"),
        (Decimal("0.5000"), "0.5"),
        (Decimal("1E+3"), "1000"),
        (date(2026, 11, 1), "2026-11-01"),
        (" 前柳村 ", "前柳村"),
        (3, "3"),
    ],
)
def test_originals_have_one_spelling(value: object, text: str) -> None:
    assert layout.canonical_original(value) == text


def test_the_forms_number_is_found_in_its_cell() -> None:
    number = layout.form_number("0301", "2026-W48", 3)
    assert number == "0301-2026W48-S03"
    assert layout.form_number_in(f"任务单 {number}") == number
    assert layout.form_number_in("任务单") == ""
