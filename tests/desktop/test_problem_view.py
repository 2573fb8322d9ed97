"""Filters, order and counts of the problem list against a plain reading of the same rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from census_app.desktop.tables.problem_query import LIVE_STATES, ROW_NUMBER, SHOWN, ProblemQuery
from census_app.desktop.tables.problem_source import Beside
from census_app.desktop.tables.problem_view import ProblemView
from census_app.foundation.engines import kept_engine
from tests.desktop.states_file import write_states

ROWS = 700
TODAY = "2026-11-25"
BASE = ProblemQuery()


@pytest.fixture(scope="module")
def states(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_states(tmp_path_factory.mktemp("states's") / "states.parquet", ROWS)


@pytest.fixture(scope="module")
def plain(states: Path) -> list[dict[str, Any]]:
    with kept_engine(1) as connection:
        cursor = connection.execute("SELECT * FROM read_parquet(?)", [str(states)])
        names = [column[0] for column in cursor.description or []]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@pytest.fixture(scope="module")
def view(states: Path) -> Iterator[ProblemView]:
    opened = ProblemView(states, TODAY)
    opened.load(Beside())
    yield opened
    opened.close()


def _expected(plain: list[dict[str, Any]], query: ProblemQuery) -> Counter[str]:
    def fits(row: dict[str, Any]) -> bool:
        live = row["state"] in LIVE_STATES
        if any(picked and (row[facet] or "") not in picked for facet, picked in query.chosen.items()):
            return False
        if query.live and not query.chosen.get("state") and not live:
            return False
        if query.new and not row["is_new"]:
            return False
        if query.overdue and not (live and row["due_date"].isoformat() < TODAY):
            return False
        searched = " ".join(str(row[name]) for name in ("customer", "customer_name", "address", "message", "tg_name"))
        return all(word in searched for word in query.words.split())

    return Counter(row["problem_no"] for row in plain if fits(row))


QUERIES = st.builds(
    ProblemQuery,
    chosen=st.fixed_dictionaries(
        {
            "severity": st.frozensets(st.sampled_from(["urgent", "important", "normal"]), max_size=2),
            "unit": st.frozensets(st.sampled_from(["1340101", "1340102", ""]), max_size=2),
            "state": st.frozensets(st.sampled_from(["new", "fixed", "reopened"]), max_size=2),
        }
    ),
    live=st.booleans(),
    overdue=st.booleans(),
    new=st.booleans(),
    words=st.sampled_from(["", "王*敏", "胜利路10", "机械厂 胜利路", "不存在'"]),
    sort=st.sampled_from(["", "severity", "rule_id", "due_date", "message", "unit_name"]),
    descending=st.booleans(),
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=QUERIES)
def test_any_query_shows_exactly_its_rows(query: ProblemQuery, view: ProblemView, plain: list[dict[str, Any]]) -> None:
    expected = _expected(plain, query)
    made = view.make(query)
    rows = [row for start in range(0, made.rows, 256) for row in made.fetch(start, 256)]
    total, first = view.preview(query)
    assert Counter(row[SHOWN.index("problem_no")] for row in rows) == expected
    assert total == made.rows == view.facets(query).shown == sum(expected.values())
    assert first == rows[: len(first)], "the preview must be the view's beginning"


def test_counts_leave_out_their_own_facet(view: ProblemView, plain: list[dict[str, Any]]) -> None:
    query = replace(BASE, chosen={"severity": frozenset({"urgent"})})
    counts = view.facets(query)
    live = [row for row in plain if row["state"] in LIVE_STATES]
    assert counts.values["severity"] == Counter(row["severity"] for row in live)
    assert counts.values["unit"] == Counter(row["unit"] for row in live if row["severity"] == "urgent")
    assert counts.flags["new"] == sum(1 for row in live if row["severity"] == "urgent" and row["is_new"])
    assert counts.total == ROWS
    assert counts.names["unit"]["1340101"] == "城关供电所"


def test_order_puts_urgent_first_and_sorts_both_ways(view: ProblemView) -> None:
    severities = [row[0] for row in view.make(BASE).fetch(0, ROWS)]
    assert severities == sorted(severities, key=["urgent", "important", "normal"].index)
    messages = [row[SHOWN.index("message")] for row in view.make(replace(BASE, sort="message")).fetch(0, ROWS)]
    assert messages == sorted(messages)
    dates = [row[9] for row in view.make(replace(BASE, sort="due_date", descending=True)).fetch(0, ROWS)]
    assert dates == sorted(dates, reverse=True)


def test_one_record_comes_whole_and_a_missing_one_is_empty(view: ProblemView) -> None:
    row = view.make(replace(BASE, words="P000123")).fetch(0, 1)[0]
    record = view.record(row[len(SHOWN)])
    assert (record["problem_no"], record["source_file"]) == ("P000123", "用电客户.xlsx")
    assert view.record(10**9) == {}


def test_old_views_are_freed_but_the_one_on_screen_stays(view: ProblemView) -> None:
    shown = view.make(BASE)
    for _ in range(3):
        newest = view.make(BASE, keep=shown.name)
    tables = {
        name
        for (name,) in view._worker.execute(
            "SELECT table_name FROM duckdb_tables() WHERE table_name LIKE 'view%'"
        ).fetchall()
    }
    assert tables == {shown.name, newest.name}
    assert shown.fetch(0, 1) == newest.fetch(0, 1)


def test_a_view_closed_already_can_be_stopped_and_closed_again(states: Path) -> None:
    opened = ProblemView(states, TODAY)
    opened.close()
    opened.interrupt()
    opened.interrupt_glance()
    opened.close()


def test_a_glance_beside_the_worker_is_the_preview_of_the_file(states: Path) -> None:
    opened = ProblemView(states, TODAY)
    asked = [
        BASE,
        replace(BASE, words="1"),
        replace(BASE, chosen={"severity": frozenset({"urgent"})}),
        replace(BASE, new=True),
    ]
    before = [opened.preview(query) for query in asked]
    with ThreadPoolExecutor(1) as worker:
        loaded = worker.submit(opened.load, Beside())
        assert [opened.glance(query) for query in asked] == before
        assert opened.record(before[1][1][0][ROW_NUMBER])["problem_no"] == before[1][1][0][10]
        loaded.result()
    assert [opened.glance(query) for query in asked] == before, "and stays so afterwards"
    opened.close()


def test_numbers_pasted_out_of_a_table_are_all_found(view: ProblemView, plain: list[dict[str, Any]]) -> None:
    """Cells copied from a workbook: a line each, tabs between columns, headings and blanks among them."""
    wanted = list(dict.fromkeys(row["customer"] for row in plain if row["customer"]))[:3]
    number = next(row["problem_no"] for row in plain if row["customer"] not in wanted)
    lines = ["用户编号\t用户名称", *(f"{customer}\t不在档案里的名字" for customer in wanted), "", number]
    query = ProblemQuery(live=False, words="\r\n".join(lines))
    found = [row[SHOWN.index("problem_no")] for row in view.make(query).fetch(0, ROWS)]
    assert Counter(found) == Counter(
        row["problem_no"] for row in plain if row["customer"] in wanted or row["problem_no"] == number
    )
    assert view.facets(query).shown == len(found)
    alone = ProblemQuery(live=False, words=f"{wanted[0]}\r\n".strip())
    assert view.make(alone).rows >= 1, "a cell ends in a line break"


def test_units_of_one_name_carry_their_codes_in_rows_groups_and_evidence(states: Path, tmp_path: Path) -> None:
    shared = tmp_path / "states.parquet"
    with kept_engine(1) as connection:
        connection.execute(
            "COPY (SELECT * REPLACE (replace(unit_name, '柳泊', '城关') AS unit_name) "
            f"FROM read_parquet('{str(states).replace(chr(39), chr(39) * 2)}')) TO '{shared}' (FORMAT parquet)"
        )
    opened = ProblemView(shared, TODAY)
    try:
        opened.load(Beside())
        names = {"1340101": "城关供电所（1340101）", "1340102": "城关供电所（1340102）", "1340103": "青石桥供电所"}
        told = opened.facets(BASE).names["unit"]
        assert {unit: told[unit] for unit in names} == names
        grouped = opened.make_groups(replace(BASE, group="unit"))
        assert set(names.values()) <= {group.label for group in grouped.groups}
        record = next(found for row in range(ROWS) if (found := opened.record(row))["unit"] == "1340102")
        assert record["unit_name"] == names["1340102"]
    finally:
        opened.close()
