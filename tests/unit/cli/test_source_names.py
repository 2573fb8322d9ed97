"""How a source may be called on the command line."""

from __future__ import annotations

import pytest

from census_app.cli.links.source_names import reference_table, source_id


@pytest.mark.parametrize("said", ["PMS", "PMS设备", "pms 设备", "ＰＭＳ/采集", "采集", "pms_topology"])
def test_a_source_is_found_by_what_people_call_it(said: str) -> None:
    assert (source_id(said), reference_table(said)) == ("pms_topology", "pms_topology")


def test_what_is_only_nearly_a_name_is_left_for_the_command_to_refuse() -> None:
    assert [source_id(said) for said in ("", "公安人", "没有的")] == ["", "公安人", "没有的"]
    assert reference_table("gov_pop") == "gov_pop"


def test_the_archive_itself_is_no_register_to_add() -> None:
    assert (source_id("档案自身"), reference_table("档案自身")) == ("self", "档案自身")
