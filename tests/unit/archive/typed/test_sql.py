"""The fast path and the careful reader agree on every text the fast path settles."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from census_app.archive.columns import quote_text, sql_type
from census_app.archive.settings import load_settings
from census_app.archive.typed.cells import ReadingContext, cell_reader
from census_app.archive.typed.sql import fast_path
from census_app.dictionary.codes import CodeBook
from census_app.dictionary.loader import load_dictionary
from census_app.dictionary.model import FieldEntry
from census_app.foundation.engines import kept_engine

DICTIONARY = load_dictionary()
CODES = CodeBook(DICTIONARY)
SETTINGS = load_settings()
FIELDS = {
    name: DICTIONARY.table(table).field(field)
    for name, (table, field) in {
        "key": ("customer", "cons_no"),
        "name": ("customer", "cons_name"),
        "personal id": ("customer", "cert_no"),
        "phone": ("customer", "mobile"),
        "plain text": ("meter", "model"),
        "code": ("customer", "volt_level"),
        "open code": ("customer", "org_no"),
        "number": ("customer", "contract_cap"),
        "money": ("billing_month", "t_amt"),
        "integer": ("billing_month", "mr_day"),
        "month": ("billing_month", "ym"),
        "date": ("customer", "build_date"),
        "time": ("connection_order", "accept_time"),
        "flag": ("customer", "app_bind_flag"),
        "place": ("customer", "longitude"),
    }.items()
}
WORDS = (
    "-", "--", "/", "无", "NULL", "null", "N/A", "\\N", "#N/A", "#REF!", "#DIV/0!", "是", "否", "Y",
    "1", "0", "张*", "*明", "张××", "张×", "138****5678", "110101XXXXXXXX1234", "11010119800101123X",
    "3*1.5(6)A", "3×220V", "１２３", "（甲）", " 空格 ", "'0123", "1.31E+12", "1e5", "1E5", "123.0", "0001",
    "12,345.6", "1,234", "315kVA", "2024-03-05", "2024-3-5", "2024/3/5", "20240305", "2024-02-30",
    "45356", "2024-03-05 08:30:00", "2024-03-05T08:30", "2024-03-05 08:30:00+08:00", "202403",
    "2024年3月", "交流10kV", "10kV", "08", "8", "10千伏", "08-交流10kV", "怪", "0.1", ".5", "5.", "+5", "-5",
    "--5", "12.3456789", "99999999999999999999", "\x01123456789012345678", "\x0115", "a\nb", "a\tb",
    "\u200b", "\u3000", "ａｂｃ", "㎡", "…", "—", "——", "None", "nan", "inf", "TRUE", "FALSE", "true",
    "1_000", "0x10", "12 3", "1  2", "张  三", "9999-12-31", "0001-01-01", "121.5", "121°28'30\"", "X", "x", "*", "无",
    "有", "×", "√", "?", "？", ".", "#", "'", "=1+1", "@cmd", "1-2", "3301-0001", "A0001", "M1", "№",
    "ⅷ", "①", "é", "e\u0301", "张" * 2_000, "张" * 2_001, "1" * 2_001,
)  # fmt: skip


def _plainly(number: Decimal) -> str:
    return format(number, "f")


TEXTS = st.one_of(
    st.sampled_from(WORDS),
    st.text(max_size=12),
    st.text(alphabet="0123456789.-+,eE/ :年月日kV*×X无", max_size=14),
    st.text(alphabet="张王李０１２（）*-/ \u3000#'=", max_size=8),
    st.decimals(places=3, min_value=-(10**16), max_value=10**16).map(lambda n: format(n, "f")),
    st.datetimes().map(str),
)


@pytest.fixture(scope="module")
def connection():
    with kept_engine(1) as opened:
        yield opened


def settled(
    connection, field: FieldEntry, header: str | None, texts: list[str]
) -> list[tuple[str, bool, object, bool]]:
    context = reading(header)
    fast = fast_path(field, "r.c", context)
    values = ", ".join(f"({number}, {quote_text(text)})" for number, text in enumerate(texts))
    masked = fast.masked or "FALSE"
    return connection.execute(
        f"SELECT c, {fast.settles}, ({fast.value})::VARCHAR, {masked} FROM (VALUES {values}) r(n, c) ORDER BY n"
    ).fetchall()


def reading(header: str | None) -> ReadingContext:
    return ReadingContext(SETTINGS, CODES, date(2026, 11, 20), header)


@pytest.mark.parametrize("name", FIELDS)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(TEXTS.filter(lambda text: text and "\0" not in text), min_size=1, max_size=30))
def test_what_the_fast_path_settles_the_careful_reader_reads_alike(connection, name, texts):
    texts = [text.encode("utf-8", "ignore").decode() or "x" for text in [*texts, *WORDS]]
    compare(connection, FIELDS[name], None, texts)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(numbers=st.lists(st.decimals(min_value=-(10**12), max_value=10**12, places=6), min_size=1, max_size=20))
@pytest.mark.parametrize("header", ["万千瓦时", "MWh", "千瓦时", "元"])
def test_header_units_are_converted_alike(connection, header, numbers):
    field = DICTIONARY.table("billing_month").field("settle_pq")
    texts = [format(number.normalize(), "f") for number in numbers]
    compare(connection, field, header, [*texts, *WORDS])


def compare(connection, field: FieldEntry, header: str | None, texts: list[str]) -> None:
    read = cell_reader(field, reading(header))
    for text, taken, value, masked in settled(connection, field, header, texts):
        if not taken:
            continue
        cell = read(text)
        expected = connection.execute(f"SELECT CAST(? AS {sql_type(field)})::VARCHAR", [cell.value]).fetchone()[0]
        assert value == expected, (text, value, cell)
        assert cell.mark == ("*" if masked else ""), (text, cell)
        assert not cell.placeholder, text
        assert not cell.rounded, text


def test_the_ordinary_spellings_are_settled(connection):
    ordinary = {
        "key": "0001234567", "name": "柳河县幸福路8号(东)",
        "phone": "138****5678", "number": "315.5", "money": "-12.34",
        "integer": "15", "month": "202403", "date": "2024-03-05", "time": "2024-03-05 08:30:00", "place": "121.5",
        "code": "交流10kV",
    }  # fmt: skip
    for name, text in ordinary.items():
        assert settled(connection, FIELDS[name], None, [text])[0][1], name
