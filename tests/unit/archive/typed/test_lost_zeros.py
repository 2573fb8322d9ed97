"""Numbers a spreadsheet took for numbers find their customers again, and no others."""

from __future__ import annotations

from pathlib import Path

from tests.unit.archive.corpus import workbook
from tests.unit.archive.delivering import assert_counts_add_up, rows_of, run, write

POINTS = ["计量点编号", "用户编号", "计量点状态", "计量方式"]


def _customers(folder: Path, day: str = "20261120", numbers: tuple[str, ...] = ("0430100037", "0430100074")) -> Path:
    rows = [f"{number},张三{number[-2:]},A" for number in numbers]
    return write(folder, f"用电客户_{day}.csv", ["用户编号,用户名称,供电单位编码", *rows])


def _points(folder: Path, *owners: object, day: str = "20261120") -> Path:
    rows = [[f"9{place:05d}", owner, "在用", "低供低计"] for place, owner in enumerate(owners)]
    return workbook(folder / f"计量点_{day}.xlsx", {"计量点": [POINTS, *rows]})


def _owners(catalogue) -> list[object]:
    return [owner for _, owner in rows_of(catalogue, "metering_point", "mp_no", "cons_no")]


def test_numbers_without_their_zeros_find_their_customers(catalogue, tmp_path):
    report = run(catalogue, _points(tmp_path, 430100037, "0430100074", 430100074), _customers(tmp_path))
    assert_counts_add_up(report)
    assert _owners(catalogue) == ["0430100037", "0430100074", "0430100074"]
    [told] = [source for source in report.mapping if source["table"] == "metering_point"]
    assert "“用户编号”有 2 个编号丢了前面的 0，已按 10 位补上" in told["notes"]
    units = rows_of(catalogue, "metering_point", "mp_no", "_unit")
    assert {unit for _, unit in units} == {"A"}, "the unit is that of the customer found"


def test_a_number_that_is_known_as_it_stands_gets_no_zeros(catalogue, tmp_path):
    numbers = ("0430100037", "0430100074", "430100037")
    run(catalogue, _customers(tmp_path, numbers=numbers), _points(tmp_path, 430100037, 430100074))
    assert _owners(catalogue) == ["430100037", "430100074"]


def test_numbers_that_zeros_do_not_help_stay_as_they_are(catalogue, tmp_path):
    report = run(catalogue, _customers(tmp_path), _points(tmp_path, 430100037, 987654321, "12"))
    assert _owners(catalogue) == ["430100037", "987654321", "12"]
    assert not any("丢了" in note for source in report.mapping for note in source["notes"])


def test_customers_exported_without_zeros_next_week_are_the_same_customers(catalogue, tmp_path):
    run(catalogue, _customers(tmp_path))
    short = tuple(number.lstrip("0") for number in ("0430100037", "0430100074"))
    report = run(catalogue, _customers(tmp_path, "20261127", short))
    assert rows_of(catalogue, "customer", "cons_no") == [("0430100037",), ("0430100074",)]
    assert not report.questions


def test_the_same_file_is_read_anew_once_the_customers_are_known(catalogue, tmp_path):
    points = _points(tmp_path, 430100037, 430100074)
    run(catalogue, points)
    assert _owners(catalogue) == ["430100037", "430100074"]
    run(catalogue, _customers(tmp_path), points)
    assert _owners(catalogue) == ["0430100037", "0430100074"]
