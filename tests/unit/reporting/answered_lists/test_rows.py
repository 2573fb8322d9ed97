"""Single rows and cells: what is recognised, what is compared loosely, and that no text is too strange."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from census_app.archive.sheets import Sheet
from census_app.dictionary.loader import load_dictionary
from census_app.reporting.answered_lists.cells import CellReader, read_day
from census_app.reporting.answered_lists.evidence import PhotoFolder, read_evidence
from census_app.reporting.answered_lists.identify import identify
from census_app.reporting.answered_lists.issued import IssuedRow, ListFacts
from census_app.reporting.answered_lists.known import KnownProblem
from census_app.reporting.answered_lists.people import Roster
from census_app.reporting.answered_lists.sheet import COLUMNS, ListRow, list_rows
from census_app.reporting.weekly.problem_sheet import HEADERS
from census_app.reporting.weekly.texts import weekly_texts
from census_app.survey.values import ValueReader
from census_app.workspace.log.row_codes import RowCodes
from census_app.workspace.problems.model import State

NUMBER, DUE = "W86PWHJ", date(2026, 11, 5)
_SEALED = {
    "problem_no": NUMBER,
    "severity": "紧急",
    "rule": "R042 运行容量大于合同容量",
    "customer": "0301160044",
    "accused": "运行容量",
    "message": "运行 9",
}
SHOWN = {**_SEALED, "customer_name": "柳河**冷库", "address": "", "manager": "刘洋", "unit": "0301"}
CODES = RowCodes(b"k" * 32)
CODE = CODES.code([*_SEALED.values(), DUE.isoformat()])
ISSUED = IssuedRow(ListFacts("0301-2026W48-01", "0301", "2026-W48", "r", 1), NUMBER, CODE, SHOWN, DUE)
PROBLEM = KnownProblem(
    NUMBER, State.ASSIGNED, "0301", "柳河所", "0301160044", "customer", "0301160044", "运行容量", "customer", "run_cap",
    False, "9",
)  # fmt: skip
DAYS = (date(2026, 11, 16), date(2026, 12, 31))
READER = CellReader(weekly_texts(), ValueReader(load_dictionary(), date(2026, 11, 25)), Roster(), date(2026, 11, 25))


def row(**cells: str) -> ListRow:
    texts = {**SHOWN, "due": DUE.isoformat(), "code": CODE, **cells}
    sheet = Sheet("a.xlsx", "问题清单", [(2, list(HEADERS)), (3, [texts.get(name, "") for name in COLUMNS])])
    found = list_rows(sheet)
    assert found is not None and len(found) == 1
    return found[0]


def identified(**cells: str) -> str:
    found = identify(row(**cells), [ISSUED], {CODE: NUMBER}, "", CODES)
    return "；".join(fault.text for fault in found.faults)


@pytest.mark.parametrize(
    "cells",
    [
        {"due": "超期11-05"}, {"due": "11-05"}, {"due": "2026/11/5"}, {"due": "46331"}, {"due": "11/05/2026"},
        {"customer": "301160044"}, {"customer": "301160044.0"}, {"customer": "\x010301160044"},
        {"customer": "3.01160044E+8"}, {"rule": "R042　运行容量大于合同容量"}, {"message": " 运行 9\n"},
        {"code": f" {CODE.upper()} "}, {"code": ""}, {"problem_no": "w86p-whj"}, {"severity": "紧急 "},
    ],
)  # fmt: skip
def test_what_programs_do_to_a_cell_is_no_edit(cells: dict[str, str]) -> None:
    assert identified(**cells) == ""


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"due": "12-05"}, "整改期限被改过"),
        ({"due": ""}, "整改期限被改过"),
        ({"customer": "0301160045"}, "户号被改过"),
        ({"customer": "3.01160045E+8"}, "户号被改过"),
        ({"customer": "x" * 10_000}, "户号被改过"),
        ({"message": "运行 8"}, "问题与依据（系统值/比对值）被改过：发出时是“运行 9”"),
        ({"problem_no": "W86PWHK"}, "按校验码应是 W86PWHJ"),
        ({"problem_no": ""}, "没有问题短号"),
        ({"code": "0123456789", "severity": "一般"}, "校验码与发出的不符"),
    ],
)
def test_edits_are_named(cells: dict[str, str], said: str) -> None:
    assert said in identified(**cells)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("11-25", date(2026, 11, 25)),
        ("11月25日", date(2026, 11, 25)),
        ("2026-11-25 00:00:00", date(2026, 11, 25)),
        ("46351", date(2026, 11, 25)),
        ("12.31", date(2026, 12, 31)),
        ("2-30", None),
        ("明天", None),
    ],
)
def test_days_as_people_write_them(text: str, day: date | None) -> None:
    assert read_day(text, *DAYS) == day


def test_a_day_without_a_year_lies_where_the_answer_may_lie() -> None:
    turn = date(2026, 12, 28), date(2027, 12, 31)
    assert [read_day(text, *turn) for text in ("12-30", "1-4")] == [date(2026, 12, 30), date(2027, 1, 4)]


HOSTILE = st.one_of(
    st.text(max_size=80),
    st.sampled_from(["=cmd|' /C calc'!A0", "＝1+1", "\x00\x07", "😀" * 50, "1E+99", "\x01" + "9" * 18]),
)


@settings(max_examples=60)
@given(cells=st.dictionaries(st.sampled_from(COLUMNS), HOSTILE, max_size=8))
def test_any_cells_are_taken_or_refused_with_a_reason(cells: dict[str, str]) -> None:
    one = row(**{**cells, "problem_no": NUMBER})
    found = identify(one, [ISSUED], {CODE: NUMBER}, "", CODES)
    assert found.issued is not None or found.faults
    read = READER.read(one, PROBLEM, "0301", DAYS, PHOTOS, ())
    assert read.faults or (read.outcome is not None and read.day is not None and read.person)


def test_very_long_cells() -> None:
    cells = {name: "长" * 100_000 for name in COLUMNS if name not in ("problem_no", "code")}
    one = row(**cells)
    identify(one, [ISSUED], {}, "", CODES)
    assert READER.read(one, PROBLEM, "0301", DAYS, PHOTOS, ()).faults


@pytest.mark.parametrize("text", ["现场照片 007", "铭牌照片:007", "照片007", "工单 88 现场相片 007"])
def test_a_word_before_photo_is_no_name(tmp_path: Path, text: str) -> None:
    texts = weekly_texts()
    (tmp_path / "007.jpg").write_bytes(b"")
    found = read_evidence(text, PhotoFolder(tmp_path, texts.photos.suffixes), texts)
    assert (found.fault, [path.name for path in found.photos]) == ("", ["007.jpg"])
    assert "001" in read_evidence("现场照片 001", PhotoFolder(tmp_path, texts.photos.suffixes), texts).fault


def test_evidence_names_photos_among_other_things(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("photos")
    for name in ("现场 1.jpg", "007.PNG", "008.png", "照片12.jpg", "a-b.jpeg"):
        (folder / name).write_bytes(b"x")
    photos, texts = PhotoFolder(folder, weekly_texts().photos.suffixes), weekly_texts()
    named = {"照片 007": 1, "照片:007~008；工单 99": 2, "工单 99": 0, "照片 12、a-b": 2, "照片 现场1": 1}
    for text, many in named.items():
        found = read_evidence(text, photos, texts)
        assert (len(found.photos), found.fault) == (many, "")
    assert "009" in read_evidence("照片 007、009", photos, texts).fault


class _NoPhotos(PhotoFolder):
    def __init__(self) -> None:
        self._found = {}


PHOTOS = _NoPhotos()


def _read_value(problem: KnownProblem, value: str, formulas: tuple[int, ...] = ()) -> list[str]:
    given = row(result="已整改", value=value, person="刘洋", day="2026-11-25", evidence="工单 1")
    found = READER.read(given, problem, "0301", DAYS, PHOTOS, formulas)
    return [fault.text for fault in found.faults if fault.column == "value"]


def test_where_the_record_itself_is_accused_done_is_enough() -> None:
    """A missing contract is made, the account number stays; a capacity has a value to tell."""
    missing = replace(PROBLEM, accused="用户编号", field="cons_no", value="0301160044", names_record=True)
    assert _read_value(missing, "已改") == []
    assert "要写改好后的值" in _read_value(PROBLEM, "已改")[0]


def test_a_formula_is_told_once() -> None:
    place = COLUMNS.index("value")
    assert _read_value(PROBLEM, "#未计算", (place,)) == ["整改后值是公式，不算答复：复制后选择性粘贴为数值"]
