"""Who has how much to do, and which 台区 are walked: counted by hand on the county of `field`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from census_app.survey.dispatch.dispatching import dispatch
from census_app.survey.dispatch.request import DispatchRequest
from census_app.survey.tasks.areas import task_areas
from census_app.survey.tasks.changing import Change, change_tasks
from census_app.survey.tasks.listing import TaskFilter, TaskLine, list_tasks
from census_app.survey.tasks.load import Load, LoadNode, task_load
from census_app.survey.tasks.recalling import recall_tasks
from census_app.workspace.workspace import Workspace
from tests.unit.survey.field import MONDAY, WEEK

EVERYTHING = TaskFilter(everything=True)


@pytest.fixture
def lines(field: Workspace) -> list[TaskLine]:
    dispatch(field, DispatchRequest(WEEK, today=MONDAY))
    return list_tasks(field, EVERYTHING, MONDAY).lines_of


def leaves(nodes: tuple[LoadNode, ...]) -> list[LoadNode]:
    return [one for node in nodes for one in ([node] if node.surveyor is not None else leaves(node.children))]


def test_every_open_task_counts_once_and_parents_add_up(field: Workspace, lines: list[TaskLine]) -> None:
    roots = task_load(field, lines, MONDAY)
    assert sum(node.load.open for node in roots) == sum(line.task.is_open for line in lines)
    for node in roots:
        assert node.load == sum((one.load for one in node.children), Load())
    assert {node.name for node in roots} == {"柳河供电所", "石桥供电所"}
    nobody = next(one for one in leaves(roots) if not one.surveyor)
    assert (nobody.load.open, nobody.load.nobody, nobody.units) == (3, 3, frozenset({"0302"}))
    assert next(one for one in roots if one.code == "0302").children[0] == nobody, "work without a person comes first"


def test_due_overdue_and_recalled(field: Workspace, lines: list[TaskLine]) -> None:
    first, second, third = (line.task.task_no for line in lines[:3])
    change_tasks(field, [first], Change(due=date(2026, 11, 20)))
    change_tasks(field, [second], Change(due=date(2026, 11, 29)))
    recall_tasks(field, [third], "客户已销户")
    roots = task_load(field, list_tasks(field, EVERYTHING, MONDAY).lines_of, MONDAY)
    total = sum((node.load for node in roots), Load())
    assert total.overdue == 1 and total.open == len(lines) - 1
    assert total.due >= 1, "the Sunday of this week is still this week"
    later = sum((node.load for node in task_load(field, lines, date(2027, 3, 1))), Load())
    assert later.overdue == later.open and later.due == 0


def test_areas_stand_where_the_transformer_is_in_the_order_they_are_walked(
    field: Workspace, lines: list[TaskLine]
) -> None:
    areas = {one.tg_no: one for one in task_areas(field, lines, MONDAY)}
    assert [one.order for one in areas.values()] == list(range(len(areas)))
    assert (areas["T1"].name, areas["T1"].place, areas["T1"].line_no) == ("前柳1#", (116.0, 38.0), "L1")
    assert areas["T3"].place is None and areas["T3"].load.nobody == 3
    assert sum(one.total for one in areas.values()) == len(lines)
    assert areas["T1"].surveyors == ("张志强",)
    recall_tasks(field, [line.task.task_no for line in lines if line.task.tg_no == "T3"], "不去了")
    left = task_areas(field, list_tasks(field, EVERYTHING, MONDAY).lines_of, MONDAY)
    assert "T3" not in {one.tg_no for one in left}


def test_nothing_given_out_is_nothing(field: Workspace) -> None:
    assert task_load(field, [], MONDAY) == ()
    assert task_areas(field, [], MONDAY) == ()


def test_what_has_no_customer_is_called_by_its_table(lines: list[TaskLine]) -> None:
    task = replace(lines[0].task, customer="", table="distribution_transformer", record_key="T1")
    assert "　台区 T1　" in replace(lines[0], task=task).words()
