"""On counties made apart from the program: silence where all is in order, each error found by its own clause."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from census_app.checking.compiling.tree import over_links
from census_app.dictionary.loader import load_dictionary
from census_app.rulebook.packs import load_pack
from census_app.rulebook.resolving.resolve import resolve_pack

from .conftest import missed, unexplained
from .unseen_county.build import clean_county
from .unseen_county.delivery import Delivery, dropped_columns
from .unseen_county.errors import ERRORS, inject_all
from .unseen_county.run import Finding, check
from .unseen_county.style import INDUSTRIAL, RURAL, STYLES

# Clauses that the shipped parameters keep silent; a province switches them on.
SILENT = {("R068", "农业执行")}
# Columns that the published tables do not have, and the clauses that cannot be judged without them.
LATER = frozenset(
    f"{table}.{field}"
    for table, fields in {
        "connection_order": ("tg_no", "line_no", "wanted_date", "plan_valid_until", "suspended_workdays"),
        "customer": ("parent_org_name", "equipment_owner", "population", "population_until", "tg_name", "line_name",
                     "electric_heating_flag"),
        "distribution_transformer": ("line_name", "energy_month", "loss_pq", "equipment_owner", "org_name"),
        "feeder": ("subs_name", "main_line_no", "org_name"),
        "generator": ("energy_month",),
        "instrument_transformer": ("ct_ratio", "pt_ratio"),
        "pms_topology": ("main_line_no",),
        "receiving_equipment": ("stop_type",),
        "survey_record": ("current_value",),
        "theme_dedicated_line": ("energy_month",),
    }.items()
    for field in fields
)  # fmt: skip
NEED_LATER = {"R037.主线", "R045.暂停超期", "R049.组合互感器", "R095.偏差", "R095.偏差大",
              "R118.人口不足", "R118.多人口到期", "R119.采暖异季", "R124.逾期未改"}  # fmt: skip
NIGHTLY = pytest.mark.nightly


def test_there_is_an_error_for_every_rule_and_clause() -> None:
    """A new clause without its own error fails here, and so does an error whose clause is gone."""
    assert set(ERRORS) == _clauses() - SILENT


def test_each_error_is_found_and_nothing_else_is_said(tmp_path: Path, expected: dict[str, dict[str, str]]) -> None:
    """Errors sit on records of their own, so whatever is said of other records would be a false alarm."""
    county = clean_county(dataclasses.replace(RURAL, residents=560, wells=40), seed=7)
    errors = inject_all(county)
    findings = check(county, tmp_path)
    assert missed(errors, findings) == []
    assert unexplained(errors, findings, expected) == []
    assert unreadable(findings) == []


@NIGHTLY
@pytest.mark.parametrize("excel", [False, True], ids=["csv", "excel"])
@pytest.mark.parametrize("style", list(STYLES.values()), ids=list(STYLES))
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_each_error_in_every_county(
    style: object, seed: int, excel: bool, tmp_path: Path, expected: dict[str, dict[str, str]]
) -> None:
    county = clean_county(style, seed)
    errors = inject_all(county)
    findings = check(county, tmp_path, Delivery(excel=excel, aliases=county.style.boxed_headers))
    assert missed(errors, findings) == []
    assert unexplained(errors, findings, expected) == []
    assert unreadable(findings) == []


@NIGHTLY
@pytest.mark.parametrize("excel", [False, True], ids=["csv", "excel"])
@pytest.mark.parametrize("style", list(STYLES.values()), ids=list(STYLES))
@pytest.mark.parametrize("seed", [11, 12])
def test_nothing_is_said_of_a_clean_county(style: object, seed: int, excel: bool, tmp_path: Path) -> None:
    county = clean_county(style, seed)
    assert check(county, tmp_path, Delivery(excel=excel, aliases=county.style.boxed_headers)) == []


@NIGHTLY
@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_what_is_hidden_or_missing_accuses_nobody(seed: int, tmp_path: Path) -> None:
    """Less data never brings a new accusation: masked, without some columns, without some tables."""
    county = clean_county(INDUSTRIAL if seed % 2 else RURAL, seed)
    inject_all(county)
    full = _accusations(check(county, tmp_path / "full"))
    less = {
        "masked": Delivery(masked=True),
        "columns": Delivery(without=dropped_columns(county, 0.25, seed)),
        "tables": Delivery(without=frozenset(sorted(county.tables)[seed::4]) - {"customer"}),
    }
    for name, delivery in less.items():
        found = _accusations(check(county, tmp_path / name, delivery))
        new = {one for one in found if one not in full and not any(_coarser(one, other) for other in full)}
        assert new == set(), name


@NIGHTLY
def test_another_order_of_rows_and_columns_says_the_same(tmp_path: Path) -> None:
    """Else next week's export of the same customers would close problems and open others."""
    county = clean_county(dataclasses.replace(RURAL, residents=560, wells=40), seed=7)
    inject_all(county)
    told = check(county, tmp_path / "as_made")
    assert check(county, tmp_path / "shuffled", Delivery(shuffled=1)) == told


@NIGHTLY
@pytest.mark.parametrize("style", list(STYLES.values()), ids=list(STYLES))
def test_the_columns_of_the_published_tables_are_enough(
    style: object, tmp_path: Path, expected: dict[str, dict[str, str]]
) -> None:
    """What a county is likeliest to deliver: only clauses about the later columns fall silent."""
    county = clean_county(style, 2)
    errors = inject_all(county)
    findings = check(county, tmp_path, Delivery(without=LATER))
    assert {one.split(" at ")[0] for one in missed(errors, findings)} <= NEED_LATER
    assert unexplained(errors, findings, expected) == []
    assert unreadable(findings) == []


def unreadable(findings: list[Finding]) -> list[str]:
    """Messages with an open brace, a doubled unit, or nothing where a value should be."""
    bad = re.compile(r"[{}]|None|null|kVA\s*kVA|kWh\s*kWh|未知|，，|：$|“”")
    return [f"{one.rule} {one.message}" for one in findings if bad.search(one.message) or not one.message]


def _accusations(findings: list[Finding]) -> set[tuple[str, str, str]]:
    return {(one.rule, clause, one.key) for one in findings for clause in one.clauses}


def _coarser(one: tuple[str, str, str], other: tuple[str, str, str]) -> bool:
    """Whether the first is the second summed up without a column the delivery lacks: fewer parts of the same key."""
    parts, whole = one[2].split("|"), other[2].split("|")
    same_clause = one[:2] == other[:2] and len(parts) == len(whole) > 1
    return same_clause and any(parts) and all(part in ("", all_) for part, all_ in zip(parts, whole, strict=True))


def _clauses() -> set[tuple[str, str]]:
    """Rule and clause of every published rule of the shipped pack that judges without links; a grouped rule alone has
    the clause ''. These counties are delivered without being compared with anything."""
    dictionary = load_dictionary()
    pack = resolve_pack(load_pack(Path(__file__).parents[2] / "rules" / "census-112"), dictionary)
    return {
        (rule.id, clause.clause)
        for rule in pack.rules
        for clause in rule.clauses
        if not over_links(clause.when, dictionary)
    }
