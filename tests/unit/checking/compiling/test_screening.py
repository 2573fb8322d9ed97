"""A screen changes what a check costs, never what it finds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from random import Random

import duckdb
import numpy
import pytest

from census_app.archive.fabricate import Masked
from census_app.checking.compiling import screening
from census_app.dictionary.loader import load_dictionary
from census_app.foundation.engines import kept_engine
from census_app.rulebook.functions.entry import FunctionEntry, Given, Surroundings
from census_app.rulebook.functions.identity_screens import CREDIT_ALPHABET
from census_app.rulebook.functions.registry import registry
from tests.unit.checking.build import County

TODAY = date(2026, 11, 25)
SCREENED = [entry for entry in registry().values() if entry.screen is not None]
CHANCE = Random(7)


def id_card(birth: str) -> str:
    """A valid id of somebody born on a day."""
    body = f"{CHANCE.randint(110000, 659999)}{birth}{CHANCE.randint(0, 999):03d}"
    total = sum(int(digit) * 2 ** (17 - place) for place, digit in enumerate(body))
    return body + "10X98765432"[total % 11]


def credit_code() -> str:
    """A valid credit code."""
    body = f"91{CHANCE.randint(110000, 659999)}" + "".join(CHANCE.choices(CREDIT_ALPHABET, k=9))
    total = sum(CREDIT_ALPHABET.index(letter) * pow(3, place, 31) for place, letter in enumerate(body))
    return body + CREDIT_ALPHABET[-total % 31]


def damaged(text: str) -> str:
    """The text with one character changed, in ways that people and files do."""
    place = CHANCE.randrange(len(text))
    return text[:place] + CHANCE.choice("0123456789XxIOSVZAa ?-１－X\u00e9家") + text[place + 1 :]


def births() -> list[str]:
    return [
        f"{CHANCE.randint(1890, 2030)}{CHANCE.randint(1, 12):02d}{CHANCE.randint(1, 28):02d}" for _ in range(900)
    ] + [
        f"{year}{day}"
        for year in (1899, 1900, 1999, 2000, 2025, 2026)
        for day in ("0228", "0229", "0230", "0431", "1231")
    ]


def examples() -> list[str]:
    """Valid values, damaged ones, and every example of the functions."""
    valid = [id_card(birth) for birth in births()] + [credit_code() for _ in range(900)]
    texts = [value for entry in SCREENED for example in entry.cases if (value := example.arguments[0]) is not None]
    repeated = [letter * 18 for letter in "0123456789AX"]
    return [*valid, *(damaged(one) for one in valid), *texts, *repeated, "一二三四五六", "\0" * 18]


@pytest.fixture(scope="module")
def engine() -> Iterator[duckdb.DuckDBPyConnection]:
    with kept_engine(1) as connection:
        connection.execute("CREATE TABLE texts AS SELECT unnest($1::VARCHAR[]) AS v", [examples()])
        yield connection


@pytest.mark.parametrize("entry", SCREENED, ids=lambda entry: entry.id)
@pytest.mark.parametrize("today", [TODAY, date(2000, 1, 1), date(1949, 12, 30)])
def test_what_passes_has_the_usual_answer(engine: duckdb.DuckDBPyConnection, entry: FunctionEntry, today: date) -> None:
    assert entry.screen is not None
    assert entry.duckdb is not None
    assert entry.usual is not None
    around, given = Surroundings(load_dictionary(), today), [Given("v")]
    judged, usual = entry.duckdb(given, around), entry.usual(given, around)
    asked = f"SELECT v, {judged} AS judged, {usual} AS usual FROM texts WHERE strlen(v) = {entry.screen.length}"
    rows = engine.execute(asked).fetchall()
    cells = numpy.frombuffer("".join(row[0] for row in rows).encode(), numpy.uint8).reshape(len(rows), -1)
    passed = entry.screen.passes(cells, today)
    assert [row for row, fine in zip(rows, passed, strict=True) if fine and row[1] != row[2]] == []
    if today == TODAY:
        valid = sum(row[1] is True for row in rows)
        assert sum(passed) > 0.8 * valid, "a screen that doubts everybody is no use"


RULES = [
    {
        "id": "R1",
        "table": "用电客户",
        "scope": "证件类型 = '居民身份证'",
        "wrong": [
            {"id": "号", "when": "长度(证件号码) <> 15 and not 证件号有效(证件号码)"},
            {"id": "年", "when": "证件号有效(证件号码) and 月差(证件号出生日期(证件号码), 今日) > 600"},
        ],
        "says": "{证件号码}",
    },
    {
        "id": "R2",
        "table": "用电客户",
        "wrong": "证件类型 = '营业执照' and not 信用代码有效(证件号码)",
        "says": "{证件号码}",
    },
    {"id": "R3", "table": "用电客户", "wrong": "not 证件号有效(证件号码)", "says": "{用户编号}"},
    {
        "id": "R4",
        "table": "用电客户",
        "group": {"by": ["信用代码有效(证件号码)", "用户名称"], "grain": "each", "wrong": "count() > 20"},
        "says": "{用户编号}",
    },
    {"id": "R5", "table": "用电客户", "wrong": "any(计量点, 证件号有效(本户.证件号码) and 计量点编号 <> '7')"},
]


def customers() -> list[dict[str, object]]:
    ids = [id_card(birth) for birth in births()[::12]]
    codes = [credit_code() for _ in range(60)]
    texts: list[tuple[str, object]] = [("居民身份证", one) for one in [*ids, damaged(ids[0]), damaged(ids[1]), "1101"]]
    texts += [("营业执照", one) for one in [*codes, damaged(codes[0]), codes[1].lower(), f" {codes[2]}"]]
    texts += [("居民身份证", Masked("110105********002X")), ("居民身份证", None), ("居民身份证", "130503670401001")]
    return [
        {"cons_no": f"{number}", "cons_name": f"王{number % 2}", "cert_type": kind, "cert_no": text}
        for number, (kind, text) in enumerate(texts)
    ]


def test_a_check_finds_the_same_with_screens_and_without(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = {"customer": customers(), "metering_point": [{"mp_no": f"{n}", "cons_no": f"{n}"} for n in range(30)]}
    snapshot = county.snapshot(tables)
    plain = county.check(snapshot, RULES)
    asked: list[str] = []
    answer = screening.Screening.exceptions

    def told(
        self: screening.Screening, values: str, about: int, entry: FunctionEntry, around: Surroundings
    ) -> str | None:
        found = answer(self, values, about, entry, around)
        asked.append(entry.id if found else f"not {entry.id}")
        return found

    monkeypatch.setattr(screening, "LEAST_ROWS", 0)
    monkeypatch.setattr(screening, "_AT_ONCE", 150)
    monkeypatch.setattr(screening.Screening, "exceptions", told)
    assert {row["rule_id"] for row in plain.findings} == {rule["id"] for rule in RULES}
    for most_doubted in (1, 8):
        monkeypatch.setattr(screening, "_MOST_DOUBTED", most_doubted)
        quick = county.check(snapshot, RULES)
        assert quick.result.errors == {}
        assert quick.result.digest == plain.result.digest
        assert quick.counts == plain.counts
        assert {"id_card_valid", "id_card_birthday", "credit_code_valid"} <= set(asked)
        assert ("not credit_code_valid" in asked) == (most_doubted == 8)
