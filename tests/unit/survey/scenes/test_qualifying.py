"""Who qualifies, judged on archives made for each scene: the shipped conditions say what their comments say."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from census_app.archive.fabricate import build_snapshot
from census_app.dictionary.loader import load_dictionary
from census_app.survey.scenes.load import load_scenes
from census_app.survey.scenes.qualifying import Qualifying, count_qualifying, qualifying

DICTIONARY = load_dictionary()
BOOK = load_scenes(DICTIONARY)
MONTHS = [f"2026{month:02d}" for month in range(1, 13)]

Tables = dict[str, list[dict[str, Any]]]


def customer(number: str, **more: Any) -> dict[str, Any]:
    return {"cons_no": number, "cons_status": "正常用电客户", "cons_sort": "低压居民", "app_bind_flag": True,
            "market_attr": "非市场化客户", "contract_cap": 8} | more  # fmt: skip


def bills(number: str, energy: int, amount: int, owed: int = 0) -> list[dict[str, Any]]:
    return [
        {"cons_no": number, "mp_no": f"P{number}", "ym": ym, "settle_pq": energy, "t_amt": amount, "owe_amt": owed}
        for ym in MONTHS
    ]


TABLES: Tables = {
    "customer": [
        customer("plain"),
        customer("closed", cons_status="已销户客户", app_bind_flag=False),
        customer("unbound", app_bind_flag=False),
        customer("steel", cons_sort="高压", hec_industry="钢铁", contract_cap=4000, run_cap=3150, line_no="L1"),
        customer("line", cons_sort="高压", cust_type="专线专变客户", line_no="L1"),
        customer("pile"),
        customer("plant"),
        customer("station"),
        customer("roof", tg_no="T9"),
        customer("agent", cons_sort="高压", market_attr="代理购电用户"),
        customer("debtor", cons_sort="低压非居民", market_attr="代理购电用户"),
        customer("payer", cons_sort="低压非居民"),
    ],
    "feeder": [{"line_no": "L1", "line_name": "10kV 柳前线 523", "subs_name": "柳河变", "bay_name": "523 间隔"}],
    "charging_pile": [{"station_no": "C1", "cons_no": "pile"}],
    "generator": [
        {"gen_no": "G1", "cons_no": "plant", "gen_category": "自备电厂"},
        {"gen_no": "G2", "cons_no": "station", "gen_category": "发电客户(集中式)"},
        {"gen_no": "G3", "cons_no": "roof", "gen_category": "分布式电源"},
    ],
    "power_source": [],
    "theme_dedicated_line": [],
    "theme_adjustable_load": [],
    "residential_area": [{"area_no": "A1", "area_name": "柳河花园"}],
    "business_hall": [{"hall_no": "H1", "check_date": date(2026, 11, 2), "hall_name": "柳河营业厅"}],
    "billing_month": [*bills("debtor", 500, 400, 120), *bills("payer", 150_000, 90_000), *bills("plain", 100, 60)],
}
WHO = {
    "plain": {"basic"},
    "closed": set(),
    "unbound": {"basic", "hint_app"},
    "steel": {"basic", "adjustable_load", "hint_efficiency"},
    "line": {"basic", "dedicated_line"},
    "pile": {"basic", "charging"},
    "plant": {"basic", "captive_plant"},
    "station": {"basic", "generating"},
    "roof": {"basic", "distributed"},
    "agent": {"basic", "agent_visit", "agent_policy"},
    "debtor": {"basic", "agent_visit", "agent_arrears"},
    "payer": {"basic", "hint_efficiency", "hint_finance"},
}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Qualifying:
    snapshot = build_snapshot(
        TABLES, tmp_path_factory.mktemp("parts"), DICTIONARY, data_date=date(2026, 12, 31), snapshot_id="s"
    )
    halls = ["H1|2026-11-02", "H2|2026-11-02"]
    keys = {"customer": list(WHO), "residential_area": ["A1"], "business_hall": halls}
    return qualifying(BOOK, snapshot, keys)


@pytest.mark.parametrize("number", WHO)
def test_each_customer_is_asked_the_scenes_that_concern_it(found: Qualifying, number: str) -> None:
    assert {scene.id for scene in found.scenes("customer", number)} == WHO[number]


def test_places_have_their_own_scenes(found: Qualifying) -> None:
    assert [scene.id for scene in found.scenes("residential_area", "A1")] == ["residential_area"]
    halls = [scene.id for scene in found.scenes("business_hall", "H1|2026-11-02")]
    assert halls == ["hall_fees", "hall_policy", "hall_agent", "hall_assets"]


def test_the_scenes_bring_seven_items_of_dispatching_and_seven_of_adjustable_load() -> None:
    assert len(BOOK.scene("dedicated_line").items) == len(BOOK.scene("adjustable_load").items) == 7
    agents = [scene.id for scene in BOOK.scenes if scene.id.startswith("agent_")]
    assert len(agents) == 3


def test_defaults_are_brought_in_over_relations(found: Qualifying) -> None:
    brought = {name: found.default(name, "customer", "line") for name in BOOK.scene("dedicated_line").items[:3]}
    assert list(brought.values()) == ["柳河变", "523 间隔", "10kV 柳前线 523"]
    assert found.default("theme_adjustable_load.max_load", "customer", "steel") == "3150"


def test_items_have_conditions_of_their_own(found: Qualifying) -> None:
    basic = BOOK.scene("basic")
    assert "receiving_equipment.plate_cap" in found.items(basic, "steel")
    assert "receiving_equipment.plate_cap" not in found.items(basic, "plain")


def test_a_record_the_archive_does_not_have_meets_no_condition(found: Qualifying) -> None:
    assert found.scenes("customer", "nobody") == ()


def test_what_is_not_known_does_not_qualify(tmp_path: Path) -> None:
    tables = {"customer": [{"cons_no": "1", "cons_status": "正常用电客户"}]}
    snapshot = build_snapshot(tables, tmp_path, DICTIONARY, data_date=date(2026, 12, 31), snapshot_id="s")
    scenes = qualifying(BOOK, snapshot, {"customer": ["1"]}).scenes("customer", "1")
    assert [scene.id for scene in scenes] == ["basic"]


def test_a_whole_archive_is_counted(tmp_path: Path) -> None:
    snapshot = build_snapshot(TABLES, tmp_path, DICTIONARY, data_date=date(2026, 12, 31), snapshot_id="s")
    counts = count_qualifying(BOOK, snapshot, BOOK.scenes)
    expected = {scene.id: sum(scene.id in scenes for scenes in WHO.values()) for scene in BOOK.scenes}
    assert counts == expected | {"residential_area": 1} | dict.fromkeys(
        ("hall_fees", "hall_policy", "hall_agent", "hall_assets"), 1
    )
