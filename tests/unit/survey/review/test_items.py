"""Questions of the survey alone are called what the form called them, and a choice it offered is no secret."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from census_app.survey.answers import Answer
from census_app.survey.forms.asked import AskedItem
from census_app.survey.review.gathering import Gathered
from census_app.survey.review.model import Entry, EntryKind, Where
from census_app.survey.review.values import Spelling
from census_app.survey.words import AnswerOutcome, AnswerSource
from census_app.workspace.people.identity import Roster
from census_app.workspace.people.model import EMPTY
from census_app.workspace.workspace import Workspace

DAY = date(2026, 11, 26)
ASKED = Answer(AnswerSource.FORM, "0301-2026W48-S01", AnswerOutcome.CHOSEN, task_no="T2648-0001", item="ask_occupant")


@pytest.fixture
def gathered(county: Workspace) -> Gathered:
    found = Gathered(0, Roster(EMPTY, {}, {}, DAY), Spelling(county.dictionary, DAY))
    found.asked = {"ask_occupant": AskedItem("实际用电人与户名", frozenset({"本人", "家人"}))}
    return found


def test_a_question_is_called_as_the_form_called_it(gathered: Gathered) -> None:
    assert gathered.item_name(ASKED) == "实际用电人与户名"
    assert gathered.item_name(replace(ASKED, item="ask_unknown")) == "ask_unknown"
    known = replace(ASKED, table="customer", record_key="1", field="mobile")
    assert gathered.item_name(known) == "移动电话"


def test_a_choice_is_shown_and_what_was_written_instead_is_masked(gathered: Gathered) -> None:
    assert gathered.shown(ASKED, "家人") == "家人"
    assert "张志强" not in gathered.shown(ASKED, "张志强")
    assert "家人" not in gathered.shown(replace(ASKED, item="ask_unknown"), "家人是谁")
    known = replace(ASKED, table="customer", record_key="1", field="mobile")
    assert "13812345678" not in gathered.shown(known, "13812345678")


def test_a_reading_off_a_meter_can_be_judged_and_a_number_of_a_person_in_its_place_stays_masked(
    gathered: Gathered,
) -> None:
    gathered.asked["ask_reading"] = AskedItem("表计示数（总）", figures=True)
    reading = replace(ASKED, item="ask_reading", outcome=AnswerOutcome.TRANSCRIBED)
    assert gathered.shown(reading, "12345.67") == "12345.67"
    assert "13812345678" not in gathered.shown(reading, "13812345678")
    assert "张志强" not in gathered.shown(reading, "张志强")


@pytest.mark.parametrize(
    ("outcome", "words"),
    [(AnswerOutcome.CONSISTENT, "档案 854 ｜ 答复 与档案一致"), (AnswerOutcome.DIFFERENT, "档案 854 ｜ 答复 （没写）")],
)
def test_an_answer_that_agrees_is_not_shown_as_unwritten(outcome: AnswerOutcome, words: str) -> None:
    answer = replace(ASKED, outcome=outcome)
    entry = Entry("A1-1", EntryKind.ANSWER, (answer,), (), None, Where(), (), field_name="上网电量", archive="854")
    assert words in entry.line()


def test_items_that_all_agree_show_no_unknown_archive_value() -> None:
    answers = (replace(ASKED, outcome=AnswerOutcome.CONSISTENT),) * 4
    entry = Entry(
        "S1", EntryKind.SAME, answers, (), None, Where(), (), field_name="移动电话、用电地址", answered="与档案一致"
    )
    assert "4 项与档案一致" in entry.line() and "不知道" not in entry.line()


def test_a_remark_is_shown_without_the_numbers_of_people() -> None:
    answer = replace(
        ASKED, outcome=AnswerOutcome.NOT_ABNORMAL, reason="电话核实", note="没有固定联系人，问 13812345678"
    )
    entry = Entry("A1-1", EntryKind.ANSWER, (answer,), (), None, Where(), (), field_name="联系人", archive="")
    assert "［备注：没有固定联系人，问 138****5678］" in entry.line()


def test_an_appeal_is_shown_with_its_reason_and_no_number_of_a_person() -> None:
    answer = replace(ASKED, outcome=AnswerOutcome.APPEALED, reason="比对来源有误，问 13812345678")
    entry = Entry("A1-1", EntryKind.ANSWER, (answer,), (), None, Where(), (), field_name="用电类别", archive="居民")
    assert "档案 居民 ｜ 原因 比对来源有误" in entry.line() and "13812345678" not in entry.line()
