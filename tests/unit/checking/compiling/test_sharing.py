"""Calls that a statement makes several times are computed once beside the rows, with the same verdicts."""

from __future__ import annotations

import re
from typing import Any

import pytest

from census_app.checking.compiling.sharing import share
from census_app.checking.engine import Engine
from tests.unit.checking.build import County

TIDY = '(CASE WHEN regexp_full_match("t1_k_name", \'[A-Z]*\') THEN "t1_k_name" END)'
NORMAL = f"nullif({TIDY}, 'a text long enough')"


def test_what_is_said_once_or_shortly_stays_where_it_is() -> None:
    assert share([f"{TIDY} = 1"], [TIDY]) == ([f"{TIDY} = 1"], [])
    assert share(["left(a, 2) = left(a, 2)"], ["left(a, 2)"]) == (["left(a, 2) = left(a, 2)"], [])


def test_a_call_within_another_stands_in_a_layer_below() -> None:
    texts, layers = share([f"{NORMAL} = 1 OR {TIDY} = 2", f"x{NORMAL}", f"{NORMAL}"], [NORMAL, TIDY])
    assert texts == ['"shared_1" = 1 OR "shared_0" = 2', f"x{NORMAL}".replace(TIDY, '"shared_0"'), '"shared_1"']
    assert layers == [[f'{TIDY} AS "shared_0"'], ['nullif("shared_0", \'a text long enough\') AS "shared_1"']]


def test_shared_calls_judge_as_they_do_alone(county: County) -> None:
    customers = [
        {"cons_no": "1", "cons_name": "王 小明", "contact_name": "王小明"},
        {"cons_no": "2", "cons_name": "王小明", "contact_name": None},
        {"cons_no": "3", "cons_name": None, "contact_name": "王小明"},
    ]
    same = "归一姓名(用户名称) = 归一姓名(联系人)"
    notes = [
        {"id": "R1", "table": "用电客户", "scope": "not 为空(用户编号) and 归一姓名(用户名称) <> '李'", "wrong": same},
        {"id": "R2", "table": "用电客户", "wrong": f"not ({same})"},
        {"id": "R3", "table": "用电客户", "wrong": "归一姓名(用户名称) = '王小明'"},
    ]
    together = county.check({"customer": customers}, notes)
    assert together.accused("R1") == ["1"]
    assert together.counted("R2") == (0, 1, 0, 2, 0)
    assert together.accused("R3") == ["1", "2"]
    assert together.counted("R1") == (1, 0, 1, 1, 0)


def statements_of(county: County, monkeypatch: pytest.MonkeyPatch, note: dict[str, Any]) -> list[str]:
    """Every statement of a check of the note's rule over two customers of one name."""
    said: list[str] = []
    ask = Engine.rows

    def told(engine: Engine, statement: str, parameters: list[Any] | None = None) -> list[tuple[Any, ...]]:
        said.append(statement)
        return ask(engine, statement, parameters)

    monkeypatch.setattr(Engine, "rows", told)
    customers = [{"cons_no": number, "cons_name": name} for number, name in (("1", "王 明"), ("2", "王明"))]
    county.check({"customer": customers}, [note])
    return said


def scan_of(county: County, monkeypatch: pytest.MonkeyPatch, note: dict[str, Any]) -> str:
    """The scan among them, which judges the rule."""
    said = statements_of(county, monkeypatch, note)
    (scan,) = (one for one in said if one.startswith("CREATE OR REPLACE TEMP TABLE scanned"))
    return scan


def test_what_is_asked_of_a_groups_rows_is_worked_out_once(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    group = {"by": ["归一姓名(用户名称)"], "grain": "each", "wrong": "count_distinct(归一姓名(用户名称)) = 1"}
    scan = scan_of(county, monkeypatch, {"id": "R1", "table": "用电客户", "group": group})
    tidied = [name for name in re.findall(r'regexp_full_match\("(\w+)"', scan) if name.startswith("m")]
    assert len(tidied) == 1


def test_a_part_of_several_functions_is_worked_out_once(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = "归一姓名(用户名称) = 用户编号 or 核心名相似(用户名称, 用户编号, '厂') > 0.9"
    scan = scan_of(county, monkeypatch, {"id": "R1", "table": "用电客户", "scope": "为空(用户编号)", "wrong": wrong})
    assert scan.count('regexp_full_match("t1_r_cons_name"') == 1


def test_a_function_of_a_column_nobody_delivered_is_not_asked(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    note = {"id": "R1", "table": "用电客户", "wrong": "姓名相似(用户名称, 联系人) > 0.9"}
    assert "jaro_winkler" not in scan_of(county, monkeypatch, note)
    assert "jaro_winkler" in scan_of(county, monkeypatch, {**note, "wrong": "姓名相似(用户名称, 用户编号) > 0.9"})


def test_each_pattern_of_a_core_name_is_looked_for_once(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = "核心名相似(用户名称, 用户编号, '厂') > 0.9"
    scan = scan_of(county, monkeypatch, {"id": "R1", "table": "用电客户", "wrong": wrong})
    assert scan.count("省|自治区") == scan.count("(?:厂)+$") == 2  # of two names


def test_all_values_shown_are_masked_by_one_spelling(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    note = {"id": "R1", "table": "用电客户", "wrong": "not 为空(用户编号)", "shows": ["用户名称", "联系人", "用电地址"]}
    said = statements_of(county, monkeypatch, note)
    (told,) = (one for one in said if one.startswith("INSERT INTO findings"))
    assert told.count("[0-9A-Za-z*-]{7,}") == 1
