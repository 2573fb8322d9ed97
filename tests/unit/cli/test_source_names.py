"""How a source may be called on the command line."""

from __future__ import annotations

from dataclasses import replace

import pytest

from census_app.cli.links.source_names import reference_table, source_id
from census_app.cli.main import run
from census_app.foundation.errors import BadInput
from census_app.matching import sources
from census_app.matching.sources import shipped_sources


@pytest.mark.parametrize("said", ["PMS", "PMS设备", "pms 设备", "ＰＭＳ/采集", "采集", "pms_topology"])
def test_a_source_is_found_by_what_people_call_it(said: str) -> None:
    assert (source_id(said), reference_table(said)) == ("pms_topology", "pms_topology")


def test_what_is_only_nearly_a_name_is_left_for_the_command_to_refuse() -> None:
    assert [source_id(said) for said in ("", "公安人", "没有的")] == ["", "公安人", "没有的"]
    assert reference_table("gov_pop") == "gov_pop"


def test_the_archive_itself_is_no_register_to_add() -> None:
    assert (source_id("档案自身"), reference_table("档案自身")) == ("self", "档案自身")


def test_a_declaration_that_cannot_be_used_is_told_where_a_source_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refused() -> None:
        raise BadInput("参照源声明不能用：housing_rent.yaml\nroles.name.kind 没有写", "对照说明改正")

    monkeypatch.setattr(sources, "shipped_sources", refused)
    assert run(["reference", "add", "房屋租赁备案", "租赁.csv"]) == 2
    assert "housing_rent.yaml\nroles.name.kind 没有写" in capsys.readouterr().err


def test_a_word_that_means_two_sources_is_refused() -> None:
    mine = replace(shipped_sources()["payment_return"], id="mine", zh="我的", aliases=("公安人口",))
    with pytest.raises(BadInput, match=r"mine\.yaml\n名称“公安人口”也是 gov_population 的"):
        sources._refuse_shared_names([*shipped_sources().values(), mine])
