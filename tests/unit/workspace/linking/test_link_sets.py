"""Link sets in a workspace: only a fitting, recorded and undamaged one is read, and every run says which."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from census_app.checking.explaining.explanation import LINK_VERDICTS
from census_app.checking.rehearsal.corrections import Correction
from census_app.foundation.database import writing
from census_app.foundation.engines import kept_engine
from census_app.matching.links import (
    Covered,
    CoverVerdict,
    Decision,
    Link,
    LinkedSource,
    LinkSet,
    LinkSetManifest,
    load_covered,
    load_links,
    parts_of,
    write_link_set,
)
from census_app.workspace.explaining import explain_record
from census_app.workspace.linking.link_sets import links_folder, links_for, record_link_set
from census_app.workspace.linking.making import make_links
from census_app.workspace.localisation.localise import localise
from census_app.workspace.problems.listing import problem_rows
from census_app.workspace.rehearsal.model import Outcome
from census_app.workspace.rehearsal.rehearse import rehearse
from census_app.workspace.runs.run import run_check
from census_app.workspace.verification.verify import verify_workspace
from census_app.workspace.workspace import Workspace
from tests.unit.workspace.county import deliver
from tests.unit.workspace.in_force import put_in_force, write_pack
from tests.unit.workspace.probe import MANIFEST

RULES = """
- id: R088
  version: 1
  title: {zh: 姓名与核验不一致}
  category: 客户基础档案
  severity: important
  table: 用电客户
  scope: 在册(用户状态)
  wrong:
    - id: 无名
      when: 为空(用户名称)
      accuses: [用户名称]
      says: {zh: "{用户编号}没有户名"}
    - id: 比对不同
      when: 公安比对 is not null and 用户名称 <> 公安比对.姓名
      accuses: [用户名称]
      says: {zh: "户名“{用户名称}”，登记的是“{公安比对.姓名}”"}
  remedy: {zh: 核对}
  source: {kind: engineering}
"""
W1, W2 = date(2026, 11, 9), date(2026, 11, 16)
PEOPLE = [{"record_no": "P1", "person_name": "赵晓芳"}]


def customers(name: str) -> list[dict[str, Any]]:
    return [{"cons_no": "1", "cons_name": name, "org_no": "0301", "cons_status": "正常用电客户"}]


def link(workspace: Workspace, name: str, *, recorded: bool = True) -> LinkSet:
    """Customer 1 is linked with person P1 on the newest snapshot."""
    snapshot = workspace.catalogue.open()
    manifest = LinkSetManifest(
        link_set=name,
        created_at="2026-11-25T08:00:00+08:00",
        parts={table: parts_of(snapshot, table) for table in ("customer", "gov_population")},
        sources={"gov_population": LinkedSource(table="gov_population", left_tables=("customer",))},
    )
    found = Link("gov_population", "customer", "1", "P1", 0, Decimal(20), Decimal("0.999"), Decision.AUTO)
    with kept_engine(1) as connection:
        load_links(connection, "made_links", [found])
        load_covered(connection, "made_covered", [Covered("gov_population", "customer", "1", CoverVerdict.LINKED)])
        made = write_link_set(links_folder(workspace), manifest, connection, "made_links", "made_covered")
    if recorded:
        with writing(workspace.engine) as connection:
            record_link_set(connection, made, snapshot.manifest.snapshot)
    return made


@pytest.fixture
def probe(workspace: Workspace) -> Workspace:
    put_in_force(workspace, write_pack(workspace.folder.parent / "probe", pack=MANIFEST, rules=RULES))
    deliver(workspace, W1, customers("赵小芳"), gov_population=PEOPLE)
    return workspace


def states(workspace: Workspace) -> list[str]:
    return [row[0] for row in problem_rows(workspace).rows(["state"])]


def test_a_problem_found_by_a_link_waits_for_the_next_links(probe: Workspace) -> None:
    made = link(probe, "L1")
    first = run_check(probe)
    assert (first.findings, first.inputs["link_set"]["link_set"]) == (1, "L1")
    assert first.inputs["link_set"]["files"] == made.manifest.files
    assert "关联集 L1" in first.lines()
    deliver(probe, W2, customers("赵晓芳"), gov_population=PEOPLE)
    outdated = run_check(probe)
    assert (outdated.findings, outdated.inputs["link_set"]) == (0, {})
    assert "关联集 L1 已过时" in "".join(outdated.as_json()["notes"])
    assert states(probe) == ["open"]
    link(probe, "L2")
    assert run_check(probe).problems == {"fixed": 1}
    assert verify_workspace(probe).faults == []


def test_without_any_link_set_the_run_says_nothing_of_it(probe: Workspace) -> None:
    record = run_check(probe)
    assert (record.findings, record.inputs["link_set"], record.inputs["notes"]) == (0, {}, [])
    assert record.rules["R088"]["right"] == 1


def test_a_link_set_without_an_act_does_not_exist(probe: Workspace) -> None:
    link(probe, "L1", recorded=False)
    assert links_for(probe, probe.catalogue.open()).links is None


def test_a_damaged_link_set_is_not_read_and_an_older_one_is(probe: Workspace) -> None:
    link(probe, "L1")
    damaged = link(probe, "L2")
    damaged.links_file.write_bytes(b"x")
    assert "links.parquet" in "".join(verify_workspace(probe).faults)
    chosen = links_for(probe, probe.catalogue.open())
    assert chosen.links is not None and chosen.links.manifest.link_set == "L1"
    damaged.covered_file.unlink()
    assert links_for(probe, probe.catalogue.open()).links == chosen.links


def test_a_rehearsal_leaves_what_a_link_accuses(probe: Workspace) -> None:
    link(probe, "L1")
    run_check(probe)
    told = rehearse(probe, [Correction("用电客户", "1", "用户名称", "赵晓芳")])
    assert [(one.rule_id, one.outcome, one.reached) for one in told.problems] == [("R088", Outcome.LEFT, False)]


def test_a_problem_by_a_link_is_not_traced_to_a_field(probe: Workspace) -> None:
    link(probe, "L1")
    run_check(probe)
    found = localise(probe, "1").located
    assert (found.sets, [one.note for one in found.aside]) == ((), ["由比对结果报的，改正后要重新比对才知道"])


def test_an_explanation_of_a_record_names_its_link(probe: Workspace) -> None:
    link(probe, "L1")
    told = explain_record(probe, "R088", "1")
    assert told.verdict == "wrong"
    assert f"比对 公安核验：{LINK_VERDICTS['linked']}　P1（自动，20.000 分）" in told.lines()


def test_a_register_of_which_nothing_can_be_compared_is_said_to_be_one(workspace: Workspace) -> None:
    masked = [{"record_no": "P1", "person_name": "赵**", "cert_no": "4**************4"}]
    deliver(workspace, W1, customers("赵小芳"), gov_population=masked)
    manifest = make_links(workspace, only=["gov_population"]).manifest
    (said,) = manifest.sources["gov_population"].warnings
    assert manifest.warnings == (said,), "what a program reads"
    assert "没有一对记录可以比" in said
    assert "请对方改给证件号的哈希" in said
    at_home = [masked[0] | {"home_addr": "青岭县柳河镇王庄村5组18号", "cert_no": "430101********4"}]
    customer = [one | {"elec_addr": at_home[0]["home_addr"]} for one in customers("赵小芳")]
    deliver(workspace, W2, customer, gov_population=at_home)
    (said,) = make_links(workspace, only=["gov_population"]).manifest.sources["gov_population"].warnings
    assert "绝大多数脱敏" in said
    assert "请对方改给证件号的哈希" in said
    shown = [*PEOPLE, {"record_no": "P2", "person_name": "赵小芳"}]
    deliver(workspace, W2 + timedelta(days=7), customers("赵小芳"), gov_population=shown)
    assert make_links(workspace, only=["gov_population"]).manifest.sources["gov_population"].warnings == ()
