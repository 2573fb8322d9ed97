"""The review workbook: out, filled in by people and their programs, and back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText
from openpyxl.worksheet.worksheet import Worksheet

from census_app.foundation.errors import BadInput
from census_app.matching.sources import shipped_sources
from census_app.matching.vetoes import doubt_told
from census_app.reporting.link_review.export import export_review
from census_app.reporting.link_review.take import take_reviews
from census_app.reporting.link_review.texts import review_texts
from census_app.workspace import acts
from census_app.workspace.linking.decisions import LINK_DECIDED, Standing, read_decisions
from census_app.workspace.workspace import Workspace

FIRST = 3
WAITING, DISPUTED = review_texts().sheets["waiting"], review_texts().sheets["disputed"]
Fill = Callable[[Worksheet, dict[str, int]], None]


@pytest.fixture
def exported(linked_county: Workspace, tmp_path: Path) -> Path:
    export_review(linked_county, tmp_path / "复核.xlsx", limit=8)
    return tmp_path / "复核.xlsx"


def _filled(source: Path, fill: Fill, sheet: str = WAITING, name: str = "回填.xlsx") -> Path:
    book = openpyxl.load_workbook(source)
    columns = {"".join(str(cell.value).split()): cell.column for cell in book[sheet][2]}
    fill(book[sheet], columns)
    target = source.with_name(name)
    book.save(target)
    return target


def _answer(row: int, verdict: str, reviewer: str = "王强") -> Fill:
    def fill(sheet: Worksheet, columns: dict[str, int]) -> None:
        sheet.cell(row, columns["判定"]).value = verdict
        sheet.cell(row, columns["审核人"]).value = reviewer

    return fill


def _note(sheet: Worksheet, columns: dict[str, int]) -> None:
    """Another file with the same answers."""
    sheet.cell(1, columns["校验码"] + 3).value = "另存过"


def test_a_pair_whose_bits_are_enough_says_why_a_person_must_look(linked_county: Workspace, tmp_path: Path) -> None:
    export_review(linked_county, tmp_path / "复核.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "复核.xlsx")[WAITING]
    columns = {"".join(str(cell.value).split()): cell.column for cell in sheet[FIRST - 1]}
    told = 0
    for row in range(FIRST, sheet.max_row + 1):
        token = json.loads(sheet.cell(row, columns["行码"]).value)
        doubt = doubt_told(shipped_sources()[token["source"]], dict(token["levels"]))
        assert str(sheet.cell(row, columns["要看什么、比对结果（强的在前）"]).value).startswith(doubt)
        told += bool(doubt)
    assert told


def _block_rows(path: Path, sheet: str = WAITING) -> dict[str, list[int]]:
    blocks: dict[str, list[int]] = {}
    page = openpyxl.load_workbook(path)[sheet]
    for row in range(FIRST, page.max_row + 1):
        blocks.setdefault(f"{page.cell(row, 2).value}|{page.cell(row, 4).value}", []).append(row)
    return blocks


def test_what_people_see(exported: Path) -> None:
    page = openpyxl.load_workbook(exported, rich_text=True)[WAITING]
    lists = {str(one.sqref): one.formula1 for one in page.data_validations.dataValidation if one.type == "list"}
    assert lists == {f"M3:M{page.max_row}": '"是同一个,都不是,拿不准"'}
    assert page.column_dimensions["P"].hidden and page.column_dimensions["Q"].hidden
    values = [page.cell(row, column).value for row in range(FIRST, page.max_row + 1) for column in range(7, 12)]
    rich = [value for value in values if isinstance(value, CellRichText)]
    assert rich and all(str(value).startswith("档 ") and "\n参 " in str(value) for value in rich)
    assert any(getattr(part, "font", None) is not None and part.font.b for value in rich for part in value)
    assert all("模型估计" in str(page.cell(row, 6).value) for row in range(FIRST, page.max_row + 1))


def test_personal_values_are_hidden_unless_a_reason_is_given(linked_county: Workspace, tmp_path: Path) -> None:
    def numbers(path: Path) -> list[str]:
        page = openpyxl.load_workbook(path)[WAITING]
        return [str(page.cell(row, 8).value) for row in range(FIRST, page.max_row + 1)]

    export_review(linked_county, tmp_path / "a.xlsx", limit=8)
    export_review(linked_county, tmp_path / "b.xlsx", limit=8, full="与派出所逐条核对")
    hidden, clear = numbers(tmp_path / "a.xlsx"), numbers(tmp_path / "b.xlsx")
    stars = ["".join(texts).count("*") for texts in (hidden, clear)]
    assert stars[0] > stars[1]  # some numbers were delivered masked
    trace = acts.list_acts(linked_county.engine, kinds=["personal.shown"])
    assert [act.payload["reason"] for act in trace] == ["与派出所逐条核对"]
    with pytest.raises(BadInput, match="事由"):
        export_review(linked_county, tmp_path / "c.xlsx", full=" ")
    assert not (tmp_path / "c.xlsx").exists()


def test_sorted_and_partly_filled_is_taken_and_taken_once(linked_county: Workspace, exported: Path) -> None:
    def fill(sheet: Worksheet, columns: dict[str, int]) -> None:
        for row, verdict in ((FIRST, "是同一个"), (FIRST + 2, "拿不准")):
            _answer(row, verdict)(sheet, columns)
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=FIRST)]
        for row, values in enumerate(reversed(rows), FIRST):
            for column, value in enumerate(values, 1):
                sheet.cell(row, column).value = value

    answered = _filled(exported, fill)
    first = take_reviews(linked_county, [answered])
    assert (first.taken, first.refused) == (2, [])
    assert {one.standing for one in read_decisions(linked_county)} == {Standing.ACCEPT, Standing.UNSURE}
    again = take_reviews(linked_county, [answered])
    assert (again.taken, again.known_files) == (0, [answered.name])
    other = take_reviews(linked_county, [_filled(answered, _note, name="另存.xlsx")])
    assert (other.taken, other.already) == (0, 2)
    assert len(acts.list_acts(linked_county.engine, kinds=[LINK_DECIDED])) == 2


def test_none_means_all_candidates_of_the_customer(linked_county: Workspace, tmp_path: Path) -> None:
    export_review(linked_county, tmp_path / "全部.xlsx")
    rows = next(rows for rows in _block_rows(tmp_path / "全部.xlsx").values() if len(rows) > 1)
    answered = _filled(tmp_path / "全部.xlsx", _answer(rows[0], "都不是"))
    assert take_reviews(linked_county, [answered]).taken == len(rows)
    assert {one.standing for one in read_decisions(linked_county)} == {Standing.NONE}


def test_two_partners_of_one_customer_are_refused(linked_county: Workspace, tmp_path: Path) -> None:
    export_review(linked_county, tmp_path / "全部.xlsx")
    rows = next(rows for rows in _block_rows(tmp_path / "全部.xlsx").values() if len(rows) > 1)

    def fill(sheet: Worksheet, columns: dict[str, int]) -> None:
        for row in rows[:2]:
            _answer(row, "是同一个")(sheet, columns)

    taken = take_reviews(linked_county, [_filled(tmp_path / "全部.xlsx", fill)])
    assert taken.taken == 0, "which of them was meant nobody can tell"
    assert [line.partition("：")[0].split("第 ")[1] for line in taken.refused] == [f"{row} 行 M 列" for row in rows[:2]]


def test_a_row_copied_and_judged_otherwise_is_refused_with_its_copy(linked_county: Workspace, exported: Path) -> None:
    def fill(sheet: Worksheet, columns: dict[str, int]) -> None:
        last = sheet.max_row + 1
        for cell in sheet[FIRST]:
            sheet.cell(last, cell.column).value = cell.value
        _answer(FIRST, "是同一个")(sheet, columns)
        _answer(last, "不是")(sheet, columns)

    taken = take_reviews(linked_county, [_filled(exported, fill)])
    assert taken.taken == 0
    assert len(taken.refused) == 2 and all("前后不一，都没有收" in line for line in taken.refused)


def test_another_record_number_is_another_record_and_not_the_one_listed(
    linked_county: Workspace, exported: Path
) -> None:
    def fill(sheet: Worksheet, columns: dict[str, int]) -> None:
        _answer(FIRST, "是同一个")(sheet, columns)
        sheet.cell(FIRST, columns["参照记录号"]).value = "P99999999"

    taken = take_reviews(linked_county, [_filled(exported, fill)])
    assert taken.taken == 0
    assert taken.refused[0].startswith(f"回填.xlsx!{WAITING} 第 3 行 E 列：行码、校验码、用户编号或记录号")


def test_what_was_written_by_hand_is_told_from_what_was_changed(linked_county: Workspace, exported: Path) -> None:
    def fill(sheet: Worksheet, columns: dict[str, int]) -> None:
        last = sheet.max_row + 1
        sheet.cell(last, columns["用户编号"]).value = "0300000001"
        _answer(last, "是同一个")(sheet, columns)
        sheet.cell(FIRST, columns["备注"]).value = "是同一个"
        _answer(FIRST + 1, "不是", "王强、李芳")(sheet, columns)

    taken = take_reviews(linked_county, [_filled(exported, fill)])
    assert taken.taken == 0
    rows = [int(line.split("第 ")[1].split(" ")[0]) for line in taken.refused]
    assert rows == sorted(rows)
    told = "\n".join(taken.refused)
    assert "不是清单里的" in told and "census link decide" in told
    assert "第 3 行 M 列：写了备注，没有判定" in told
    assert "第 4 行 N 列：审核人写了不止一个" in told


def test_each_wrong_cell_is_named(linked_county: Workspace, exported: Path) -> None:
    def fill(sheet: Worksheet, columns: dict[str, int]) -> None:
        _answer(FIRST, "差不多")(sheet, columns)
        _answer(FIRST + 1, "都不是", "")(sheet, columns)
        _answer(FIRST + 2, "都不是")(sheet, columns)
        sheet.cell(FIRST + 2, columns["校验码"]).value = "ééé"
        _answer(FIRST + 3, "都不是")(sheet, columns)
        sheet.cell(FIRST + 3, columns["用户编号"]).value = "另一户"
        _answer(FIRST + 4, "=cmd|' /C calc'!A0")(sheet, columns)

    taken = take_reviews(linked_county, [_filled(exported, fill)])
    assert taken.taken == 0
    places = [line.partition("：")[0] for line in taken.refused]
    page = f"回填.xlsx!{WAITING} 第"
    assert sorted(places)[:4] == [f"{page} 3 行 M 列", f"{page} 4 行 N 列", f"{page} 5 行 Q 列", f"{page} 6 行 B 列"]
    assert acts.list_acts(linked_county.engine, kinds=[LINK_DECIDED]) == []


def test_a_reviewer_for_the_whole_file(linked_county: Workspace, exported: Path) -> None:
    answered = _filled(exported, _answer(FIRST, "都不是", ""))
    assert take_reviews(linked_county, [answered]).taken == 0
    assert take_reviews(linked_county, [answered], by="李丽").taken >= 1
    assert {vote.reviewer for one in read_decisions(linked_county) for vote in one.votes.values()} == {"李丽"}


def test_a_dispute_is_listed_first_and_settled_by_a_third(linked_county: Workspace, exported: Path) -> None:
    yes = _filled(exported, _answer(FIRST, "是同一个", "甲"), name="甲.xlsx")
    no = _filled(exported, _answer(FIRST, "都不是", "乙"), name="乙.xlsx")
    assert take_reviews(linked_county, [yes, no]).disputed == 1
    second = exported.with_name("第二次.xlsx")
    assert export_review(linked_county, second, limit=2).disputed == 1
    assert openpyxl.load_workbook(second).sheetnames[0] == DISPUTED
    same = take_reviews(linked_county, [_filled(second, _answer(FIRST, "都不是", "甲"), DISPUTED, "甲改口.xlsx")])
    assert (same.taken, "要换一个人判" in same.refused[0]) == (0, True)
    third = take_reviews(linked_county, [_filled(second, _answer(FIRST, "都不是", "丙"), DISPUTED, "丙.xlsx")])
    assert (third.disputed, third.refused) == (0, [])


def test_other_files_are_refused_whole(linked_county: Workspace, tmp_path: Path) -> None:
    (tmp_path / "坏.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    openpyxl.Workbook().save(tmp_path / "空.xlsx")
    for name in ("坏.xlsx", "空.xlsx"):
        with pytest.raises(BadInput, match=name):
            take_reviews(linked_county, [tmp_path / name])
    with pytest.raises(BadInput, match="没有这个文件"):
        take_reviews(linked_county, [tmp_path / "无.xlsx"])


def test_unknown_units_and_sources_are_refused(linked_county: Workspace, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="没有单位"):
        export_review(linked_county, tmp_path / "a.xlsx", unit="火星所")
    with pytest.raises(BadInput, match="没有参照源"):
        export_review(linked_county, tmp_path / "a.xlsx", source="nobody")


@pytest.mark.parametrize(
    ("written", "verdict", "alone"),
    [
        ("是", "accept", False),
        ("是同一人。", "accept", False),
        (" √ ", "accept", False),
        ("YES", "accept", False),
        ("都 不 是", "none", False),
        ("none", "none", False),
        ("不是", "none", True),
        ("否", "none", True),
        ("×", "none", True),
        ("不确定", "unsure", False),
        ("？", "unsure", False),
    ],
)
def test_what_people_write_instead_of_choosing_is_understood(written: str, verdict: str, alone: bool) -> None:
    said = review_texts().said(written)
    assert said is not None and (said.verdict, said.alone) == (verdict, alone)


@pytest.mark.parametrize("written", ["1", "是不是", "不", "看情况", "。"])
def test_what_may_mean_anything_is_not_guessed(written: str) -> None:
    assert review_texts().said(written) is None


def test_not_this_one_says_nothing_of_the_others(linked_county: Workspace, exported: Path) -> None:
    rows = next(rows for rows in _block_rows(exported).values() if len(rows) > 1)
    taken = take_reviews(linked_county, [_filled(exported, _answer(rows[0], "不是"))])
    assert (taken.taken, taken.refused) == (1, [])
    spread = take_reviews(linked_county, [_filled(exported, _answer(rows[0], "都不是", "李芳"), name="全不是.xlsx")])
    assert spread.taken == len(rows)
