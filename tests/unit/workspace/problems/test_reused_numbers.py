"""A customer number that another customer has now closes nothing as proven."""

from __future__ import annotations

import shutil
from datetime import date
from typing import Any

import pytest

from census_app.workspace.problems.acts import move_problems
from census_app.workspace.runs.rebuild import rebuild_states
from census_app.workspace.runs.record import last_official, list_runs
from census_app.workspace.runs.void import void_run
from census_app.workspace.workspace import Workspace
from tests.unit.workspace.county import CUSTOMERS, check, deliver, states, use_pack
from tests.unit.workspace.fixtures import finding, verdict

WEEK1, WEEK2, WEEK3 = date(2026, 11, 16), date(2026, 11, 23), date(2026, 11, 30)
HOLDER = {
    **CUSTOMERS[0], "cert_no": "130102197001010019", "build_date": "2015-03-01",
}  # fmt: skip
SOMEBODY_ELSE = {
    **HOLDER, "cons_name": "钱大海", "elec_addr": "青岭镇北街9号", "cert_no": "130102198505050027", "tg_no": "T7",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _pack(monkeypatch: pytest.MonkeyPatch) -> None:
    use_pack(monkeypatch)


def _after(workspace: Workspace, now: dict[str, Any]) -> dict[str, Any]:
    deliver(workspace, WEEK1, [HOLDER])
    check(workspace, [finding("1")])
    deliver(workspace, WEEK2, [now])
    return states(workspace, check(workspace, [], [verdict("1", "right")]))["1"]


@pytest.mark.parametrize(
    "now",
    [
        SOMEBODY_ELSE,
        {**SOMEBODY_ELSE, "tg_no": "T1", "cert_no": None, "build_date": "2026-11-20"},
    ],
    ids=["everything changed", "opened after it was found"],
)
def test_a_number_given_to_somebody_else_is_no_proof(workspace: Workspace, now: dict[str, Any]) -> None:
    problem = _after(workspace, now)
    assert (problem["state"], problem["reason"], problem["state_date"]) == ("gone", "number_reused", WEEK2)


@pytest.mark.parametrize(
    "now",
    [
        {**HOLDER, "cons_name": "钱大海", "cert_no": "130102198505050027"},
        {**SOMEBODY_ELSE, "tg_no": "T1"},
        {**SOMEBODY_ELSE, "cons_name": HOLDER["cons_name"]},
        {**SOMEBODY_ELSE, "cons_name": "钱*海"},
        {**SOMEBODY_ELSE, "elec_addr": " 柳河镇3号楼2单元501室"},
    ],
    ids=["new holder", "new holder, address spelt anew", "same name", "masked", "same address with a blank"],
)
def test_a_new_holder_or_corrected_fields_keep_the_account(workspace: Workspace, now: dict[str, Any]) -> None:
    assert _after(workspace, now)["state"] == "fixed"


def test_it_stays_gone_when_the_new_customer_is_judged_again(workspace: Workspace) -> None:
    _after(workspace, SOMEBODY_ELSE)
    deliver(workspace, WEEK3, [SOMEBODY_ELSE])
    after = states(workspace, check(workspace, [], [verdict("1", "right")]))["1"]
    assert (after["state"], after["state_date"]) == ("gone", WEEK2)


def test_a_problem_of_the_new_customer_begins_anew_and_keeps_no_claim(workspace: Workspace) -> None:
    deliver(workspace, WEEK1, [HOLDER])
    check(workspace, [finding("1")])
    number = states(workspace, check(workspace, [finding("1")]))["1"]["problem_no"]
    move_problems(workspace, "answer.received", [number])
    deliver(workspace, WEEK3, [SOMEBODY_ELSE])
    found = states(workspace, check(workspace, [finding("1")]))["1"]
    assert (found["state"], found["weeks_running"], found["episode_date"]) == ("open", 1, WEEK3)


def test_what_was_out_on_a_list_is_to_be_looked_at(workspace: Workspace) -> None:
    deliver(workspace, WEEK1, [HOLDER])
    number = states(workspace, check(workspace, [finding("1")]))["1"]["problem_no"]
    move_problems(workspace, "answer.received", [number])
    deliver(workspace, WEEK2, [SOMEBODY_ELSE])
    problem = states(workspace, check(workspace, [], [verdict("1", "right")]))["1"]
    assert (problem["state"], problem["look"]) == ("gone", True)


def test_meters_and_bills_are_judged_by_their_own_records(workspace: Workspace) -> None:
    deliver(workspace, WEEK1, [HOLDER])
    meter = finding("M1", table="meter", customer="1")
    check(workspace, [meter])
    deliver(workspace, WEEK2, [SOMEBODY_ELSE])
    seen = verdict("M1", "right") | {"table": "meter"}
    assert states(workspace, check(workspace, [], [seen]))["M1"]["state"] == "fixed"


def test_states_are_derived_again_the_same_without_the_old_data(workspace: Workspace) -> None:
    _after(workspace, SOMEBODY_ELSE)
    shutil.rmtree(workspace.folder / "parts")
    assert rebuild_states(workspace).same


def test_voiding_the_run_that_told_so_opens_the_problem_again(workspace: Workspace) -> None:
    _after(workspace, SOMEBODY_ELSE)
    void_run(workspace, list_runs(workspace)[-1].run, "导错")
    last = last_official(workspace)
    assert last is not None and states(workspace, last)["1"]["state"] == "new"
