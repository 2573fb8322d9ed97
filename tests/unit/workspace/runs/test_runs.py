from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from census_app.foundation.canonical import sha256_file
from census_app.foundation.errors import BadInput, Cancelled, WorkspaceBusy
from census_app.foundation.jobs import JobContext
from census_app.workspace import acts
from census_app.workspace.problems.acts import move_problems, standing
from census_app.workspace.problems.succession import record_succession
from census_app.workspace.runs import run as runs
from census_app.workspace.runs.record import get_run, last_official, list_runs
from census_app.workspace.unit_names import unit_names
from census_app.workspace.workspace import Workspace
from tests.unit.workspace.county import CUSTOMERS, Says, check, deliver, states, use_pack
from tests.unit.workspace.fixtures import finding, read_rows, verdict

WEEK1, WEEK2 = date(2026, 11, 16), date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _pack(monkeypatch: pytest.MonkeyPatch) -> None:
    use_pack(monkeypatch)


def test_an_official_run_leaves_a_row_that_lists_everything_by_hash(workspace: Workspace) -> None:
    snapshot = deliver(workspace, WEEK1)
    record = check(workspace, [finding("1"), finding("2")])
    assert (record.official, record.week, record.as_of, record.snapshot) == (True, "2026-W47", WEEK1, snapshot)
    assert list_runs(workspace) == [get_run(workspace, record.run)]
    for name, digest in record.files.items():
        assert sha256_file(record.file(workspace, name)) == digest
    assert {"findings.parquet", "counts.parquet", "watched.parquet", "records.parquet", "rules.json"} <= set(
        record.files
    )
    assert {path.name for path in record.folder(workspace).iterdir()} == {*record.files, "states.parquet"}
    assert set(record.inputs) >= {"parts", "dictionary", "pack", "calendar", "versions", "org_tree"}
    assert record.problems == {"new": 2}
    (act,) = acts.list_acts(workspace.engine, kinds=["run.committed"])
    assert act.subject == record.run and act.payload["digest"] == record.digest


def test_problems_carry_masked_names_places_and_managers(workspace: Workspace) -> None:
    deliver(workspace, WEEK1)
    gate = finding("T1", table="distribution_transformer", customer=None)
    problems = states(workspace, check(workspace, [finding("1"), finding("2"), finding("3", unit=None), gate]))
    one, two, three, place = problems["1"], problems["2"], problems["3"], problems["T1"]
    assert (one["customer_name"], one["address"]) == ("赵*芳", "柳河镇3号楼*单元*室")
    assert (one["tg_name"], one["tg_manager"], one["unit_name"]) == ("前柳1#", "张志强", "柳河供电所")
    assert (two["customer_name"], two["tg_no"], two["tg_name"], two["tg_manager"]) == ("柳河**冷库", "T9", None, "刘洋")
    assert (three["customer_name"], three["unit"], three["tg_no"]) == ("孙*", None, None)
    assert (place["tg_no"], place["tg_name"], place["customer_name"]) == ("T1", "前柳1#", None)


def test_a_number_on_records_of_two_customers_is_told_by_the_customer_who_is_accused(workspace: Workspace) -> None:
    """A meter attached to two customers: whoever goes there must be given the name and the door of the same one."""
    deliver(workspace, WEEK1)
    both = [finding("M", table="meter", customer="1", row_id=4), finding("M", table="meter", customer="3", row_id=9)]
    later = finding("M", rule_id="R044", table="meter", customer="2", row_id=9)
    record = check(workspace, [*both[::-1], later])
    told = {
        (one["rule_id"], one["customer"], one["customer_name"], one["tg_no"])
        for one in read_rows(record.file(workspace, "states.parquet"))
    }
    assert told == {("R043", "1", "赵*芳", "T1"), ("R044", "2", "柳河**冷库", "T9")}


def test_a_unit_is_called_as_most_of_its_customers_call_it(workspace: Workspace) -> None:
    """One row of another unit, such as a number given twice, does not rename the unit of all others."""
    named = [CUSTOMERS[2] | {"cons_no": str(number), "org_name": "青岭所"} for number in range(3, 7)]
    deliver(workspace, WEEK1, [*CUSTOMERS[:2], *named, CUSTOMERS[2] | {"cons_no": "7", "org_name": "一个别的所"}])
    problems = states(workspace, check(workspace, [finding("7", unit="0302"), finding("3", unit="0302")]))
    assert {problems["3"]["unit_name"], problems["7"]["unit_name"]} == {"青岭所"}
    assert unit_names(workspace, workspace.catalogue.open()) == {"0301": "柳河供电所", "0302": "青岭所"}


def test_the_next_run_is_asked_about_open_problems_and_proves_them(workspace: Workspace) -> None:
    deliver(workspace, WEEK1)
    check(workspace, [finding("1"), finding("2")])
    deliver(workspace, WEEK2)
    checker = Says([finding("2")], [verdict("1", "right")])
    record = runs.run_check(workspace, checker=checker)
    assert [(row["rule_id"], row["table"], row["record_key"]) for row in checker.watched] == [
        ("R043", "customer", "1"),
        ("R043", "customer", "2"),
    ]
    assert {key: row["state"] for key, row in states(workspace, record).items()} == {"1": "fixed", "2": "open"}
    assert last_official(workspace) == get_run(workspace, record.run)


def test_an_older_snapshot_is_refused_as_official_but_may_be_tried(workspace: Workspace) -> None:
    deliver(workspace, WEEK2)
    check(workspace, [finding("1")])
    deliver(workspace, WEEK1)
    with pytest.raises(BadInput, match="早于上次正式校验"):
        check(workspace, [])
    assert len(list_runs(workspace)) == 1
    assert check(workspace, [], trial=True).official is False


def test_a_trial_moves_nothing(workspace: Workspace) -> None:
    deliver(workspace, WEEK1)
    official = check(workspace, [finding("1")])
    trial = check(workspace, [finding("9")], trial=True)
    assert (trial.official, trial.states_file, trial.problems) == (False, "", {})
    assert last_official(workspace) == get_run(workspace, official.run)


def test_another_pack_than_the_active_one_is_a_trial(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    deliver(workspace, WEEK1)
    use_pack(monkeypatch, active=False)
    record = check(workspace, [finding("1")])
    assert (record.official, record.trial_reason) == (False, "规则包不是生效的规则包")


def test_a_second_check_at_the_same_time_is_told(workspace: Workspace) -> None:
    deliver(workspace, WEEK1)
    with workspace.lease("check", what="校验"), pytest.raises(WorkspaceBusy):
        check(workspace, [])


def test_an_act_done_while_a_check_runs_is_kept_for_the_next_states(workspace: Workspace) -> None:
    deliver(workspace, WEEK1)
    first = check(workspace, [finding("1")])
    number = states(workspace, first)["1"]["problem_no"]

    def working(*arguments: object, **more: object) -> object:
        with Workspace.open(workspace.folder) as other:
            move_problems(other, "appeal.filed", [number], {"answer": "非异常"})
        return Says([finding("1")])(*arguments, **more)  # type: ignore[arg-type]

    deliver(workspace, WEEK2)
    second = runs.run_check(workspace, checker=working)  # type: ignore[arg-type]
    assert states(workspace, second)["1"]["state"] == "open"
    assert standing(workspace, [number])[number].state == "appealed"
    deliver(workspace, WEEK2 + timedelta(weeks=1))
    assert states(workspace, check(workspace, [finding("1")]))["1"]["state"] == "appealed"


def test_a_cancelled_run_leaves_nothing(workspace: Workspace) -> None:
    deliver(workspace, WEEK1)
    context = JobContext()

    def cancelling(*arguments: object, **more: object) -> object:
        context.cancel()
        return Says([finding("1")])(*arguments, **more)  # type: ignore[arg-type]

    with pytest.raises(Cancelled):
        runs.run_check(workspace, context=context, checker=cancelling)  # type: ignore[arg-type]
    assert list_runs(workspace) == []
    check(workspace, [finding("1")])
    assert len(list(workspace.runs_folder.iterdir())) == 1


def test_a_failing_checker_leaves_nothing_and_the_lease_is_free(workspace: Workspace) -> None:
    deliver(workspace, WEEK1)

    def broken(*_: object, **__: object) -> object:
        raise BadInput("坏了")

    with pytest.raises(BadInput, match="坏了"):
        runs.run_check(workspace, checker=broken)  # type: ignore[arg-type]
    assert list(workspace.runs_folder.iterdir()) == []
    assert check(workspace, []).official


def test_findings_are_copied_where_asked(workspace: Workspace, tmp_path: Path) -> None:
    deliver(workspace, WEEK1)
    record = check(workspace, [finding("1")], out=tmp_path / "out" / "f.parquet")
    assert sha256_file(tmp_path / "out" / "f.parquet") == record.files["findings.parquet"]


def test_problems_follow_the_original_number_of_a_new_account(workspace: Workspace) -> None:
    deliver(workspace, WEEK1)
    first = states(workspace, check(workspace, [finding("1"), finding("2")]))["1"]
    renumbered = [{**CUSTOMERS[0], "cons_no": "91", "orig_cons_no": "1"}, *CUSTOMERS[1:]]
    deliver(workspace, WEEK2, renumbered)
    problems = states(workspace, check(workspace, [finding("91"), finding("2")]))
    assert set(problems) == {"91", "2"}
    assert (problems["91"]["problem_no"], problems["91"]["state"]) == (first["problem_no"], "open")
    assert (problems["91"]["first_date"], problems["91"]["weeks_running"]) == (WEEK1, 2)


def test_an_original_number_that_still_lives_takes_nothing_along(workspace: Workspace) -> None:
    deliver(workspace, WEEK1)
    check(workspace, [finding("1")])
    split = [*CUSTOMERS, {**CUSTOMERS[0], "cons_no": "91", "orig_cons_no": "1"}]
    deliver(workspace, WEEK2, split)
    problems = states(workspace, check(workspace, [finding("1"), finding("91")]))
    assert {key: row["state"] for key, row in problems.items()} == {"1": "open", "91": "new"}


def test_stated_successions_are_followed_along_chains_into_parts_of_keys(workspace: Workspace) -> None:
    bill = finding("1|202610|M1", table="billing_month", customer="1")
    deliver(workspace, WEEK1)
    first = states(workspace, check(workspace, [finding("1"), bill]))
    told = [
        {"old_key": "1", "new_key": "51", "object_table": None},
        {"old_key": "51", "new_key": "91", "object_table": "用电客户"},
    ]
    deliver(workspace, WEEK2, [{**CUSTOMERS[0], "cons_no": "91"}], key_succession=told)
    checker = Says([], [verdict("91", "right")])
    problems = states(workspace, runs.run_check(workspace, checker=checker))
    assert set(problems) == {"91", "91|202610|M1"}
    assert problems["91"]["state"] == "fixed"
    assert problems["91|202610|M1"]["problem_no"] == first["1|202610|M1"]["problem_no"]
    assert {row["record_key"] for row in checker.watched} == {"91", "91|202610|M1"}


def test_a_circle_of_successions_moves_nothing(workspace: Workspace) -> None:
    deliver(workspace, WEEK1)
    check(workspace, [finding("1")])
    circle = [{"old_key": "1", "new_key": "5"}, {"old_key": "5", "new_key": "1"}]
    deliver(workspace, WEEK2, CUSTOMERS[1:], key_succession=circle)
    assert set(states(workspace, check(workspace, []))) == {"1"}


def test_two_keys_that_become_one_leave_the_older_problem_and_merge_the_other(workspace: Workspace) -> None:
    deliver(workspace, WEEK1)
    older = states(workspace, check(workspace, [finding("1")]))["1"]
    deliver(workspace, WEEK2)
    newer = states(workspace, check(workspace, [finding("1"), finding("2")]))["2"]
    record_succession(workspace, "customer", "1", "2", "并户")
    merged = check(workspace, [finding("2")])
    rows = {row["problem_no"]: row for row in states(workspace, merged).values()}
    rows |= {row["problem_no"]: row for row in _all(workspace, merged)}
    assert (rows[older["problem_no"]]["record_key"], rows[older["problem_no"]]["state"]) == ("2", "open")
    assert rows[older["problem_no"]]["first_date"] == WEEK1
    assert (rows[newer["problem_no"]]["state"], rows[newer["problem_no"]]["merged_into"]) == (
        "gone",
        older["problem_no"],
    )


def _all(workspace: Workspace, record: runs.RunRecord) -> list[dict[str, object]]:
    from tests.unit.workspace.fixtures import read_rows

    path = record.states_path(workspace)
    assert path is not None
    return read_rows(path)


def test_a_day_before_the_data_is_said(workspace: Workspace) -> None:
    deliver(workspace, WEEK2)
    early = "\n".join(check(workspace, [finding("1")], as_of=WEEK1).lines())
    assert f"今日 {WEEK1} 早于数据日期 {WEEK2}" in early
    assert "早于" not in "\n".join(check(workspace, [finding("1")]).lines())
