"""What units are called where the unit table does not say."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from census_app.archive.unit_names import told_apart
from census_app.reporting.reports.tree import unit_tree
from census_app.reporting.units import OrganisationTree
from census_app.workspace.engine import scratch_engine
from census_app.workspace.workspace import Workspace
from tests.unit.workspace.county import deliver


def customer(number: int, unit: str, name: str) -> dict[str, object]:
    return {"cons_no": f"{number:06d}", "cons_name": "赵小芳", "org_no": unit, "org_name": name}


def test_a_unit_is_called_as_its_customers_call_it_unless_the_unit_table_does(tmp_path: Path) -> None:
    rows = [
        customer(1, "03", "大石桥供电所"),
        customer(2, "03", "大石桥供电所"),
        customer(3, "03", "黄泥岗供电所"),
        customer(4, "04", "旧名"),
        customer(5, "05", ""),
    ]
    known = [{"org_no": "04", "org_name": "龙泉铺供电所", "org_level": "所", "parent_org_no": None}]
    with Workspace.create(tmp_path / "W") as workspace:
        deliver(workspace, date(2026, 11, 25), rows, org_unit=known)
        with scratch_engine(workspace.folder / "cache") as connection:
            tree = OrganisationTree.of(connection, workspace.catalogue.open(), workspace.dictionary)
    assert [tree.name(code) for code in ("03", "04", "05", "")] == ["大石桥供电所", "龙泉铺供电所", "05", "未归属"]
    assert tree.level("03") == ""


def test_units_of_one_name_carry_their_codes_and_others_do_not() -> None:
    names = {"0301": "城关供电所", "0302": "柳河供电所", "0303": "城关供电所", "9": "9", "": "未归属"}
    assert told_apart(names) == {
        "0301": "城关供电所（0301）",
        "0302": "柳河供电所",
        "0303": "城关供电所（0303）",
        "9": "9",
        "": "未归属",
    }


def test_lists_and_reports_tell_two_units_of_one_name_apart(tmp_path: Path) -> None:
    rows = [customer(number, unit, "城关供电所") for number, unit in ((1, "03"), (2, "04"))]
    with Workspace.create(tmp_path / "W") as workspace:
        deliver(workspace, date(2026, 11, 25), rows)
        with scratch_engine(workspace.folder / "cache") as connection:
            tree = OrganisationTree.of(connection, workspace.catalogue.open(), workspace.dictionary)
            nodes = unit_tree(tree.telling_apart(["03", "04"], "所"), ["03", "04"], "所").nodes
    assert [nodes[code].name for code in ("03", "04")] == ["城关供电所（03）", "城关供电所（04）"]
