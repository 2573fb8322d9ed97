"""The clean county contradicts itself nowhere: what rules compare agrees."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from census_app.demo.build import open_county
from census_app.demo.plan import CountyPlan
from census_app.foundation.errors import BadInput
from census_app.foundation.jobs import silent
from census_app.foundation.resources import plain_yaml

INVARIANTS: dict[str, str] = plain_yaml(Path(__file__).with_name("invariants.yaml").read_text(encoding="utf-8"))
PLAN = CountyPlan(1500, seed=3)


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_county(PLAN, tmp_path_factory.mktemp("county"), silent()) as connection:
        yield connection


@pytest.mark.parametrize("name", list(INVARIANTS))
def test_county_agrees_with_itself(county: duckdb.DuckDBPyConnection, name: str) -> None:
    assert county.execute(INVARIANTS[name]).fetchmany(3) == []


def test_county_has_every_kind_of_customer(county: duckdb.DuckDBPyConnection) -> None:
    grown = {kind for (kind,) in county.execute("SELECT DISTINCT kind FROM account").fetchall()}
    known = {kind for (kind,) in county.execute("SELECT kind FROM read_csv(getvariable('kinds_file'))").fetchall()}
    assert grown == known
    (residential,) = county.execute(
        "SELECT avg(CASE WHEN cons_sort = '低压居民' THEN 1.0 ELSE 0 END) FROM customer"
    ).fetchone() or (0,)
    assert 0.85 < residential < 0.92


def test_identity_numbers_carry_their_check_digit(county: duckdb.DuckDBPyConnection) -> None:
    weights, letters = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2], "10X98765432"
    numbers = county.execute("SELECT cert_no FROM customer WHERE cert_type = '居民身份证' LIMIT 500").fetchall()
    assert all(
        letters[sum(int(digit) * weight for digit, weight in zip(number, weights, strict=False)) % 11] == number[17]
        for (number,) in numbers
    )


def test_credit_codes_carry_both_check_digits(county: duckdb.DuckDBPyConnection) -> None:
    alphabet, inner = "0123456789ABCDEFGHJKLMNPQRTUWXY", "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    codes = [code for (code,) in county.execute("SELECT DISTINCT uscc FROM customer WHERE uscc IS NOT NULL").fetchall()]
    assert {code[:2] for code in codes} >= {"91", "92", "93", "11", "12", "54", "N2"}
    for code in codes:
        total = sum(alphabet.index(letter) * pow(3, place, 31) for place, letter in enumerate(code[:17]))
        assert alphabet[(31 - total % 31) % 31] == code[17]
        body = sum(
            inner.index(letter) * weight for letter, weight in zip(code[8:16], (3, 7, 9, 10, 5, 8, 4, 2), strict=True)
        )
        assert "0X987654321"[body % 11] == code[16]


def test_same_seed_same_county(county: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    digests = [_digest(county)]
    for seed in (PLAN.seed, PLAN.seed + 1):
        with open_county(CountyPlan(PLAN.customers, seed=seed), tmp_path, silent()) as connection:
            digests.append(_digest(connection))
    assert digests[0] == digests[1] != digests[2]


def _digest(county: duckdb.DuckDBPyConnection) -> object:
    columns = "cons_no || cons_name || mobile"
    return county.execute(f"SELECT md5(string_agg({columns}, ',' ORDER BY cons_no)) FROM customer").fetchone()


@pytest.mark.parametrize("customers", [0, 199, 1_000_001])
def test_impossible_sizes_are_refused(customers: int) -> None:
    with pytest.raises(BadInput, match="户数"):
        CountyPlan(customers, seed=1)
