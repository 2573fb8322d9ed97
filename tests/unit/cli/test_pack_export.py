from __future__ import annotations

import json
from pathlib import Path

import pytest

from census_app.cli.main import run
from census_app.foundation.resources import shipped_folder
from census_app.rulebook.packs import load_pack

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
    ],
)
def test_misuse(arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["pack", "export", str(SHIPPED), *arguments]) == 2
    assert says in capsys.readouterr().err
