from __future__ import annotations

from dataclasses import replace

from census_app.foundation.database import reading, writing
from census_app.survey.answers import Answer, answers_in, known_digests
from census_app.survey.words import AnswerOutcome, AnswerSource, AnswerStanding
from census_app.workspace.log.sealed_rows import append_with_rows, erase_values
from census_app.workspace.survey_tables import answers
from census_app.workspace.workspace import Workspace

ANSWER = Answer(
    AnswerSource.LIST,
    "L-1",
    AnswerOutcome.RECTIFIED,
    problem_no="B2",
    value="13812345678",
    note="邻居说是租户",
    person="甲",
    day="2026-11-25",
    file="0" * 64,
    sheet="问题清单",
    source_row=7,
)


def _store(workspace: Workspace, *given: Answer) -> int:
    with writing(workspace.engine) as connection:
        rows = [answer.row() for answer in given]
        return append_with_rows(connection, "answer.received", "L-1", {}, {"answers": rows}).seq


def test_an_answer_comes_back_as_it_was_stored(county: Workspace) -> None:
    conflict = replace(ANSWER, value="", standing=AnswerStanding.CONFLICT, said="两人答得不一样")
    act = _store(county, ANSWER, conflict)
    with reading(county.engine) as connection:
        found = answers_in(connection, answers.c.problem_no == "B2")
    assert found == [replace(ANSWER, act=act, position=1), replace(conflict, act=act, position=2)]


def test_the_same_answer_is_known_wherever_it_stands(county: Workspace) -> None:
    _store(county, ANSWER)
    moved = replace(ANSWER, file="1" * 64, sheet="", source_row=99)
    others = [
        replace(ANSWER, **{name: "x"}) for name in ("document", "value", "reason", "note", "person", "day", "field")
    ]
    with reading(county.engine) as connection:
        assert known_digests(connection, [one.digest for one in (moved, *others)]) == {ANSWER.digest}
    assert len({one.digest for one in others}) == len(others)


def test_an_erased_value_reads_as_nothing(county: Workspace) -> None:
    act = _store(county, ANSWER)
    with writing(county.engine) as connection:
        erase_values(connection, "answers", act, 1)
    with reading(county.engine) as connection:
        (found,) = answers_in(connection)
    assert (found.value, found.note, found.problem_no) == ("", "", "B2")
