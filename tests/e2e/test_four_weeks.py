"""Four weeks of a county, from its exports to the bulletin, with real files and by the command line.

Import → check → lists and forms out → answered with good, bad and made-up rows → in → review → corrections → the next
weeks' data prove some and refute others → bulletin. Every figure is held against a count made by hand (`expected`).
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from census_app.foundation.weeks import week_of
from tests.e2e.four_weeks import expected, first_week, later_weeks
from tests.e2e.four_weeks.county import contactless, exceeding
from tests.e2e.four_weeks.doing import Doing, day_of
from tests.e2e.four_weeks.first_week import A


@dataclass
class Story:
    """What happened: what commands said by step, and the state of every problem after each step."""

    doing: Doing
    said: dict[str, Any] = field(default_factory=dict)
    states: dict[str, dict[str, str]] = field(default_factory=dict)

    def remember(self, step: str, **said: Any) -> None:
        self.states[step] = {customer: state for (_, customer), state in self.doing.states().items()}
        self.said |= said


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    told = Story(Doing(tmp_path_factory.mktemp("four_weeks")))
    doing = told.doing
    doing.begin()
    issued = {"check": first_week.deliver(doing), **first_week.give_out(doing)}
    told.remember("issued", issued=issued)
    told.remember("taken", taken=first_week.come_back(doing))
    told.said["quality"] = doing.census("survey", "quality", "--week", first_week.WEEK)
    first_week.review(doing)
    told.remember("first work", corrected=first_week.correct(doing))
    told.remember("second data", second=later_weeks.second_data(doing))
    told.remember("second work", worked=later_weeks.second_work(doing))
    told.remember("third data", third=later_weeks.third_data(doing))
    later_weeks.third_work(doing)
    told.remember("fourth data", fourth=later_weeks.fourth_data(doing))
    number = doing.numbers(exceeding(A, 0))
    doing.census("report", "recover", *number, "--energy", "1200", "--amount", "660.50")
    bulletin = doing.census("report", "bulletin", "--week", week_of(day_of(4)), "--out", doing.folder / "通报")
    told.said["bulletin"] = bulletin
    yield told
    shutil.rmtree(doing.folder, ignore_errors=True)


def by_state(states: dict[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for customer, state in sorted(states.items()):
        found.setdefault(state, []).append(customer)
    return found


@pytest.mark.parametrize(
    ("step", "counted"),
    [
        ("first work", expected.AFTER_FIRST_WORK),
        ("second data", expected.AFTER_SECOND_DATA),
        ("second work", expected.AFTER_SECOND_WORK),
        ("third data", expected.AFTER_THIRD_DATA),
        ("fourth data", expected.AFTER_FOURTH_DATA),
    ],
)
def test_every_problem_stands_where_the_plan_says(story: Story, step: str, counted: dict[str, list[str]]) -> None:
    assert by_state(story.states[step]) == {state: sorted(listed) for state, listed in counted.items()}


def test_everything_that_went_out_names_every_problem_once(story: Story) -> None:
    issued = story.said["issued"]
    assert issued["check"]["problems"] == {"new": 48}
    assert [entry["problems"] for entry in issued["lists"]["lists"]] == [24, 12, 12]
    assert {len(entry) for entry in issued["tasks"]["surveyors"].values()} == {1}
    assert (issued["tasks"]["tasks"], issued["tasks"]["problems"]) == (36, 36)
    assert [entry["tasks"] for entry in issued["forms"]["forms"]] == [12, 12, 12]
    assert all(entry["blind"] for entry in issued["forms"]["forms"])


def said_beside(book: Path, sheet: str, column: int) -> dict[str, str]:
    """What the program wrote into the copy that goes back, by the task or 户号 of the row."""
    page = openpyxl.load_workbook(book)[sheet]
    return {
        str(row[column - 1].value): " ".join(str(cell.value) for cell in row[9:] if cell.value is not None)
        for row in page.iter_rows(min_row=3)
        if row[column - 1].value is not None
    }


def test_bad_rows_come_back_with_what_is_wrong_and_nothing_else_is_lost(story: Story) -> None:
    taken = story.said["taken"]["forms"]
    careless = next(entry for entry in taken["files"] if entry["person"] == "李红梅")
    honest = next(entry for entry in taken["files"] if entry["person"] == "张志强")
    assert careless["counts"]["refused"] == 5
    assert (honest["counts"]["refused"], honest["surveyed"], honest["unreached"]) == (0, 11, 1)
    told = said_beside(Path(careless["copy"]), "普查表", 9)
    refused = sorted(words for words in told.values() if words.startswith("退回"))
    assert len(refused) == 5
    for reason in ("要写原因", "不是数", "公式", "行号不是这个工作区发出的"):
        assert any(reason in words for words in refused), (reason, refused)
    listed = story.said["taken"]["list"]
    assert listed["rows"] == {
        "taken": 10, "kept": 0, "conflict": 0, "already": 0, "refused": 1, "unanswered": 13
    }  # fmt: skip
    assert "户号被改过" in listed["files"][0]["refused_rows"][0]


def test_two_answers_to_one_problem_are_told_and_a_foreign_row_is_not_taken(story: Story) -> None:
    second = story.said["taken"]["second"]
    assert (second["rows"]["taken"], second["rows"]["conflict"], second["rows"]["refused"]) == (0, 1, 1)
    assert second["files"][0]["conflicts"] == story.doing.numbers(contactless(0))
    assert f"{first_week.FOREIGN} 不是这里下发的" in second["files"][0]["refused_rows"][0]


def test_the_same_files_again_change_nothing(story: Story) -> None:
    again, list_again = story.said["taken"]["again"], story.said["taken"]["list again"]
    assert story.said["taken"]["forms"]["photos"] == 12
    assert (again["taken"], again["conflict"], again["surveyed"], again["photos"]) == (0, 0, 0, 0)
    assert (list_again["rows"]["taken"], list_again["rows"]["already"]) == (0, 10)


def test_the_made_up_form_is_a_reason_to_look_and_the_honest_ones_are_not(story: Story) -> None:
    people = {entry["account"]: entry for entry in story.said["quality"]["surveyors"]}
    looks = {
        account: {one["sign"] for one in entry["observations"] if one["look"]} for account, entry in people.items()
    }
    assert looks["王小刚"] >= {"too_fast", "burst", "all_consistent", "photo_reused"}
    assert looks["张志强"] == looks["李红梅"] == set()


def test_accepted_values_went_out_as_corrections_once(story: Story) -> None:
    first, second = story.said["corrected"]["exported"], story.said["worked"]["exported"]
    assert [entry["rows"] for entry in (*first["batches"], *second["batches"])] == [15, 17]
    assert second["batches"][0]["personal"] == 1
    book = openpyxl.load_workbook(story.doing.folder / "1" / "回填" / f"回填清单_B{_batch(first)}.xlsx")
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def _batch(exported: dict[str, Any]) -> str:
    return str(exported["batches"][0]["batch"]).removeprefix("B")


def test_claims_are_counted_against_whoever_claimed(story: Story) -> None:
    told = story.doing.census("review", "claims")["claimers"]
    counted = {name: (entry["proven"], entry["refuted"]) for name, entry in told.items()}
    # 张志强: contracts 0–7, then 8, 9, 11 and the new one, contacts 0–4 and 8; wrong at first: 8 and contact 5
    # 李红梅: 0–4, then 5–9; wrong: 5 at first, 10 in the end
    assert counted == {"张志强": (18, 2), "李红梅": (10, 2), "王小刚": (6, 0)}


def test_the_trail_tells_one_customer_from_finding_to_relapse(story: Story) -> None:
    told = story.doing.census("trail", exceeding(A, 0))
    titles = [entry["title"] for entry in told["entries"]]
    wanted = [
        "发现",
        "下发清单",
        "派发任务",
        "下发普查表",
        "到访",
        "答复",
        "审核",
        "更正",
        "出回填清单",
        "已证实",
        "反弹",
    ]
    places = [titles.index(title) for title in wanted]
    assert places == sorted(places)
    assert [one["state"] for one in told["problems"]] == ["未整改"]
    log = {entry["act"]: entry["anchor"] for entry in told["entries"]}
    assert all(len(anchor) == 64 for anchor in log.values())
    contact = story.doing.census("trail", contactless(8))
    assert later_weeks.CONTACT not in str(contact)
    assert "需现场" in str(contact)


def test_nothing_was_cut_or_rewritten(story: Story) -> None:
    assert story.doing.census("verify")["ok"]
    rebuilt = story.doing.census("rebuild")
    assert rebuilt["same"]


_REPORT = "kind = 'report.published'"
_TAIL = f"act >= (SELECT max(seq) - 1 FROM acts WHERE {_REPORT})"
_ALTERED = {
    "a report's code": (
        f"""UPDATE acts SET payload = replace(payload, '"value":"12"', '"value":"11"') WHERE {_REPORT}""",
        "的内容与其校验值不符",
    ),
    "an answer": (
        "UPDATE answers SET outcome = 'consistent' WHERE outcome = 'different'",
        "记下的 answers 的行被改动过",
    ),
    "a photo": ("UPDATE photos SET task_no = 'T2601-0001' WHERE position = 1", "记下的 photos 的行被改动过"),
    "a task": ("UPDATE tasks SET surveyor = '李红梅' WHERE surveyor = '王小刚'", "记下的 tasks 的行被改动过"),
    "a review": ("DELETE FROM reviews WHERE decision = 'returned'", "记下的 reviews 的行被改动过"),
    "the tail": (f"DELETE FROM acts WHERE {_TAIL.replace('act', 'seq', 1)}", "曾经发出，现在的日志里没有它"),
}


@pytest.mark.parametrize("what", _ALTERED)
def test_whatever_is_altered_afterwards_is_named(story: Story, tmp_path: Path, what: str) -> None:
    statement, said = _ALTERED[what]
    shutil.copytree(story.doing.workspace, tmp_path / "W")
    with closing(sqlite3.connect(tmp_path / "W" / "workspace.db")) as database, database:
        for event in ("update", "delete"):
            database.execute(f"DROP TRIGGER acts_never_{event}")
        if what == "the tail":
            database.execute(f"DELETE FROM recoveries WHERE {_TAIL}")
        assert database.execute(statement).rowcount > 0
    told = Doing(tmp_path).census("verify", code=1)
    assert any(said in fault for fault in told["faults"]), told["faults"]


class Page:
    """The bulletin's sheet, read by the words beside the numbers."""

    def __init__(self, sheet: Worksheet) -> None:
        self.cells = {
            (cell.row, cell.column): cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None
        }

    def find(self, words: str) -> tuple[int, int]:
        return next(place for place, value in sorted(self.cells.items()) if str(value).startswith(words))

    def below(self, words: str, lines: int = 1) -> Any:
        row, column = self.find(words)
        return self.cells[row + lines, column]

    def beside(self, words: str) -> Any:
        """The next filled cell to the right."""
        row, column = self.find(words)
        return next(self.cells[row, one] for one in range(column + 1, 40) if (row, one) in self.cells)


@pytest.fixture(scope="module")
def page(story: Story) -> Page:
    (book,) = (Path(name) for name in story.said["bulletin"]["files"] if name.endswith(".xlsx"))
    return Page(openpyxl.load_workbook(book).worksheets[0])


def test_the_bulletin_counts_what_a_hand_counts(page: Page) -> None:
    before, now = expected.outstanding(expected.AFTER_SECOND_DATA), expected.outstanding(expected.AFTER_FOURTH_DATA)
    assert (len(before), len(now)) == (30, 12)
    assert page.below("未整改问题") == len(now)
    assert f"两周前 {len(before)}　▼ {len(before) - len(now)}" in page.below("未整改问题", 2)
    # this week: 13 were outstanding, one of them (contact 10) was proved
    third = expected.outstanding(expected.AFTER_THIRD_DATA)
    assert page.below("整改完成率") == pytest.approx(1 / len(third))
    assert "1 ÷ 13" in page.below("整改完成率", 2)
    # all that were found in the first week and are outstanding still: four weeks running
    old = now - {later_weeks.NEW[1]} - {exceeding(A, 0)}
    assert page.below("挂账 4 周以上") == len(old) == 10


def test_the_bulletin_tells_how_problems_left(page: Page) -> None:
    proved = set(expected.AFTER_FOURTH_DATA["fixed"]) - set(expected.AFTER_SECOND_DATA["fixed"])
    row, column = page.find("离开范围 / 记录消失")
    proved_row = {value for (line, place), value in page.cells.items() if line == row - 1 and place >= column}
    assert {"已证实", len(proved)} <= proved_row
    assert page.beside("离开范围 / 记录消失") == "1 / 1"
    assert page.beside("无法再判") == 0
    # both weeks together: 17 proved, one account closed, one record gone, one relapse
    assert page.find("30 ＋新发现 0 ＋反弹 1 －离开 19 ＝ 12")


def test_the_bulletin_ladder_adds_up(page: Page) -> None:
    # as of the fourth Monday: contacts 5, 7, 9 are due on the 15th day (a week over), 0 relapsed a week ago (4 days
    # over); six copied ones, 10 and the one nobody was met at are over for more than a week, one of them with leave
    assert page.beside("① 提醒") == 4
    assert page.beside("② 报告") == 8 - 1
    assert page.beside("③ 通报") == 0
    assert page.beside("批准暂缓") == 1
    assert page.find("超期合计 11")


def test_the_bulletin_states_quality_of_archive_and_rules(page: Page) -> None:
    customers = 84 - 1 - 1 - 2
    failing = len(expected.outstanding(expected.AFTER_FOURTH_DATA))
    assert page.below("核心档案合格率") == pytest.approx((customers - failing) / customers)
    # contracts filed as corrections: 11 of 张志强, the new one, 11 of 李红梅, 6 of 王小刚; one refuted.
    # contacts: six answers accepted, 8 filed, one refuted
    assert page.beside("R085") == "29/30"
    assert page.beside("R015") == "7/8"
    recovered = next(str(value) for value in page.cells.values() if str(value).startswith("追补"))
    assert "1 个问题" in recovered and "1,200" in recovered and "660.50" in recovered


def test_every_code_of_the_bulletin_counts_the_same_again(story: Story) -> None:
    (book,) = (Path(name) for name in story.said["bulletin"]["files"] if name.endswith(".xlsx"))
    codes = openpyxl.load_workbook(book)["查数码"]
    listed = [str(row[0]) for row in codes.iter_rows(min_row=4, values_only=True) if row[0]]
    assert 0 < len(listed) <= story.said["bulletin"]["codes"]
    for code in listed[:: len(listed) // 4]:
        assert story.doing.census("why", code)["agrees"]
    told = story.doing.census("why", listed[0])
    assert {row[6] for row in told["rows"]} == expected.outstanding(expected.AFTER_FOURTH_DATA)
