"""Void, rebuild, verify, compare, exemptions and undo over one story of three official runs and a trial."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from census_app.foundation.canonical import sha256_file
from census_app.foundation.database import writing
from census_app.foundation.errors import BadInput
from census_app.workspace import acts
from census_app.workspace.lists import find_list, issue_list, issued_lists
from census_app.workspace.problems.acts import move_problems, pending_acts, standing, undo
from census_app.workspace.problems.exemptions import approve_exemption, revoke_exemption
from census_app.workspace.problems.listing import problem_rows
from census_app.workspace.runs.compare import compare_runs
from census_app.workspace.runs.rebuild import rebuild_states
from census_app.workspace.runs.record import get_run, last_official, list_runs, official_runs
from census_app.workspace.runs.void import void_effect, void_run
from census_app.workspace.verification.verify import verify_workspace
from census_app.workspace.workspace import Workspace

from .county import CUSTOMERS, PACK, check, deliver, use_pack
from .fixtures import finding, read_rows, verdict

DAYS = [date(2026, 11, 9), date(2026, 11, 16), date(2026, 11, 23)]


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Week 1 finds 1, 2, 3; a list is issued; week 2 (a wrong import) "fixes" 1 and finds 4; week 3 finds 1, 2."""
    with pytest.MonkeyPatch.context() as patch, Workspace.create(tmp_path_factory.mktemp("story") / "W") as made:
        use_pack(patch)
        deliver(made, DAYS[0])
        check(made, [finding("1"), finding("2"), finding("3")])
        sheet = made.folder / "exports" / "清单.xlsx"
        sheet.write_bytes(b"sheet")
        codes = {number: "c" for (number,) in problem_rows(made, "户号 in ('1', '2')").rows(["problem_no"])}
        anchor = acts.head(made.engine)
        issue_list(made, list_no="L1", unit="0301", week="2026-W46", row_codes=codes, anchor=anchor, file=sheet)
        deliver(made, DAYS[1])
        check(made, [finding("2"), finding("4")], [verdict("1", "right"), verdict("3", "gone")])
        check(made, [finding("2")], trial=True)
        deliver(made, DAYS[2])
        check(made, [finding("1"), finding("2")], [verdict("3", "right"), verdict("4", "right")])
        return made.folder


@pytest.fixture
def workspace(story: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    use_pack(monkeypatch)
    shutil.copytree(story, tmp_path / "W")
    with Workspace.open(tmp_path / "W") as opened:
        yield opened


def now(workspace: Workspace) -> dict[str, dict[str, Any]]:
    return {row["record_key"]: row for row in read_rows(problem_rows(workspace).file)}


def state(workspace: Workspace) -> dict[str, str]:
    return {key: row["state"] for key, row in now(workspace).items()}


def number(workspace: Workspace, key: str) -> str:
    return str(now(workspace)[key]["problem_no"])


def test_the_story_as_told(workspace: Workspace) -> None:
    assert state(workspace) == {"1": "reopened", "2": "assigned", "3": "fixed", "4": "fixed"}


def test_rebuilding_from_runs_and_acts_gives_the_same_bytes(workspace: Workspace) -> None:
    before = [record.states_sha256 for record in official_runs(workspace)]
    report = rebuild_states(workspace)
    assert report.same and len(report.runs) == 3
    assert [record.states_sha256 for record in official_runs(workspace)] == before
    assert verify_workspace(workspace).faults == []


@pytest.mark.parametrize("damage", ["remove", "change"])
def test_rebuilding_repairs_lost_or_changed_states(workspace: Workspace, damage: str) -> None:
    before = now(workspace)
    record = official_runs(workspace)[1]
    path = record.states_path(workspace)
    assert path is not None
    other = official_runs(workspace)[0].states_path(workspace)
    assert other is not None
    if damage == "remove":
        path.unlink()
    else:
        shutil.copyfile(other, path)
    assert verify_workspace(workspace).faults != []
    report = rebuild_states(workspace)
    assert [entry.same for entry in report.runs] == [True, False, True]
    assert verify_workspace(workspace).faults == []
    assert now(workspace) == before
    assert rebuild_states(workspace).same


def test_voiding_a_wrong_import_takes_back_what_it_did(workspace: Workspace) -> None:
    wrong = official_runs(workspace)[1]
    numbers = {key: row["problem_no"] for key, row in now(workspace).items()}
    report = void_run(workspace, wrong.run, "导错了文件")
    assert report.changed == (official_runs(workspace)[-1].run,)
    assert state(workspace) == {"1": "assigned", "2": "assigned", "3": "fixed"}
    problem = now(workspace)["1"]
    assert (problem["reopened"], problem["weeks_running"]) == (0, 2)
    assert all(row["problem_no"] == numbers[key] for key, row in now(workspace).items())
    assert get_run(workspace, wrong.run).void_act is not None
    assert verify_workspace(workspace).faults == []
    assert rebuild_states(workspace).same
    assert (wrong.folder(workspace) / "findings.parquet").is_file()


def test_voiding_the_last_run_lets_the_one_before_count_again(workspace: Workspace) -> None:
    void_run(workspace, official_runs(workspace)[-1].run, "导错了文件")
    assert state(workspace) == {"1": "fixed", "2": "assigned", "3": "gone", "4": "new"}
    deliver(workspace, DAYS[2])
    assert check(workspace, [finding("1")]).official
    assert state(workspace)["1"] == "reopened"
    assert rebuild_states(workspace).same
    assert verify_workspace(workspace).faults == []


def test_a_number_given_out_by_a_voided_run_never_means_another_problem(workspace: Workspace) -> None:
    wrong = official_runs(workspace)[1]
    fourth = number(workspace, "4")
    void_run(workspace, wrong.run, "导错了文件")
    deliver(workspace, DAYS[2])
    check(workspace, [finding("4"), finding("5")])
    assert number(workspace, "4") == fourth


@pytest.mark.parametrize(("reason", "again"), [(" ", False), ("导错了", True)])
def test_voiding_needs_a_reason_and_happens_once(workspace: Workspace, reason: str, again: bool) -> None:
    run = official_runs(workspace)[-1].run
    if again:
        void_run(workspace, run, "导错了")
    before = acts.head(workspace.engine)
    with pytest.raises(BadInput):
        void_run(workspace, run, reason)
    with pytest.raises(BadInput, match="没有这个批次"):
        void_run(workspace, "nowhere", "导错了")
    assert acts.head(workspace.engine) == before


def test_two_runs_compared_row_by_row(workspace: Workspace, tmp_path: Path) -> None:
    first, second = official_runs(workspace)[:2]
    comparison = compare_runs(workspace, first.run, second.run, tmp_path / "c.parquet")
    assert comparison.total == {"new": 1, "gone": 2, "same": 1, "altered": 0}
    changes = {row["record_key"]: row["change"] for row in read_rows(tmp_path / "c.parquet")}
    assert changes == {"1": "gone", "2": "same", "3": "gone", "4": "new"}


def test_a_comparison_counts_by_unit_too_and_is_written_for_people(workspace: Workspace, tmp_path: Path) -> None:
    first, second = official_runs(workspace)[:2]
    comparison = compare_runs(workspace, first.run, second.run, tmp_path / "比较.csv")
    assert comparison.units == {"0301": {"new": 1, "gone": 2, "same": 1, "altered": 0}}
    assert comparison.names["0301"] == "柳河供电所"
    lines = (tmp_path / "比较.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("变化,值有变,规则")
    assert sorted(line.split(",")[0] for line in lines[1:]) == ["仍在", "新增", "消失", "消失"]
    assert any("柳河供电所" in line for line in comparison.lines())


def test_a_comparison_says_which_shown_value_changed_where_the_message_did_not(
    workspace: Workspace, tmp_path: Path
) -> None:
    second = official_runs(workspace)[1]
    deliver(workspace, DAYS[2])
    moved = {**finding("2"), "values": '{"供电单位名称":"柳河中心供电所"}'}
    third = check(workspace, [moved])
    comparison = compare_runs(workspace, second.run, third.run, tmp_path / "比较.csv")
    assert comparison.total["altered"] == 1
    with (tmp_path / "比较.csv").open(encoding="utf-8-sig", newline="") as stream:
        told = [row["变了的值"] for row in csv.DictReader(stream) if row["值有变"]]
    assert told and "供电单位名称 （空） → 柳河中心供电所" in told[0]


def test_a_comparison_in_a_form_nobody_writes_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    first, second = official_runs(workspace)[:2]
    with pytest.raises(BadInput, match="docx"):
        compare_runs(workspace, first.run, second.run, tmp_path / "比较.docx")
    assert list(tmp_path.glob("比较*")) == []


def test_what_voiding_would_change_is_told_without_doing_it(workspace: Workspace) -> None:
    wrong, last = official_runs(workspace)[1:]
    before = acts.head(workspace.engine), now(workspace), sorted(workspace.runs_folder.rglob("*"))
    effect = void_effect(workspace, wrong.run)
    assert (acts.head(workspace.engine), now(workspace), sorted(workspace.runs_folder.rglob("*"))) == before
    assert (effect.changed, effect.live_before, effect.live_after, effect.vanishing) == ((last.run,), 2, 2, 1)
    assert effect.lists == 0
    void_run(workspace, wrong.run, "导错了文件")
    assert "4" not in now(workspace)


def test_voiding_the_first_run_tells_of_lists_that_name_what_vanishes(workspace: Workspace) -> None:
    only = official_runs(workspace)
    for run in only[1:]:
        void_run(workspace, run.run, "导错了文件")
    effect = void_effect(workspace, only[0].run)
    assert (effect.live_after, effect.vanishing, effect.lists) == (0, 3, 1)
    assert "1 份" in effect.lines()[1]


def test_voiding_a_trial_changes_no_problem(workspace: Workspace) -> None:
    trial = next(record for record in list_runs(workspace) if not record.official)
    effect = void_effect(workspace, trial.run)
    assert (effect.official, effect.changed, effect.vanishing) == (False, (), 0)
    assert "试算" in effect.lines()[0]


def test_an_untouched_workspace_verifies(workspace: Workspace) -> None:
    report = verify_workspace(workspace)
    assert report.faults == []
    assert (report.runs, report.anchors) == (4, 1)
    assert report.files > 20 and report.parts > 0


TAMPERING = [
    "UPDATE runs SET findings = 7",
    "UPDATE runs SET digest = 'x'",
    "UPDATE runs SET data_date = '2026-01-01' WHERE official",
    "UPDATE runs SET official = NOT official",
    "UPDATE runs SET void_act = 1",
    "UPDATE runs SET inputs = '{}'",
    "UPDATE runs SET files = '{}'",
    "UPDATE runs SET rules = 'broken'",
    "UPDATE runs SET states_sha256 = 'x' WHERE official",
    "UPDATE runs SET run = 'x' WHERE act = (SELECT min(act) FROM runs)",
    "DELETE FROM runs WHERE act = (SELECT max(act) FROM runs)",
    "DELETE FROM acts WHERE seq = (SELECT max(seq) FROM acts)",
    "UPDATE acts SET payload = replace(payload, '0301', '0302') WHERE kind = 'list.issued'",
    "UPDATE part SET manifest = replace(manifest, 'complete', 'partial')",
    "UPDATE part SET sha256 = 'x'",
    "DELETE FROM part",
    "UPDATE snapshot SET manifest = replace(manifest, '2026', '2025')",
]


@pytest.mark.parametrize("statement", TAMPERING)
def test_a_changed_or_removed_row_is_found(workspace: Workspace, statement: str) -> None:
    head = acts.head(workspace.engine)
    assert verify_workspace(workspace, printed_heads=[head]).faults == []
    with writing(workspace.engine) as connection:
        for event in ("update", "delete"):
            connection.exec_driver_sql(f"DROP TRIGGER acts_never_{event}")
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        if statement.startswith("DELETE FROM acts"):
            connection.exec_driver_sql("DELETE FROM runs WHERE act = (SELECT max(seq) FROM acts)")
        connection.exec_driver_sql(statement)
    assert verify_workspace(workspace, printed_heads=[head]).faults != []


def test_a_changed_byte_in_any_file_is_found(workspace: Workspace) -> None:
    files = [path for name in ("runs", "parts") for path in (workspace.folder / name).rglob("*") if path.is_file()]
    for path in files:
        content = path.read_bytes()
        path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
        assert len(verify_workspace(workspace).faults) == 1, path
        path.write_bytes(content)
    files[0].unlink()
    assert len(verify_workspace(workspace).faults) == 1


def test_an_issued_list_can_be_held_against_what_comes_back(workspace: Workspace) -> None:
    entry = find_list(workspace, "L1")
    assert set(entry.problems) == {number(workspace, "1"), number(workspace, "2")}
    assert entry.run == official_runs(workspace)[0].run
    assert [found.list_no for found in issued_lists(workspace, "2026-W46")] == ["L1"]
    assert issued_lists(workspace, "2026-W47") == []
    with pytest.raises(BadInput, match="没有发出过"):
        find_list(workspace, "L2")


def test_an_exemption_holds_while_nothing_changes_and_then_lapses_to_review(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = number(workspace, "1"), number(workspace, "2")
    approve_exemption(workspace, [one.lower(), two], "省公司批复 12 号", date(2026, 12, 31), today=DAYS[2])
    assert state(workspace)["1"] == state(workspace)["2"] == "exempted"
    deliver(workspace, date(2026, 11, 30))
    changed = finding("2", values='{"合同容量":"250","受电设备.铭牌容量":"400"}')
    check(workspace, [finding("1"), changed])
    assert (state(workspace)["1"], state(workspace)["2"]) == ("exempted", "in_review")
    assert now(workspace)["2"]["reason"] == "exemption_changed"
    rule = PACK.rules[0]
    use_pack(monkeypatch, PACK.model_copy(update={"rules": (rule.model_copy(update={"scope": "合同容量 > 5"}),)}))
    deliver(workspace, date(2026, 12, 7))
    check(workspace, [finding("1")])
    assert state(workspace)["1"] == "in_review"


def test_an_exemption_ends_on_its_day_even_unseen(workspace: Workspace) -> None:
    approve_exemption(workspace, [number(workspace, "1")], "批复", date(2026, 11, 30), today=DAYS[2])
    deliver(workspace, date(2026, 11, 30))
    check(workspace, [])
    assert state(workspace)["1"] == "exempted"
    deliver(workspace, date(2026, 12, 1))
    check(workspace, [])
    assert (state(workspace)["1"], now(workspace)["1"]["reason"]) == ("in_review", "exemption_expired")
    assert rebuild_states(workspace).same


@pytest.mark.parametrize(("reason", "until"), [(" ", date(2026, 12, 31)), ("批复", date(2026, 11, 1))])
def test_an_exemption_needs_a_reason_and_a_day_ahead(workspace: Workspace, reason: str, until: date) -> None:
    with pytest.raises(BadInput):
        approve_exemption(workspace, [number(workspace, "1")], reason, until, today=DAYS[2])


def test_an_act_that_does_not_fit_one_problem_is_refused_whole(workspace: Workspace) -> None:
    open_one, fixed = number(workspace, "1"), number(workspace, "3")
    before = acts.head(workspace.engine)
    with pytest.raises(BadInput, match="已证实"):
        approve_exemption(workspace, [open_one, fixed], "批复", date(2026, 12, 31), today=DAYS[2])
    with pytest.raises(BadInput, match="短号写错了"):
        approve_exemption(workspace, ["BBBBBB3"], "批复", date(2026, 12, 31), today=DAYS[2])
    with pytest.raises(BadInput, match="不能这样处理"):
        move_problems(workspace, "explanation.accepted", [open_one])
    assert acts.head(workspace.engine) == before


def test_undo_puts_problems_back_and_is_itself_an_act(workspace: Workspace) -> None:
    one, two = number(workspace, "1"), number(workspace, "2")
    before = state(workspace)
    exempted = approve_exemption(workspace, [one, two], "批复", date(2026, 12, 31), today=DAYS[2])
    revoked = revoke_exemption(workspace, [two], "误批")
    assert state(workspace)["2"] == "in_review"
    with pytest.raises(BadInput, match="之后又有"):
        undo(workspace, exempted.seq, "点错了")
    undo(workspace, revoked.seq, "点错了")
    assert standing(workspace, [two])[two].exempt_until == date(2026, 12, 31)
    undo(workspace, exempted.seq, "点错了")
    assert state(workspace) == before
    with pytest.raises(BadInput, match="已经撤销过"):
        undo(workspace, exempted.seq, "点错了")
    assert len(pending_acts(workspace)) == 4
    assert acts.verify(workspace.engine) == []


def test_what_an_official_run_has_built_on_cannot_be_undone(workspace: Workspace) -> None:
    issued = acts.list_acts(workspace.engine, kinds=["list.issued"])[0]
    with pytest.raises(BadInput, match="已有正式校验"):
        undo(workspace, issued.seq, "点错了")


def test_acts_between_runs_enter_the_next_states(workspace: Workspace) -> None:
    two = number(workspace, "2")
    move_problems(workspace, "answer.received", [two], {"answer": "已整改"}, personal={"answered_by": "张志强"})
    move_problems(workspace, "answer.accepted", [two])
    assert state(workspace)["2"] == "claimed"
    deliver(workspace, date(2030, 1, 7))
    check(workspace, [], [verdict("2", "right")])
    assert state(workspace)["2"] == "fixed"
    assert rebuild_states(workspace).same
    assert verify_workspace(workspace).faults == []


def test_rebuild_follows_successions_without_the_snapshots(workspace: Workspace) -> None:
    renumbered = [{**CUSTOMERS[0], "cons_no": "91", "orig_cons_no": "1"}, *CUSTOMERS[1:]]
    deliver(workspace, date(2026, 11, 30), renumbered)
    check(workspace, [finding("91")])
    shutil.rmtree(workspace.folder / "parts")
    assert rebuild_states(workspace).same


def test_a_states_file_is_replaced_only_together_with_its_row(workspace: Workspace) -> None:
    void_run(workspace, official_runs(workspace)[0].run, "导错了")
    for record in list_runs(workspace):
        if record.states_file and record.void_act is None:
            path = record.states_path(workspace)
            assert path is not None and sha256_file(path) == record.states_sha256
            assert len(list(record.folder(workspace).glob("states*"))) == 1
    last = last_official(workspace)
    assert last is not None and last.states_file != "states.parquet"
