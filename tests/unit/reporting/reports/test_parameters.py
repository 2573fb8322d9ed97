"""What the county's parameters do, told beside the bulletin: the same data judged by the province's alone."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from census_app.reporting.reports.publishing import Wanted, published_reports, write_report
from census_app.reporting.reports.why import resolve_code
from census_app.workspace.runs.run import run_check
from census_app.workspace.workspace import Workspace
from tests.unit.workspace.county import deliver
from tests.unit.workspace.in_force import put_in_force
from tests.unit.workspace.in_force import write_pack as write_override
from tests.unit.workspace.probe import W2, write_pack

OVERRIDE = """
id: county-thresholds
title: 青岭县阈值
version: 1.0.0
issuer: 青岭县供电公司
dictionary: "1"
effective_from: 2026-01-01
overrides: probe
level: county
"""
ENTRIES = "- {rule: R042, params: {倍数: 1.15}, reason: 县里季节性负荷大}\n"
RUNNING = (100, 110, 120, 130, 90, 200)


@pytest.fixture
def overridden(tmp_path: Path) -> Workspace:
    with Workspace.create(tmp_path / "W") as workspace:
        put_in_force(workspace, write_pack(tmp_path / "probe"))
        put_in_force(workspace, write_override(tmp_path / "county", pack=OVERRIDE, overrides=ENTRIES))
        rows = [
            {"cons_no": str(number), "cons_name": "赵小芳", "org_no": "0301", "cons_status": "正常用电客户",
             "contract_cap": 100, "run_cap": run}
            for number, run in enumerate(RUNNING, 1)
        ]  # fmt: skip
        deliver(workspace, W2, rows)
        run_check(workspace)
    return Workspace.open(tmp_path / "W")


def test_the_effect_is_counted_against_the_province(overridden: Workspace, tmp_path: Path) -> None:
    with overridden as workspace:
        write_report(workspace, Wanted("bulletin", "2026-W47", today=date(2026, 11, 18)), tmp_path / "out")
        codes = published_reports(workspace)[-1].payload["codes"]
        by_figure = {one["figure"]: (code, one) for code, one in codes.items()}
        assert "parameter_gain" not in by_figure
        code, loss = by_figure["parameter_loss"]
        assert loss["value"] == "1"
        answer = resolve_code(workspace, code)
        assert answer.agrees and [row[1] for row in answer.behind.rows] == ["2"]
        code, core = by_figure["base_core"]
        assert (core["part"], core["whole"]) == ("2", "6")
        assert resolve_code(workspace, code).agrees
        assert {(one["part"], one["whole"]) for one in codes.values() if one["figure"] == "core" and "part" in one} == {
            ("3", "6")
        }
    page = (tmp_path / "out" / "双周通报_2026-W47.html").read_text(encoding="utf-8")
    text = re.sub(r"<i>\w+</i>|<[^>]+>", "", page)
    assert "R042 倍数" in text and "1 → 1.15" in text and "少报 1 条" in text
