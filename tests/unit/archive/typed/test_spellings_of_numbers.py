"""Numbers with separators, units, shares and ratios; nothing is rounded or converted unsaid."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from census_app.archive.settings import load_settings
from census_app.archive.typed.spellings_of_numbers import NumberReader

SETTINGS = load_settings()


def reader(scale=4, unit=None, header=None, ratio=False):
    return NumberReader(SETTINGS, scale, unit, header, ratio)


@given(st.decimals(min_value=-(10**13), max_value=10**13, places=4, allow_nan=False))
def test_plain_grouped_and_exponent_spellings_agree(number):
    assert reader().read(format(number, "f")).value == number
    assert reader().read(f"{number:,f}").value == number
    assert reader().read(f"{number:E}").value == number
    assert reader().read(f"{number:+f}").value == number


@pytest.mark.parametrize(
    ("text", "unit", "header", "value"),
    [
        ("315kVA", "kVA", None, "315"),
        ("315 千伏安", "kVA", None, "315"),
        ("0.5MVA", "kVA", None, "500"),
        ("40", "MVA", None, "40"),
        ("40000kVA", "MVA", None, "40"),
        ("1.2", "kWh", "万千瓦时", "12000"),
        ("1.2万", "kWh", None, "12000"),
        ("300度", "kWh", "万千瓦时", "300"),
        ("2.5", "元", "万元", "25000"),
        ("¥1,234.50", "元", None, None),
        ("1234.5元", "元", "万元", "1234.5"),
        ("10kV", "A/V", None, "10000"),
        ("5A", "A/V", None, "5"),
        ("12.5%", "%", None, "12.5"),
        ("95%", None, None, "0.95"),
        ("0.5283", "元/kWh", "元/千瓦时", "0.5283"),
        ("52.83分/kWh", "元/kWh", None, "0.5283"),
        ("12台", "台", None, "12"),
        ("15分钟", "min", None, "15"),
        ("2小时", "min", None, "120"),
        ("1200米", "km", None, "1.2"),
        ("30", "%或kWh", None, "30"),
        ("30%", "%或kWh", None, "30"),
        ("200kWh", "%或kWh", None, "200"),
        ("(12.5)", "元", None, "-12.5"),
        ("8", "kVA", "必填", "8"),
    ],
)
def test_units_in_cell_and_header(text, unit, header, value):
    found = reader(unit=unit, header=header).read(text).value
    assert found == (None if value is None else Decimal(value))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("100/5", "20"),
        ("10kV/0.1kV", "100"),
        ("10000/100", "100"),
        ("10000/100×100/5", "2000"),
        ("10kV/0.1kV * 50/5", "1000"),
        ("×40", "40"),
        ("40倍", "40"),
        ("5/0", None),
        ("10000/100×", None),
    ],
)
def test_ratios(text, value):
    assert reader(ratio=True).read(text).value == (None if value is None else Decimal(value))


def test_ratios_are_no_numbers_elsewhere():
    assert reader().read("100/5").value is None


def test_decimals_beyond_the_scale_are_rounded_and_said_so():
    assert reader(scale=2).read("12.345") == reader(scale=2).read("12.345").__class__(Decimal("12.35"), rounded=True)
    assert reader(scale=2).read("-12.345").value == Decimal("-12.35")
    noise = reader(scale=2).read("12.300000000000001")
    assert (noise.value, noise.rounded) == (Decimal("12.30"), False)


def test_what_does_not_fit_is_not_cut():
    assert reader(scale=2).read("99999999999999999").value is None
    assert reader(scale=2).read("9999999999999999.99").value == Decimal("9999999999999999.99")
    assert reader(scale=2).read("9999999999999999.999").value is None
    assert "过大" in reader(scale=2).read("1e300").reason


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("300元", "kWh"),
        ("5米", "kVA"),
        ("abc", None),
        ("1.2.3", None),
        ("1,23", None),
        ("约100", None),
        ("12kg", "kWh"),
        ("", None),
    ],
)
def test_other_units_and_words_are_unreadable(text, unit):
    found = reader(unit=unit).read(text)
    assert found.value is None
    assert found.reason


def test_a_period_in_the_header_is_no_unit_of_another_kind():
    assert reader(unit="kWh", header="月").read("5").value == 5
    assert reader(unit="月", header="月").read("5").value == 5


def test_a_header_of_another_kind_makes_the_column_unreadable():
    assert reader(unit="kWh", header="元").read("5").value is None


@given(st.text(max_size=20))
def test_no_text_breaks_the_reader(text):
    reader(unit="kWh", header="万千瓦时", ratio=True).read(text)
