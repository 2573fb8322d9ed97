"""The county summary: ledgers add up, rates keep their denominators, charts are native."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from census_app.foundation.text_width import display_width
from census_app.reporting.county.causes import cause_line
from census_app.reporting.county.matrix import _print_scale
from census_app.reporting.county.model import Flow, wilson_interval
from census_app.reporting.county.ranking import standing
from census_app.reporting.county.workbook import write_county_workbook
from census_app.workspace.root_causes.settings import cause_settings
from tests.unit.reporting.factory import COUNTY, causes


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("county") / "县汇总.xlsx"
    write_county_workbook(COUNTY, target)
    return target


def test_ledger_adds_up_over_units() -> None:
    flow = COUNTY.flow
    assert flow.opening == 41 and flow.due == 54
    assert flow.closing == sum(unit.flow.closing for unit in COUNTY.units) == 33


@given(st.lists(st.integers(0, 50), min_size=9, max_size=9))
def test_flows_add_like_their_parts(numbers: list[int]) -> None:
    flow = Flow(*numbers)
    assert (flow + flow).closing == 2 * flow.closing
    assert flow.closing == flow.due - flow.leaving


@given(st.integers(0, 500), st.integers(0, 500))
def test_wilson_interval_holds_the_share(successes: int, more: int) -> None:
    trials = successes + more
    low, high = wilson_interval(successes, trials)
    assert 0 <= low <= high <= 1
    if trials:
        assert low <= successes / trials + 1e-12 and successes / trials <= high + 1e-12


@pytest.mark.parametrize("trials", [30, 49, 63, 126, 1347])
def test_a_unit_like_the_whole_county_stands_neither_above_nor_below(trials: int) -> None:
    """None proven anywhere, or all: equal shares are equal however the interval is rounded."""
    assert wilson_interval(0, trials)[0] == 0.0
    assert wilson_interval(trials, trials)[1] == 1.0
    unit = COUNTY.units[0]
    none, every = (replace(unit, flow=Flow(new=trials, fixed=n)) for n in (0, trials))
    assert (standing(none, 0.0), standing(every, 1.0)) == ("相当", "相当")


def test_wilson_interval_as_published() -> None:
    low, high = wilson_interval(12, 42)
    assert (round(low, 3), round(high, 3)) == (0.172, 0.436)


def test_small_denominators_are_not_ranked() -> None:
    assert standing(COUNTY.units[1], 0.3) == "不排"
    assert standing(COUNTY.units[0], 0.3) == "相当"


def test_matrix_shows_fractions_below_thirty_and_no_invented_comparison(path: Path) -> None:
    sheet = openpyxl.load_workbook(path)["单位×规则"]
    values = [cell.value for row in sheet.iter_rows() for cell in row]
    assert "0/2 *" in values and "2 / 120" in values and "无上周" in values


def test_a_week_without_a_check_between_is_not_called_last_week(tmp_path: Path) -> None:
    clean = replace(COUNTY.units[1], flow=Flow())
    summary = replace(COUNTY, week_before="2026-W46", units=(COUNTY.units[0], clean))
    write_county_workbook(summary, tmp_path / "县汇总.xlsx")
    book = openpyxl.load_workbook(tmp_path / "县汇总.xlsx")
    texts = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [text for text in texts if "上周" in text and text != "无上周"]
    assert {"第46周末", "与第46周比", "第46周错误", "没有应办的问题"} <= set(texts)


def test_detail_is_a_native_table(path: Path) -> None:
    assert list(openpyxl.load_workbook(path)["明细数据"].tables) == ["明细"]


def test_causes_stand_with_their_action_and_belief(tmp_path: Path) -> None:
    write_county_workbook(replace(COUNTY, causes=causes(2, 10)), tmp_path / "x.xlsx")
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    (first, second) = list(book["共因"].iter_rows(min_row=5, max_row=6, values_only=True))
    assert first[:6] == (1, "C-0", "同一个台区", "台区 T0 前柳1#", 4, 0.4)
    assert second[6:9] == ("R032 台区不存在 4", "柳河供电所 4", "先核对台账")
    assert second[9] == "R032（不存在）这里 5 户有 4 户（80%），别处按 0.10% 算，至少高 376 倍"
    assert "8 条归为 2 个共因，每个一步做法了结一批；其余 2 条各自处理" in {cell.value for cell in book["总览"][12]}


def test_more_causes_than_are_shown_are_counted(tmp_path: Path) -> None:
    shown = cause_settings().shown
    write_county_workbook(replace(COUNTY, causes=causes(shown + 3, 1000)), tmp_path / "x.xlsx")
    words = [str(row[0]) for row in openpyxl.load_workbook(tmp_path / "x.xlsx")["共因"].iter_rows(values_only=True)]
    assert words[-1].startswith("另有 3 个较小的共因没有列出")


def test_no_cause_is_said_too() -> None:
    assert cause_line(COUNTY) == "共因：没有算"
    assert cause_line(replace(COUNTY, causes=causes(0, 7))) == "共因：没有超出碰巧的共同点，逐条处理"


def test_charts_are_native_and_weeks_without_run_stay_empty(path: Path) -> None:
    with zipfile.ZipFile(path) as package:
        charts = [name for name in package.namelist() if name.startswith("xl/charts/chart")]
    assert len(charts) == 2
    assert openpyxl.load_workbook(path)["十二周"]["B5"].value is None


@pytest.mark.parametrize(("sheet", "column"), [("问题去向", "A"), ("单位排名", "B"), ("明细数据", "A")])
def test_long_names_that_begin_alike_can_be_told_apart(tmp_path: Path, sheet: str, column: str) -> None:
    units = tuple(
        replace(unit, name=f"青岭县供电公司城关中心第{place}营业网格") for place, unit in enumerate(COUNTY.units)
    )
    write_county_workbook(replace(COUNTY, units=units), tmp_path / "县汇总.xlsx")
    page = openpyxl.load_workbook(tmp_path / "县汇总.xlsx")[sheet]
    assert page.column_dimensions[column].width >= display_width(units[0].name)


def test_a_county_with_wider_names_is_printed_smaller_not_cut() -> None:
    assert _print_scale(5, 15) < _print_scale(5, 0)
