"""What each role may, asked of the core itself: no window and no command line stands between."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from census_app.foundation.engines import kept_engine
from census_app.foundation.errors import BadInput, CensusError
from census_app.foundation.processes import account_name
from census_app.matching.judging import Verdict
from census_app.workspace import acts
from census_app.workspace.imports.importing import import_into
from census_app.workspace.leases import holders
from census_app.workspace.linking.deciding import JudgedPair, Said, record_decisions
from census_app.workspace.linking.decisions import PairKey
from census_app.workspace.linking.disclosing import disclosed
from census_app.workspace.lists import issue_lists
from census_app.workspace.pack_life.install import install_pack
from census_app.workspace.people.directory import directory
from census_app.workspace.people.enabling import disable_people, enable_people
from census_app.workspace.people.model import Identity
from census_app.workspace.people.permissions import may, require
from census_app.workspace.people.resetting import issue_codes
from census_app.workspace.people.session import Session, use_session
from census_app.workspace.people.showing import standing
from census_app.workspace.precision.acts import judge_problems
from census_app.workspace.precision.settings import Outcome
from census_app.workspace.problems.acts import move_problems, undo
from census_app.workspace.problems.exemptions import approve_exemption
from census_app.workspace.problems.listing import problem_rows
from census_app.workspace.problems.succession import record_succession
from census_app.workspace.runs.rebuild import rebuild_states
from census_app.workspace.runs.run import run_check
from census_app.workspace.runs.void import void_run
from census_app.workspace.storage.backup import back_up
from census_app.workspace.storage.keeping import prune
from census_app.workspace.workspace import Workspace
from tests.unit.workspace.probe import write_pack

from .rosters import HEADER, PEOPLE, enabled, roster, take

NOT_SIGNED_IN = "还没有登录"


@pytest.fixture
def county(judged_county: Workspace, tmp_path: Path) -> Workspace:
    """Two weeks of problems in the stations 0301 and 0302, people enabled, nobody signed in."""
    enabled(judged_county, tmp_path / "people")
    return judged_county


def works(workspace: Workspace, account: str) -> Session:
    session = Session(account, Identity.PIN)
    use_session(workspace, session)
    return session


def numbers(workspace: Workspace, unit: str) -> list[str]:
    return [row["problem_no"] for row in _problems(workspace) if row["unit"] == unit and row["state"] != "fixed"]


def _problems(workspace: Workspace) -> list[dict[str, Any]]:

    with kept_engine(1) as connection:
        found = connection.execute(f"SELECT * FROM read_parquet('{problem_rows(workspace).file.as_posix()}')")
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


CHANGES: dict[str, Callable[[Workspace, Path], object]] = {
    "import": lambda w, t: import_into(w.folder, [write_pack(t / "x") / "manifest.yaml"]),
    "check": lambda w, t: run_check(w),
    "install": lambda w, t: install_pack(w, write_pack(t / "pack"), accept_unsigned=True),
    "void": lambda w, t: void_run(w, "20261109-001", "导错"),
    "succeed": lambda w, t: record_succession(w, "customer", "1", "2", "过户"),
    "prune": lambda w, t: prune(w),
    "rebuild": lambda w, t: rebuild_states(w),
    "back up": lambda w, t: back_up(w, t / "b.zip"),
    "disclose": lambda w, t: disclosed(w, "核实", "x", 1),
    "judge": lambda w, t: judge_problems(w, numbers(w, "0302"), Outcome.CONFIRMED, ""),
    "exempt": lambda w, t: approve_exemption(w, numbers(w, "0302"), "批准文号", date.today()),
    "answer": lambda w, t: move_problems(w, "answer.received", numbers(w, "0302"), {}),
    "lists": lambda w, t: issue_lists(w, [], week="2026-W48", anchor="x"),
    "people": lambda w, t: take(w, roster(t / "n.xlsx", [("new", "周普", "0301", "普查员", "")])),
    "codes": lambda w, t: issue_codes(w, ["boss"], t / "c.xlsx"),
    "enable": lambda w, t: enable_people(w, "0301"),
    "disable": lambda w, t: disable_people(w, "试试"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_without_signing_in_nothing_changes(county: Workspace, tmp_path: Path, name: str) -> None:
    head = acts.head(county.engine)
    with pytest.raises(CensusError, match=NOT_SIGNED_IN):
        CHANGES[name](county, tmp_path)
    assert acts.head(county.engine) == head


@pytest.mark.parametrize("name", [name for name in CHANGES if name not in ("disclose", "import")])
def test_a_surveyor_of_another_station_changes_nothing(county: Workspace, tmp_path: Path, name: str) -> None:
    works(county, "walk1")
    head = acts.head(county.engine)
    with pytest.raises(CensusError, match=r"walk1 不能在 .* 的角色"):
        CHANGES[name](county, tmp_path)
    assert acts.head(county.engine) == head


def test_a_refusal_says_what_is_missing_and_who_can(county: Workspace) -> None:
    works(county, "walk1")
    with pytest.raises(BadInput) as refused:
        require(county, "pack.install")
    assert refused.value.message == "walk1 不能在 青岭县供电公司 安装、退回规则包：要有 管理员、督察员 的角色"
    assert refused.value.advice == "请能做的人来做：王管（admin）、钱督（boss）"


def test_heads_judge_in_their_own_station_only(county: Workspace) -> None:
    works(county, "head1")
    own, other = numbers(county, "0301"), numbers(county, "0302")
    assert own and other
    act = judge_problems(county, own, Outcome.CONFIRMED, "")
    assert (act.actor, act.identity) == ("head1", "pin")
    for chosen in (other, [*own, *other]):
        with pytest.raises(BadInput, match="青岭县石桥供电所"):
            judge_problems(county, chosen, Outcome.CONFIRMED, "")
    assert may(county, "problem.judge", "030101") and not may(county, "problem.judge", "0302")
    # a unit nobody knows is the business of the workspace's own unit
    assert not may(county, "problem.judge", "9999")
    works(county, "boss")
    assert may(county, "problem.judge", "9999")


def test_an_act_is_undone_only_over_its_own_units(county: Workspace) -> None:
    works(county, "head2")
    act = approve_exemption(county, numbers(county, "0302"), "批准文号", date.today())
    works(county, "head1")
    with pytest.raises(BadInput, match="青岭县石桥供电所"):
        undo(county, act.seq, "错了")
    works(county, "head2")
    assert undo(county, act.seq, "错了").actor == "head2"


def test_who_is_stated_must_be_who_signed_in(county: Workspace) -> None:
    works(county, "boss")
    with pytest.raises(BadInput, match="不能以 admin 的名义"):
        void_run(county, "20261116-002", "导错", actor="admin")


def test_roles_taken_away_are_gone_at_once_in_every_open_workspace(county: Workspace, tmp_path: Path) -> None:
    works(county, "boss")
    require(county, "check.run")
    with Workspace.open(county.folder) as other:
        works(other, "admin")
        take(other, roster(tmp_path / "n.xlsx", [(*PEOPLE[1][:3], "普查员", "")], units=()))
    with pytest.raises(BadInput, match="boss 不能"):
        require(county, "check.run")


def test_a_person_who_left_or_has_not_come_may_nothing(county: Workspace, tmp_path: Path) -> None:
    works(county, "admin")
    tomorrow = date.today() + timedelta(days=1)
    header = (*HEADER, "生效日期")
    take(county, roster(tmp_path / "n.xlsx", [(*PEOPLE[1], tomorrow)], header, units=()))
    works(county, "boss")
    with pytest.raises(BadInput, match="不在名册的有效期内"):
        require(county, "check.run")
    with pytest.raises(BadInput, match="不在名册的有效期内"):
        acts.append(county.engine, "run.committed", "x", {})


def test_the_last_gate_stands_behind_every_function(county: Workspace) -> None:
    with pytest.raises(BadInput, match=NOT_SIGNED_IN):
        acts.append(county.engine, "moon.eaten", "", {})
    works(county, "walk1")
    for kind in ("moon.eaten", "run.voided", "people.imported", "problem.confirmed", "personal.erased"):
        with pytest.raises(BadInput, match="walk1 不能"):
            acts.append(county.engine, kind, "", {})
    works(county, "admin")
    assert acts.append(county.engine, "moon.eaten", "", {}).actor == "admin"


def test_a_station_administrator_cannot_rise(county: Workspace, tmp_path: Path) -> None:
    works(county, "admin")
    local = ("local", "吴管", "0301", "管理员", "")
    take(county, roster(tmp_path / "a.xlsx", [local], units=()))
    works(county, "local")
    take(county, roster(tmp_path / "b.xlsx", [("new", "周普", "0301", "普查员", "")], units=()))
    rises: list[tuple[str, ...]] = [
        ("local", "吴管", "0301", "管理员@青岭县供电公司", ""),
        ("new", "周普", "0302", "普查员", ""),
        ("admin", "王管", "0301", "普查员", ""),
    ]
    for row in rises:
        with pytest.raises(BadInput, match="管理单位和人员"):
            take(county, roster(tmp_path / "c.xlsx", [row], units=()))
    with pytest.raises(BadInput, match="管理单位和人员"):
        take(county, roster(tmp_path / "d.xlsx", [local], units=[("0301", "改名所", "所", "")]))
    with pytest.raises(BadInput, match="管理单位和人员"):
        issue_codes(county, ["admin"], tmp_path / "e.xlsx")
    report = take(county, roster(tmp_path / "f.xlsx", [local], units=()), codes=tmp_path / "g.xlsx")
    assert report.codes_issued == 2


def test_the_last_administrator_cannot_be_dropped(county: Workspace, tmp_path: Path) -> None:
    works(county, "admin")
    head = acts.head(county.engine)
    header = (*HEADER, "状态")
    for rows, columns, complete in (
        ([(*PEOPLE[0][:3], "普查员", "")], HEADER, False),
        ([(*PEOPLE[0], "离职")], header, False),
        ([PEOPLE[1]], HEADER, True),
    ):
        with pytest.raises(BadInput, match="没有管理员"):
            take(county, roster(tmp_path / "n.xlsx", rows, columns, units=()), complete=complete)
        with pytest.raises(BadInput, match="没有管理员"):
            take(
                county,
                roster(tmp_path / "n.xlsx", rows, columns, units=()),
                complete=complete,
                codes=tmp_path / "c.xlsx",
            )
    assert acts.head(county.engine) == head and not (tmp_path / "c.xlsx").exists()


def test_enabling_needs_an_administrator_who_can_sign_in(workspace: Workspace, tmp_path: Path) -> None:
    path = roster(tmp_path / "r.xlsx")
    with pytest.raises(BadInput, match="都登录不了"):
        take(workspace, path, enable=True)
    assert acts.list_acts(workspace.engine) == []
    take(workspace, path)
    with pytest.raises(BadInput, match="都登录不了"):
        enable_people(workspace)
    assert not directory(workspace.engine).enabled
    issue_codes(workspace, ["admin"], tmp_path / "codes.xlsx")
    assert enable_people(workspace).payload == {"unit": "03"}


def test_the_systems_account_is_a_person_when_the_roster_says_so(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [(*row, account_name() if row[0] == "admin" else "") for row in PEOPLE]
    take(workspace, roster(tmp_path / "r.xlsx", people, (*HEADER, "系统账号")), enable=True)
    act = acts.append(workspace.engine, "run.committed", "x", {})
    assert (act.actor, act.identity) == ("admin", "os")
    monkeypatch.setenv("LOGNAME", "boss")
    monkeypatch.setenv("USER", "boss")
    assert standing(workspace).account == "admin"
    with workspace.lease("x", what="试验"):
        assert [row["actor"] for row in holders(workspace)] == ["admin"]


def test_without_people_everything_is_as_before(workspace: Workspace, tmp_path: Path) -> None:
    take(workspace, roster(tmp_path / "r.xlsx"))
    require(workspace, "pack.install")
    mine = acts.append(workspace.engine, "run.voided", "x", {})
    said = acts.append(workspace.engine, "run.voided", "x", {}, actor="某人")
    assert (mine.actor, said.actor, said.identity) == (acts.current_actor(), "某人", "none")


def test_disabling_opens_everything_again_and_says_why(county: Workspace) -> None:
    works(county, "admin")
    with pytest.raises(BadInput, match="理由"):
        disable_people(county, " ")
    assert disable_people(county, "换系统").actor == "admin"
    use_session(county, None)
    require(county, "pack.install")
    assert enable_people(county).kind == "people.enabled"


def test_who_is_named_as_reviewer_must_be_one(county: Workspace) -> None:
    shown = JudgedPair(PairKey("self", "customer", "1", "2"), "f", ((), ()), {})
    works(county, "head1")
    for name in ("某人", "李普", "walk1"):
        with pytest.raises(BadInput, match="名册里没有可以判定比对的人"):
            record_decisions(county, [Said(shown, Verdict.ACCEPT, name)])
    (act,) = record_decisions(county, [Said(shown, Verdict.ACCEPT, "赵 所")])
    assert act.actor == "head1"
    works(county, "walk1")
    with pytest.raises(BadInput, match="walk1 不能"):
        record_decisions(county, [Said(shown, Verdict.NONE, "赵所")])


def test_a_substitute_has_the_roles_for_the_days_only(county: Workspace, tmp_path: Path) -> None:
    works(county, "admin")
    today = date.today()
    header = (*HEADER, "代理人", "代理开始", "代理结束")
    lent = (*PEOPLE[3], "walk1", today, today)
    take(county, roster(tmp_path / "n.xlsx", [lent], header, units=()))
    works(county, "walk1")
    assert judge_problems(county, numbers(county, "0302"), Outcome.CONFIRMED, "").actor == "walk1"
    works(county, "admin")
    past = today - timedelta(days=1)
    take(county, roster(tmp_path / "o.xlsx", [(*PEOPLE[3], "walk1", past, past)], header, units=()))
    works(county, "walk1")
    with pytest.raises(BadInput, match="walk1 不能"):
        judge_problems(county, numbers(county, "0302"), Outcome.CONFIRMED, "")
