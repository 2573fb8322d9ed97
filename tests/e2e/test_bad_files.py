"""Bad files are refused with the true reason while the good ones beside them go in; nothing half enters."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e import broken
from tests.e2e.census import census, imported, rows_of


@pytest.fixture(scope="module")
def delivery(tmp_path_factory: pytest.TempPathFactory):
    """Every broken file and one good one, imported as one folder."""
    folder = tmp_path_factory.mktemp("broken")
    (folder / "delivery").mkdir()
    for name, (write, _) in broken.REFUSED.items():
        write(folder / "delivery" / name)
    (folder / "delivery" / "好的用户.csv").write_text(broken.csv_text(), encoding="utf-8")
    report = imported(folder / "workspace", folder / "delivery", code=1)
    return folder / "workspace", report


@pytest.mark.parametrize("name", list(broken.REFUSED))
def test_it_is_refused_with_the_true_reason_and_advice(delivery, name: str) -> None:
    _, report = delivery
    found = [refused for refused in report["refused"] if name in refused["file"]]
    assert found, [refused["file"] for refused in report["refused"]]
    assert any(broken.REFUSED[name][1] in refused["reason"] for refused in found), found
    assert all(refused["advice"] for refused in found)


def test_the_good_file_beside_them_is_in(delivery) -> None:
    workspace, report = delivery
    assert report["tables"]["customer"]["rows"] == len(broken.LINES)
    assert {row["_source_file"] for row in rows_of(workspace, "customer")} == {"好的用户.csv"}


@pytest.mark.parametrize("name", ["有密码.xlsx", "没有户号.csv", "空文件.csv"])
def test_refused_alone_it_leaves_no_workspace(tmp_path: Path, name: str) -> None:
    broken.REFUSED[name][0](tmp_path / name)
    outcome = census("import", tmp_path / name, "--workspace", tmp_path / "workspace", "--json")
    assert outcome.code == 2
    assert name in outcome.stderr
    assert outcome.report["error"]
    assert not (tmp_path / "workspace").exists()
