"""An import and its act are one: neither stands without the other."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from census_app.archive.recognition.mapping import SavedMapping, propose, save
from census_app.foundation.database import writing
from census_app.foundation.errors import WorkspaceBusy
from census_app.workspace import acts
from census_app.workspace.imports import importing as imports
from census_app.workspace.imports.importing import IMPORTED, import_into, preview_import
from census_app.workspace.schema import leases
from census_app.workspace.workspace import Workspace


def customers(folder: Path) -> Path:
    source = folder / "用电客户_20261120.csv"
    source.write_text("用户编号,用户名称,用户分类,供电单位编码\n0001,张三,低压居民,1301001\n", encoding="utf-8")
    return source


def test_the_act_names_the_snapshot(tmp_path: Path) -> None:
    report = import_into(tmp_path / "W", [customers(tmp_path)])
    with Workspace.open(tmp_path / "W") as workspace:
        (act,) = acts.list_acts(workspace.engine, kinds=[IMPORTED])
    assert act.subject == report.snapshot
    assert act.payload["rows"] == {"customer": 1}


def test_a_lost_lease_undoes_the_import(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = customers(tmp_path)
    Workspace.create(tmp_path / "W").close()
    known = imports._known_mapping

    def taken_over(*given: Any) -> SavedMapping:
        with Workspace.open(tmp_path / "W") as other, writing(other.engine) as connection:
            connection.execute(leases.delete())
        return known(*given)

    monkeypatch.setattr(imports, "_known_mapping", taken_over)
    with pytest.raises(WorkspaceBusy):
        import_into(tmp_path / "W", [source])
    with Workspace.open(tmp_path / "W") as workspace:
        assert workspace.catalogue.latest() is None
        assert acts.list_acts(workspace.engine, kinds=[IMPORTED]) == []
        assert list((workspace.folder / "parts").iterdir()) == []


def test_a_preview_says_which_file_came_before_and_whose_mapping_it_uses(tmp_path: Path) -> None:
    source, folder = customers(tmp_path), tmp_path / "W"
    (table,) = preview_import([source], workspace=folder).as_json()["tables"]
    assert (table["delivered"], table["remembered"]) == (None, None)
    decided = tmp_path / "m.yaml"
    save(decided, propose(preview_import([source]).found.tables))
    import_into(folder, [source], mapping=decided)
    found = preview_import([source], workspace=folder)
    (table,) = found.as_json()["tables"]
    assert table["delivered"]["data_date"] == "2026-11-20"
    assert table["remembered"] == {"source": "用电客户", "saved": date.today().isoformat()}
    told = "\n".join(found.lines())
    assert "可以跳过" in told and "用电客户" in told
    other = source.with_name("用电客户_20261127.csv")
    other.write_text(source.read_text(encoding="utf-8").replace("张三", "李四"), encoding="utf-8")
    (table,) = preview_import([other], workspace=folder).as_json()["tables"]
    assert table["delivered"] is None
    assert table["remembered"]["source"] == "用电客户"


def test_a_column_given_by_its_field_s_chinese_name_reaches_the_table(tmp_path: Path) -> None:
    source = tmp_path / "用电客户_20261120.csv"
    source.write_text("用户编号,用户名称,当前情形\n0001,张三,正常用电客户\n", encoding="utf-8")
    decided = tmp_path / "m.yaml"
    save(decided, propose(preview_import([source]).found.tables))
    text = decided.read_text(encoding="utf-8")
    assert text.count("field: null") == 1
    decided.write_text(text.replace("field: null", "field: 用户状态"), encoding="utf-8")
    (told,) = import_into(tmp_path / "W", [source], mapping=decided).mapping
    assert {"cons_status", "用户状态"} <= {value for column in told["columns"] for value in column.values()}
