"""One answer for a whole 台区, said without a workbook."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from census_app.foundation.database import reading
from census_app.foundation.errors import BadInput
from census_app.survey.results.batch_filling import BatchAnswer, batch_items, fill_batch
from census_app.survey.results.submission import Standing
from census_app.workspace.survey_tables import answers
from census_app.workspace.verification.verify import verify_workspace

from .conftest import NOW, Survey
from .issuing import FORM, T1, T2


def stored(survey: Survey) -> list[tuple[str, str, str]]:
    with reading(survey.workspace.engine) as connection:
        query = select(answers.c.task_no, answers.c.outcome, answers.c.value).order_by(answers.c.act, answers.c.task_no)
        return [tuple(row) for row in connection.execute(query)]


def test_an_answer_counts_for_every_task_of_the_area(survey: Survey) -> None:
    (item,) = batch_items(survey.workspace, "T1")
    assert (item.row.title, item.tasks, item.results[0]) == ("变压器铭牌容量 kVA", 2, "一致")
    said = [BatchAnswer(item.row.row_code, "不一致", "250")]
    taken = fill_batch(survey.workspace, FORM, said, now=NOW)
    assert [mark.standing for mark in taken.marks] == [Standing.TAKEN] and taken.act
    assert "用到 2 户" in taken.marks[0].says
    assert stored(survey) == [(T1, "different", "250"), (T2, "different", "250")]
    again = fill_batch(survey.workspace, FORM, said, now=NOW)
    assert again.act == 0 and [mark.standing for mark in again.marks] == [Standing.KNOWN]
    assert verify_workspace(survey.workspace).faults == []


def test_a_value_nobody_can_read_goes_back_with_its_reason(survey: Survey) -> None:
    (item,) = batch_items(survey.workspace, "T1")
    taken = fill_batch(survey.workspace, FORM, [BatchAnswer(item.row.row_code, "不一致", "很大")], now=NOW)
    assert [mark.standing for mark in taken.marks] == [Standing.REFUSED] and taken.marks[0].says
    assert stored(survey) == []


def test_what_is_no_row_of_the_form_is_refused(survey: Survey) -> None:
    assert batch_items(survey.workspace, "没有") == ()
    with pytest.raises(BadInput, match="一项也没有填"):
        fill_batch(survey.workspace, FORM, [], now=NOW)
    with pytest.raises(BadInput, match="没有发出过"):
        fill_batch(survey.workspace, "别的", [BatchAnswer("x")], now=NOW)
    with pytest.raises(BadInput, match="不是"):
        fill_batch(survey.workspace, FORM, [BatchAnswer("x")], now=NOW)
