"""Values read off plates: how plates spell them, and what no plate says."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from census_app.dictionary.loader import load_dictionary
from census_app.foundation.errors import BadInput
from census_app.foundation.resources import resource
from census_app.survey.photos.nameplates.proposing import propose
from census_app.survey.photos.nameplates.settings import nameplate_settings
from census_app.survey.photos.nameplates.text import TextLine, can_read, read_lines

PLATE = [
    TextLine("油浸式配电变压器型号S13-M-200/10", 0.99),
    TextLine("额定容量 200 ｋVA 额定电压10/0.4kV", 0.98),
    TextLine("出厂编号：2016-0834", 0.97),
    TextLine("制造日期 2016年08月", 0.99),
    TextLine("河北华电变压器有限公司", 0.99),
]


def _value(table: str, field: str, lines: list[TextLine]) -> str:
    found = propose(lines, nameplate_settings().of(table, field), nameplate_settings().least_confidence)
    return "" if found is None else found.value


@pytest.mark.parametrize(
    ("table", "field", "value"),
    [
        ("distribution_transformer", "tran_cap_sum", "200"),
        ("distribution_transformer", "tran_model", "S13-M-200/10"),
        ("receiving_equipment", "plate_cap", "200"),
        ("receiving_equipment", "factory_no", "2016-0834"),
        ("receiving_equipment", "manufacturer", "河北华电变压器有限公司"),
        ("meter", "made_date", "2016年08月"),
        ("meter", "asset_no", ""),
        ("instrument_transformer", "ct_ratio", ""),
    ],
)
def test_a_transformers_plate(table: str, field: str, value: str) -> None:
    assert _value(table, field, PLATE) == value


def test_a_meters_plate() -> None:
    lines = [TextLine("智能电能表 型号：DDZY102-Z", 0.9), TextLine("NO. 13300010000001001028", 0.95)]
    assert _value("meter", "asset_no", lines) == "13300010000001001028"
    assert _value("meter", "model", lines) == "DDZY102-Z"


def test_the_surest_of_several_lines_and_nothing_unsure() -> None:
    assert _value("receiving_equipment", "plate_cap", [TextLine("250kVA", 0.7), TextLine("350kVA", 0.9)]) == "350"
    assert _value("receiving_equipment", "plate_cap", [TextLine("250kVA", 0.3)]) == ""


def test_every_field_is_one_of_the_dictionary() -> None:
    tables = load_dictionary().tables.values()
    fields = {entry.id for table in tables for entry in table.fields}
    fields |= {f"{table.id}.{entry.id}" for table in tables for entry in table.fields}
    assert set(nameplate_settings().fields) <= fields


def test_a_pattern_without_a_value_is_refused(tmp_path: Path) -> None:
    content = yaml.safe_load(resource("survey/nameplates.yaml").read_text(encoding="utf-8"))
    content["fields"]["plate_cap"] = ["[0-9]+"]
    path = tmp_path / "nameplates.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    with pytest.raises(BadInput, match="plate_cap"):
        nameplate_settings(path)


@given(st.lists(st.builds(TextLine, st.text(max_size=60), st.floats(0, 1)), max_size=6))
def test_any_text_gives_a_value_of_its_own_or_none(lines: list[TextLine]) -> None:
    for field, patterns in nameplate_settings().patterns.items():
        found = propose(lines, patterns, nameplate_settings().least_confidence)
        assert found is None or (found.value and found.line in {line.text for line in lines}), field


@pytest.mark.skipif(can_read(), reason="text recognition is installed")
def test_without_recognition_it_is_said_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"没有装文字识别.*census-app\[ocr\]"):
        read_lines(tmp_path / "a.jpg", 2000)
