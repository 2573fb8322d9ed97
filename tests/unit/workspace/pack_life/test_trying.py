"""Trying a pack says what installing it would, and writes nothing."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from census_app.foundation.errors import BadInput
from census_app.workspace import acts
from census_app.workspace.pack_life.install import install_pack
from census_app.workspace.pack_life.trying import try_pack
from census_app.workspace.workspace import Workspace
from tests.unit.workspace.county import deliver

from .sample import customer, sample

NOW = datetime(2026, 11, 25, 9).astimezone()


def test_every_stage_but_the_last_and_nothing_is_written(workspace: Workspace, tmp_path: Path) -> None:
    deliver(workspace, date(2026, 11, 20), [customer(1, 150, 100)])
    pack = sample(tmp_path / "包")
    before = acts.head(workspace.engine)
    report = try_pack(workspace, pack, accept_unsigned=True, now=NOW)
    assert report.passed
    assert [stage.name for stage in report.stages] == ["verify", "parse", "lint", "cases", "preview"]
    assert report.preview is not None
    assert acts.head(workspace.engine) == before
    installed = install_pack(workspace, pack, accept_unsigned=True, now=NOW)
    assert [stage.name for stage in installed.stages][:-1] == [stage.name for stage in report.stages]
    again = try_pack(workspace, pack, accept_unsigned=True, now=NOW)
    assert again.unchanged
    assert not again.passed


def test_the_stage_that_refuses_is_the_last_and_says_why(workspace: Workspace, tmp_path: Path) -> None:
    before = acts.head(workspace.engine)
    report = try_pack(workspace, sample(tmp_path / "包"), now=NOW)
    assert not report.passed
    assert [stage.name for stage in report.stages] == ["verify"]
    assert "没有签名" in report.stages[0].reasons[0]
    assert acts.head(workspace.engine) == before, "a refusal of a try is nobody's act"


def test_nothing_at_the_path_and_what_is_no_pack(workspace: Workspace, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="没有这个规则包"):
        try_pack(workspace, tmp_path / "没有")
    (tmp_path / "坏.zip").write_bytes(b"no zip")
    report = try_pack(workspace, tmp_path / "坏.zip", accept_unsigned=True)
    assert not report.passed
    assert report.stages[-1].reasons
