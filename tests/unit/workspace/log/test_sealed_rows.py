from __future__ import annotations

import pytest
from sqlalchemy import insert, text, update

from census_app.foundation.database import reading, writing
from census_app.workspace import acts
from census_app.workspace.log.sealed_rows import append_with_rows, erase_values, seal_faults
from census_app.workspace.survey_tables import answers, task_changes
from census_app.workspace.verification.verify import verify_workspace
from census_app.workspace.workspace import Workspace


@pytest.fixture
def sealed(workspace: Workspace) -> Workspace:
    rows = [
        {"digest": f"{number:064}", "source": "list", "problem_no": "N", "value": value, "source_row": number}
        for number, value in enumerate(("13812345678", ""), start=1)
    ]
    with writing(workspace.engine) as connection:
        append_with_rows(connection, "answer.received", "L-1", {}, {"answers": rows, "photos": []})
    return workspace


def test_rows_stand_with_their_act_in_order(sealed: Workspace) -> None:
    (act,) = acts.list_acts(sealed.engine, kinds=["answer.received"])
    assert set(act.payload["sealed"]) == {"answers"}
    with reading(sealed.engine) as connection:
        found = connection.execute(answers.select().order_by(answers.c.position)).all()
    assert [(row.act, row.position, row.value) for row in found] == [(act.seq, 1, "13812345678"), (act.seq, 2, None)]
    assert "13812345678" not in str(act)
    assert list(seal_faults(sealed)) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE answers SET reason = 'x' WHERE position = 2", "行被改动过"),
        ("DELETE FROM answers WHERE position = 2", "行被改动过"),
        ("UPDATE answers SET position = 3 - position", "行被改动过"),
        ("UPDATE answers SET value = '13900000000' WHERE position = 1", "个人信息（value）被改过"),
        ("UPDATE answers SET value_hash = '' WHERE position = 1", "行被改动过"),
    ],
)
def test_whatever_is_changed_is_said(sealed: Workspace, change: str, said: str) -> None:
    with writing(sealed.engine) as connection:
        if "3 - position" in change:
            connection.execute(text("UPDATE answers SET position = position + 10"))
            connection.execute(text("UPDATE answers SET position = 13 - position"))
        else:
            connection.execute(text(change))
    assert said in "\n".join(seal_faults(sealed))
    assert said in "\n".join(verify_workspace(sealed).faults)


def test_a_row_nobody_sealed_is_said(sealed: Workspace) -> None:
    act = acts.append(sealed.engine, "note.made", "x", {})
    with writing(sealed.engine) as connection:
        connection.execute(insert(task_changes), [{"act": act.seq, "position": 1, "task_no": "T2648-0001"}])
    assert list(seal_faults(sealed)) == [f"task_changes 里有第 {act.seq} 号动作没有记下的行"]


def test_an_erased_value_leaves_the_seal_whole(sealed: Workspace) -> None:
    (act,) = acts.list_acts(sealed.engine, kinds=["answer.received"])
    with writing(sealed.engine) as connection:
        erase_values(connection, "answers", act.seq, 1)
    with reading(sealed.engine) as connection:
        assert connection.execute(text("SELECT count(value) FROM answers")).scalar() == 0
    assert list(seal_faults(sealed)) == []


def test_a_refused_act_leaves_no_rows(workspace: Workspace) -> None:
    with pytest.raises(RuntimeError), writing(workspace.engine) as connection:
        append_with_rows(connection, "tasks.changed", "", {}, {"task_changes": [{"task_no": "T2648-0001"}]})
        raise RuntimeError
    with reading(workspace.engine) as connection:
        assert connection.execute(text("SELECT count(*) FROM task_changes")).scalar() == 0


def test_a_column_that_does_not_exist_is_a_mistake_of_the_program(workspace: Workspace) -> None:
    with pytest.raises(KeyError, match="taskno"), writing(workspace.engine) as connection:
        append_with_rows(connection, "tasks.changed", "", {}, {"task_changes": [{"taskno": "T2648-0001"}]})


def test_the_same_answer_twice_cannot_be_stored(sealed: Workspace) -> None:
    row = {"digest": f"{1:064}", "source": "list"}
    with pytest.raises(Exception, match="UNIQUE"), writing(sealed.engine) as connection:
        append_with_rows(connection, "answer.received", "L-1", {}, {"answers": [row]})
    with writing(sealed.engine) as connection:
        connection.execute(update(answers).values(reason=""))
    assert list(seal_faults(sealed)) == []
