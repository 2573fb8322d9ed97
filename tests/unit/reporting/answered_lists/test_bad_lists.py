"""What people do to lists before they come back: nothing is lost, everything is said, each in its own words."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from census_app.foundation.errors import BadInput
from census_app.reporting import lists
from census_app.reporting.answered_lists.model import RowStatus
from census_app.reporting.lists import write_lists
from census_app.survey.answers import answers_in
from census_app.workspace.runs.run import run_check
from census_app.workspace.workspace import Workspace
from tests.unit.workspace.county import deliver
from tests.unit.workspace.in_force import put_in_force, write_pack
from tests.unit.workspace.rehearsal.test_rehearsal import PACK, RULES, customer

from .conftest import CUSTOMERS, DATA_DAY, UNITS, WEEK, County
from .filling import FIXED, RIGHT, VISIT, columns_of, fill, rows_of, said, statuses, take, write_rows


def test_sorted_moved_repeated_and_copied_rows(county: County) -> None:
    filled = fill(
        county.lists["0301"],
        county.folder / "a.xlsx",
        {("R042", "1"): FIXED, ("R042", "3"): FIXED, ("R005", "1"): VISIT},
    )
    header, *rows = rows_of(filled)
    other = rows_of(fill(county.lists["0302"], county.folder / "b.xlsx", {("R042", "4"): FIXED}))[1:]
    turned = [list(reversed(row)) for row in (header, *other)]
    mixed = write_rows(county.folder / "c.xlsx", [["手工汇总"], header, *reversed(rows), *turned, header, rows[0]])
    taken = take(county, mixed)
    assert (taken.counts()["taken"], taken.counts()["already"]) == (4, 1), "the first row stands twice"
    assert statuses(taken)["R042", "4"] == "taken"
    assert any("2 份清单的行" in note for note in taken.files[0].notes)


def test_rows_without_any_header(county: County) -> None:
    _, *rows = rows_of(fill(county.lists["0301"], county.folder / "a.xlsx", {("R042", "1"): FIXED}))
    assert statuses(take(county, write_rows(county.folder / "b.xlsx", rows)))["R042", "1"] == "taken"


def test_a_text_file_as_a_spreadsheet_writes_it(county: County) -> None:
    header, *rows = rows_of(fill(county.lists["0301"], county.folder / "a.xlsx", {("R042", "1"): FIXED}))
    due = header.index("整改\n期限")
    for row in rows:
        row[due] = f"超期{row[due]:%m-%d}"
    with (county.folder / "a.csv").open("w", encoding="gb18030", newline="") as stream:
        csv.writer(stream).writerows([header, *([("" if cell is None else cell) for cell in row] for row in rows)])
    assert statuses(take(county, county.folder / "a.csv"))["R042", "1"] == "taken"


def test_edited_cells_are_named(county: County) -> None:
    answer = {**FIXED, "级别": "一般", "整改期限": date(2026, 12, 31), "用电地址": "别处", "整改后值": "=1+1"}
    why = said(take(county, fill(county.lists["0301"], county.folder / "a.xlsx", {("R042", "1"): answer})))["R042", "1"]
    assert "级别被改过：发出时是“紧急”" in why and "整改期限被改过" in why and "整改后值是公式" in why


def test_an_answer_written_into_our_columns_is_told_from_none(county: County) -> None:
    filled = fill(county.lists["0301"], county.folder / "a.xlsx", {("R042", "1"): {"改哪项": "已改好，张三"}})
    taken = take(county, filled)
    assert statuses(taken)["R042", "1"] == "unanswered"
    assert said(taken)["R042", "1"] == "“改哪项”里写了别的，不算答复：答复写在右边黄色六列"
    assert {why for key, why in said(taken).items() if key != ("R042", "1")} == {""}


def test_an_answer_written_under_what_to_do_is_told_from_none(county: County) -> None:
    answer = {"怎么改": "已按合同改好，张三 11-25"}
    taken = take(county, fill(county.lists["0301"], county.folder / "a.xlsx", {("R042", "1"): answer}))
    assert statuses(taken)["R042", "1"] == "unanswered"
    assert said(taken)["R042", "1"] == "“怎么改”里写了别的，不算答复：答复写在右边黄色六列"
    assert any("字写在了系统列里，按未填算" in note for note in taken.files[0].notes)
    beside = take(county, fill(county.lists["0301"], county.folder / "b.xlsx", {("R042", "1"): {**FIXED, **answer}}))
    assert statuses(beside)["R042", "1"] == "taken"
    assert "怎么改一格被改过，不作数" in said(beside)["R042", "1"]


def test_rows_added_about_other_customers_are_said_not_to_be_taken(county: County) -> None:
    header, *rows = rows_of(fill(county.lists["0301"], county.folder / "a.xlsx", {("R042", "1"): FIXED}))
    place = header.index("户号")
    added = [None] * len(header)
    added[place], added[place + 1] = "0430199999", "这户也有问题"
    taken = take(county, write_rows(county.folder / "b.xlsx", [header, rows[0], added, *rows[1:]]))
    assert taken.counts()["taken"] == 1
    assert "第 3 行没有问题短号，不是下发的问题，没有收：清单以外的问题请另报" in taken.files[0].notes


def test_rows_written_under_the_list_by_hand_are_none_that_wait_for_an_answer(county: County) -> None:
    header, *rows = rows_of(fill(county.lists["0301"], county.folder / "a.xlsx", {("R042", "1"): FIXED}))
    places = {"".join(str(name).split()): place for place, name in enumerate(header)}

    def added(**cells: str) -> list[Any]:
        row: list[Any] = [None] * len(header)
        for name, value in cells.items():
            row[places["问题与依据（系统值/比对值）" if name == "问题" else name]] = value
        return row

    by_hand = [
        added(问题短号="新增1", 户号="0430199999", 问题="箱里还有一块表"),
        added(问题短号="B23456C", 户号="0430199998", 问题="抄上周的"),
        added(户号="0430199997", 整改结果="已整改", 整改人="张三"),
        added(户名="赵某", 问题="新表没有户号"),
        added(户名="填报人：张三"),
    ]
    taken = take(county, write_rows(county.folder / "b.xlsx", [header, *rows, *by_hand]))
    assert taken.counts()["taken"] == 1 and taken.counts()["refused"] == 3
    assert taken.counts()["unanswered"] == len(rows) - 1, "none of them waits for an answer"
    first, second, third = ["".join(line.split("：")[1:]) for line in taken.files[0].refused_rows]
    assert "“新增1”写错了" in first and "清单以外的问题请另报" in first
    assert "短号" in second and "清单以外" in second
    assert "没有问题短号，也没有校验码" in third
    assert f"第 {len(rows) + 5} 行没有问题短号，不是下发的问题，没有收：清单以外的问题请另报" in taken.files[0].notes


def test_remarks_beside_the_list_are_said_not_to_be_read(county: County) -> None:
    header, *rows = rows_of(fill(county.lists["0301"], county.folder / "a.xlsx", {("R042", "1"): FIXED}))
    told = [[*header, "备注", "空列"], *([*row, "电话通知了", None] for row in rows)]
    taken = take(county, write_rows(county.folder / "b.xlsx", told))
    assert taken.counts()["taken"] == 1
    assert [note for note in taken.files[0].notes if "备注" in note] == ["多出的列没有读（答复只认黄色六列）：备注"]


def test_a_list_whose_numbers_were_taken_out_is_told_so(county: County) -> None:
    header, *rows = rows_of(county.lists["0301"])
    without = [[cell for place, cell in enumerate(row) if place != header.index("问题短号")] for row in (header, *rows)]
    with pytest.raises(BadInput, match="“问题短号”一列没有了"):
        take(county, write_rows(county.folder / "b.xlsx", without))


def test_deleted_columns(county: County) -> None:
    filled = fill(county.lists["0301"], county.folder / "a.xlsx", {("R042", "1"): FIXED})
    rows = rows_of(filled)
    places = {"".join(str(name).split()): place for place, name in enumerate(rows[0])}

    def without(*names: str) -> list[list[Any]]:
        gone = {places[name] for name in names}
        return [[cell for place, cell in enumerate(row) if place not in gone] for row in rows]

    few = take(
        county, write_rows(county.folder / "b.xlsx", without("级别", "规则", "问题与依据（系统值/比对值）", "怎么改"))
    )
    assert few.counts()["taken"] == 1 and any(note.endswith("怎么改") for note in few.files[0].notes)
    no_code = take(county, write_rows(county.folder / "c.xlsx", without("校验码")))
    assert no_code.counts()["already"] == 1, "all system cells are as issued"
    neither = take(county, write_rows(county.folder / "d.xlsx", without("校验码", "级别")))
    assert "没有校验码，系统列也不全" in "".join(neither.files[0].refused_rows)


def test_numbers_and_codes_that_do_not_belong(county: County) -> None:
    filled = fill(county.lists["0301"], county.folder / "a.xlsx", {("R042", "1"): FIXED, ("R042", "3"): FIXED})
    book = openpyxl.load_workbook(filled)
    sheet = book["问题清单"]
    columns = columns_of(sheet)
    rows = {
        sheet.cell(row, columns["户号"]).value: row for row in range(3, 8) if sheet.cell(row, columns["整改结果"]).value
    }
    code = sheet.cell(rows["1"], columns["校验码"])
    code.value = sheet.cell(rows["3"], columns["校验码"]).value
    number = sheet.cell(rows["3"], columns["问题短号"])
    number.value = "2" + str(number.value)[1:]
    sheet.cell(rows["1"], columns["级别"]).value = "一般"
    book.save(filled)
    why = said(take(county, filled))
    assert "两行粘错了位" in why["R042", "1"] and "按校验码应是" in why["R042", "3"]


def test_rows_of_another_county(county: County, tmp_path: Path) -> None:
    with Workspace.create(tmp_path / "other") as other:
        put_in_force(other, write_pack(tmp_path / "probe", pack=PACK, rules=RULES))
        deliver(other, DATA_DAY, [customer(77, 9, 8) | {"org_no": "0401"}])
        run_check(other)
        foreign = next(iter(write_lists(other, WEEK, tmp_path / "foreign").files.values()))
    strange = rows_of(fill(foreign, county.folder / "x.xlsx", {("R042", "77"): FIXED}))[1:]
    own = rows_of(fill(county.lists["0301"], county.folder / "a.xlsx", {("R042", "1"): FIXED}))
    taken = take(county, write_rows(county.folder / "b.xlsx", [*own, *strange]))
    assert statuses(taken)["R042", "1"] == "taken"
    assert "另一个县" in said(taken)["R042", "77"]


def test_merged_cells_speak_for_each_row(county: County) -> None:
    filled = fill(county.lists["0301"], county.folder / "a.xlsx", {("R042", "1"): VISIT})
    book = openpyxl.load_workbook(filled)
    sheet = book["问题清单"]
    result = columns_of(sheet)["整改结果"]
    first = next(row for row in range(3, 8) if sheet.cell(row, result).value)
    for column in range(result, result + 6):
        if first < 7:
            sheet.merge_cells(start_row=first, end_row=first + 1, start_column=column, end_column=column)
    book.save(filled)
    taken = take(county, filled)
    assert taken.counts()["taken"] == 2 and any("合并" in note for note in taken.files[0].notes)


REFUSED: tuple[tuple[dict[str, Any], str], ...] = (
    ({"整改结果": "改了"}, "看不懂“改了”，只能是 已整改、非异常、需现场、申诉"),
    ({"整改后值": "7"}, "没有选整改结果"),
    ({"整改结果": "已整改"}, "已整改还缺整改后值；已整改还缺整改人；已整改还缺整改日期；已整改还缺佐证"),
    ({**RIGHT, "原因": None}, "非异常还缺原因"),
    ({**FIXED, "整改后值": "大约 7"}, "读不成 数字"),
    ({**FIXED, "整改日期": "11-01"}, "2026-11-01 不在 2026-11-09 到 2026-12-31 之间"),
    ({**FIXED, "整改日期": "上周"}, "看不懂日期“上周”"),
    ({**FIXED, "佐证": "照片 009"}, "同一文件夹里找不到照片：009"),
    ({**FIXED, "佐证": "照片"}, "后面要写照片名"),
    ({**RIGHT, "原因": "长" * 10_000}, "原因太长（10,000 字）"),
)


def test_answers_that_are_refused(county: County) -> None:
    """Many files at once: then the outcomes are written by a process of their own."""
    cases = [*REFUSED, *REFUSED[:4]]
    for number, (answer, _) in enumerate(cases):
        fill(county.lists["0301"], county.folder / f"{number:02d}.xlsx", {("R042", "1"): answer})
    taken = take(county, county.folder)
    for file, (_, why) in zip(taken.files, cases, strict=True):
        refused = [row for row in file.rows if row.status is RowStatus.REFUSED]
        assert len(refused) == 1 and why in refused[0].why
        assert file.outcome is not None and file.outcome.is_file()


def test_photos_beside_the_list_are_kept(county: County) -> None:
    (county.folder / "照片").mkdir()
    for name in ("001.JPG", "002.jpg", "照片/003.png"):
        (county.folder / name).write_bytes(name.encode())
    answer = {**FIXED, "佐证": "照片001-002、003.png 工单 5"}
    taken = take(county, fill(county.lists["0301"], county.folder / "a.xlsx", {("R042", "1"): answer}))
    assert statuses(taken)["R042", "1"] == "taken"
    kept = (county.workspace.folder / "received").glob("??/*")
    assert sorted(path.suffix for path in kept) == [".jpg", ".jpg", ".png", ".xlsx"]


def test_settled_problems_keep_their_answers(county: County) -> None:
    filled = fill(county.lists["0301"], county.folder / "a.xlsx", {("R042", "1"): FIXED, ("R042", "3"): FIXED})
    better = [customer(1, 0, 0), CUSTOMERS[1], CUSTOMERS[2] | {"org_no": "0302"}, *CUSTOMERS[3:]]
    deliver(county.workspace, date(2026, 11, 23), better, org_unit=UNITS)
    run_check(county.workspace)
    taken = take(county, filled)
    assert statuses(taken)["R042", "1"] == "kept" and "已证实" in said(taken)["R042", "1"]
    blurred = {("R042", "1"): {**FIXED, "佐证": "照片 009"}}
    without_photo = take(county, fill(county.lists["0301"], county.folder / "b.xlsx", blurred))
    assert statuses(without_photo)["R042", "1"] == "kept" and "找不到照片：009" in said(without_photo)["R042", "1"]
    assert statuses(taken)["R042", "3"] == "taken" and "下发以后问题改归" in said(taken)["R042", "3"]
    with county.workspace.engine.connect() as connection:
        assert len(answers_in(connection)) == 2


def test_an_older_list_of_a_problem_that_went_out_again(county: County) -> None:
    deliver(county.workspace, date(2026, 11, 23), CUSTOMERS, org_unit=UNITS)
    run_check(county.workspace)
    write_lists(county.workspace, "2026-W48", county.folder.parent / "second")
    old = fill(county.lists["0301"], county.folder / "a.xlsx", {("R042", "1"): FIXED})
    taken = take(county, old)
    assert statuses(taken)["R042", "1"] == "taken"
    assert taken.files[0].list_nos == ["0301-2026W47-01"]


def test_lists_that_could_not_all_be_written_are_not_left_to_be_sent_out(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = county.folder / "out"
    out.mkdir()

    def full(_summary: object, target: Path) -> None:
        (out / "刚收到的答复.xlsx").write_bytes(b"answers")
        raise BadInput(f"磁盘已满，无法写入 {target}")

    (out / "本所自己的.txt").write_text("留着", encoding="utf-8")
    monkeypatch.setattr(lists, "write_county_workbook", full)
    with pytest.raises(BadInput, match="磁盘已满"):
        write_lists(county.workspace, "2026-W48", out)
    assert {path.name for path in out.iterdir()} == {"本所自己的.txt", "刚收到的答复.xlsx"}


def test_no_list_stands_under_its_name_before_it_is_issued(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    out = county.folder / "out"
    before = {path.name: b"issued earlier" for path in write_lists(county.workspace, "2026-W48", out).files.values()}
    for name, content in before.items():
        (out / name).write_bytes(content)

    def killed(_workspace: object, listed: Sequence[tuple[str, str, dict[str, str], Path]], **_: object) -> None:
        assert {file.name for _, _, _, file in listed} == set(before)
        assert {path.name: path.read_bytes() for path in out.glob("周清单*")} == before
        raise KeyboardInterrupt

    monkeypatch.setattr(lists, "issue_lists", killed)
    with pytest.raises(KeyboardInterrupt):
        write_lists(county.workspace, "2026-W48", out)
    assert {path.name: path.read_bytes() for path in out.glob("周清单*")} == before
    assert [path.name for path in out.iterdir() if path.is_dir()] == []


def test_files_that_are_no_lists(county: County) -> None:
    (county.folder / "x.csv").write_text("甲,乙\n1,2\n", encoding="utf-8")
    with pytest.raises(BadInput, match="不是周问题清单"):
        take(county, county.folder / "x.csv")
    good = fill(county.lists["0301"], county.folder / "a.xlsx", {("R042", "1"): FIXED})
    shutil.copy(good, county.folder / "~$a.xlsx")
    (county.folder / "y.xlsx").write_bytes(b"PK\x03\x04 broken")
    taken = take(county, county.folder)
    assert taken.counts()["taken"] == 1 and taken.skipped == ["x.csv"]
    assert [file.name for file in taken.files if file.refused] == ["y.xlsx"]
    with pytest.raises(BadInput, match="没有这个文件"):
        take(county, county.folder / "z.xlsx")
