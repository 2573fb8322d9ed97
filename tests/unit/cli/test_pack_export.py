from __future__ import annotations

import json
from pathlib import Path

import pytest

from census_app.cli.main import run
from census_app.foundation.resources import shipped_folder
from census_app.rulebook.overrides import load_override
from census_app.rulebook.packs import load_pack
from census_app.workspace.pack_life.install import install_pack
from census_app.workspace.workspace import Workspace
from tests.unit.workspace.pack_life.sample import override, sample

SHIPPED = shipped_folder("rules") / "census-112"


def test_export_lint_and_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    workbook, folder = tmp_path / "p.xlsx", tmp_path / "pack"
    assert run(["pack", "export", "--excel", str(workbook), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["rules"], said["excel"]) == (112, str(workbook)) and said["cases"] > 600
    assert run(["pack", "lint", str(workbook)]) == 0
    assert "没有发现问题" in capsys.readouterr().out
    assert run(["pack", "export", str(workbook), "--out", str(folder)]) == 0
    assert "读回核对一致" in capsys.readouterr().out
    assert load_pack(folder).model_dump() == load_pack(SHIPPED).model_dump()
    assert run(["pack", "format", str(workbook)]) == 0
    assert "已是规范格式" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "没有说写成什么"),
        (["--out", "p.xlsx"], "改写 --excel p.xlsx"),
        (["--excel", "p.zip"], "以 .xlsx 结尾"),
        (["--out", "p", "--workspace", "w"], "又给了 --workspace"),
        (["--out", "p", "--overrides", "o"], "要和 --workspace 一起用"),
    ],
)
def test_misuse(arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["pack", "export", str(SHIPPED), *arguments]) == 2
    assert says in capsys.readouterr().err


def test_the_packs_in_force_of_a_workspace(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, county = tmp_path / "W", override(tmp_path / "县")
    with Workspace.create(folder) as workspace:
        for pack in (sample(tmp_path / "包"), county):
            assert install_pack(workspace, pack, accept_unsigned=True).installed
    out, beside = tmp_path / "现行.zip", tmp_path / "覆盖包"
    assert run(["pack", "export", "--workspace", str(folder), "--out", str(out)]) == 0
    said = capsys.readouterr().out
    assert "导出现行的规则包 sample-rules 1.0.0" in said
    assert "生效的覆盖包没有写进去：县级覆盖包" in said and "--overrides" in said
    assert load_pack(out).model_dump() == load_pack(tmp_path / "包").model_dump()
    again = ["pack", "export", "--workspace", str(folder), "--out", str(out), "--replace", "--overrides", str(beside)]
    assert run([*again, "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["pack"] == "sample-rules 1.0.0" and len(report["overrides"]) == 1
    (copied,) = report["override_files"]
    assert load_override(Path(copied)).model_dump() == load_override(county).model_dump()
    other = [*again[:5], str(tmp_path / "另.zip"), "--overrides", str(beside)]
    assert run(other) == 2
    assert "已经有了" in capsys.readouterr().err
    assert not (tmp_path / "另.zip").exists(), "nothing is written when something cannot be"
