"""The real rulebook and engine over small snapshots: what they say is what moves problems."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from census_app.archive.fabricate import Masked
from census_app.archive.model import Completeness, TableCoverage
from census_app.foundation.errors import BadInput
from census_app.workspace.problems.exemptions import approve_exemption
from census_app.workspace.problems.listing import problem_rows
from census_app.workspace.runs.rebuild import rebuild_states
from census_app.workspace.runs.run import run_check
from census_app.workspace.verification.verify import verify_workspace
from census_app.workspace.workspace import Workspace
from tests.unit.workspace.county import deliver
from tests.unit.workspace.fixtures import read_rows
from tests.unit.workspace.in_force import put_in_force, write_pack
from tests.unit.workspace.probe import MANIFEST

RULES = """
- id: R042
  version: 1
  title: {zh: 运行容量大于合同容量}
  category: 供电电源与受电设备
  severity: urgent
  table: 用电客户
  scope: 在册(用户状态)
  wrong:
    - id: 超合同
      when: 运行容量 > 合同容量 * :倍数
      accuses: [运行容量, 合同容量]
      says: {zh: "运行容量 {运行容量} 大于合同容量 {合同容量}"}
  shows: [用户名称]
  params: {倍数: {value: 1}}
  remedy: {zh: 核对}
  source: {kind: engineering}
"""
W1, W2, W3 = date(2026, 11, 9), date(2026, 11, 16), date(2026, 11, 23)


def customer(
    number: int, run: object, contract: object = 100, status: str = "正常用电客户", **more: Any
) -> dict[str, Any]:
    return {
        "cons_no": str(number), "cons_name": "赵小芳", "org_no": "0301" if number < 5 else "0302",
        "cons_status": status, "run_cap": run, "contract_cap": contract,
    } | more  # fmt: skip


@pytest.fixture
def probe(workspace: Workspace) -> Workspace:
    put_in_force(workspace, write_pack(workspace.folder.parent / "probe", pack=MANIFEST, rules=RULES))
    return workspace


def states(workspace: Workspace) -> dict[str, str]:
    return dict(problem_rows(workspace).rows(["record_key", "state"]))  # type: ignore[arg-type]


def test_two_real_weeks_end_as_the_data_say(probe: Workspace) -> None:
    deliver(probe, W1, [customer(number, 200) for number in range(1, 8)])
    first = run_check(probe)
    assert first.official and first.findings == 7 and first.errors == {}
    assert set(states(probe).values()) == {"new"}
    second = [
        customer(1, 90),
        customer(2, 200),
        customer(3, 200, status="已销户客户"),
        customer(4, None),
        customer(6, 300),
        customer(7, 200),
    ]
    deliver(probe, W2, second)
    run_check(probe)
    assert states(probe) == {
        "1": "fixed", "2": "open", "3": "left_scope", "4": "cannot_judge", "5": "gone", "6": "open", "7": "open",
    }  # fmt: skip
    assert rebuild_states(probe).same
    assert verify_workspace(probe).faults == []


def test_a_partial_export_accuses_nobody_and_proves_nothing(probe: Workspace) -> None:
    deliver(probe, W1, [customer(1, 200), customer(6, 200)])
    run_check(probe)
    snapshot = probe.catalogue.open()
    part = snapshot.table_parts("customer")[0]
    deliver(probe, W2, [customer(1, 90)])
    fresh = probe.catalogue.open()
    covered = {
        **fresh.manifest.coverage,
        "customer": TableCoverage(
            completeness=Completeness.PARTIAL, data_date=W2, units=("0301",), fields=tuple(part.fields), rows=1
        ),
    }
    manifest = fresh.manifest.model_copy(update={"snapshot": "partial", "coverage": covered})
    probe.catalogue.commit_import(list(fresh.parts.values()), manifest, "{}")
    run_check(probe)
    assert states(probe) == {"1": "fixed", "6": "open"}
    assert [key for (key,) in problem_rows(probe, "未复验").rows(["record_key"])] == ["6"]


def test_columns_that_were_not_delivered_prove_nothing(probe: Workspace) -> None:
    deliver(probe, W1, [customer(1, 200), customer(2, 200)])
    run_check(probe)
    deliver(probe, W2, [{key: value for key, value in customer(1, 0).items() if key != "run_cap"}])
    run_check(probe)
    assert states(probe)["1"] == "open"


def test_an_exemption_is_bound_to_the_values_the_engine_shows(probe: Workspace) -> None:
    deliver(probe, W1, [customer(1, 200), customer(2, 200)])
    run_check(probe)
    numbers = [number for (number,) in problem_rows(probe).rows(["problem_no"])]
    approve_exemption(probe, numbers, "批复", date(2027, 1, 1), today=W1)
    deliver(probe, W2, [customer(1, 200, cons_name="钱小芳"), customer(2, 250)])
    run_check(probe)
    assert states(probe) == {"1": "exempted", "2": "in_review"}


def test_a_changed_parameter_withdraws(probe: Workspace) -> None:
    deliver(probe, W1, [customer(1, 200), customer(2, 400)])
    run_check(probe)
    changed = RULES.replace("{value: 1}", "{value: 3}")
    put_in_force(probe, write_pack(probe.folder.parent / "changed", pack=MANIFEST, rules=changed))
    deliver(probe, W2, [customer(1, 200), customer(2, 400)])
    run_check(probe)
    assert states(probe) == {"1": "withdrawn", "2": "open"}
    deliver(probe, W3, [customer(1, 200), customer(2, 100)])
    run_check(probe)
    assert states(probe) == {"1": "withdrawn", "2": "fixed"}


def test_names_are_masked_in_everything_a_run_leaves(probe: Workspace) -> None:
    deliver(probe, W1, [customer(1, 200), customer(2, Masked("2**"))])
    record = run_check(probe)
    assert record.findings == 1
    for path in record.folder(probe).iterdir():
        content = str(read_rows(path)) if path.suffix == ".parquet" else path.read_text(encoding="utf-8")
        assert "赵小芳" not in content, path.name
    assert "赵小芳" not in str(list(problem_rows(probe).rows(["message", "values", "customer_name"])))


def test_the_pack_at_a_path_is_tried_not_applied(probe: Workspace, tmp_path: Path) -> None:
    deliver(probe, W1, [customer(1, 200)])
    other = write_pack(tmp_path / "pack", pack=MANIFEST.replace("1.0.0", "2.0.0"), rules=RULES)
    assert run_check(probe, pack=other).official is False
    assert states(probe) == {}


def test_a_pack_with_errors_is_refused_with_the_first(probe: Workspace) -> None:
    deliver(probe, W1, [customer(1, 200)])
    wrong = RULES.replace("运行容量 >", "运行容里 >")
    put_in_force(probe, write_pack(probe.folder.parent / "wrong", pack=MANIFEST, rules=wrong))
    with pytest.raises(BadInput, match="运行容里"):
        run_check(probe)
    assert list(probe.runs_folder.iterdir()) == []


def test_checking_an_empty_workspace_says_to_import_first(probe: Workspace) -> None:
    with pytest.raises(BadInput, match="census import"):
        run_check(probe)
