"""追补 per problem: exact decimals, the last entry of a kind counts, a file is taken whole or not at all."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from census_app.foundation.errors import BadInput
from census_app.foundation.jobs import silent
from census_app.reporting.recovery_files import read_recoveries
from census_app.survey.recoveries import Recovery, enter_recoveries, known_recoveries, read_recovery, total_of
from census_app.workspace.problems.listing import problem_rows
from census_app.workspace.problems.numbers import number
from census_app.workspace.verification.verify import verify_workspace
from census_app.workspace.workspace import Workspace


@pytest.fixture
def numbers(county: Workspace) -> list[str]:
    return [str(row[0]) for row in problem_rows(county).rows(["problem_no"])]


def test_the_last_entry_of_a_kind_counts(county: Workspace, numbers: list[str]) -> None:
    first, second = numbers[:2]
    assert enter_recoveries(county, [read_recovery(first, "1,234.50", "800.10")]) is not None
    assert enter_recoveries(county, [read_recovery(first.lower(), "1234.5", "800.1")]) is None
    enter_recoveries(
        county,
        [read_recovery(first, "１００", "80"), read_recovery(second, "", "30.05", kind="退费", note="多收")],
    )
    known = known_recoveries(county)
    assert [(one.kind, one.energy, one.amount) for one in known if one.problem_no == first] == [
        ("追补", Decimal(100), Decimal(80))
    ]
    assert total_of(known) == (Decimal(100), Decimal("49.95"))
    enter_recoveries(county, [read_recovery(second, "0", "0", kind="退补")])
    assert total_of(known_recoveries(county)) == (Decimal(100), Decimal(80))
    assert not verify_workspace(county).faults


@pytest.mark.parametrize(
    ("energy", "amount", "kind", "words"),
    [
        ("", "", "", "都是空的"),
        ("十", "", "", "不是数"),
        ("-5", "", "", "超出范围"),
        ("1e20", "", "", "超出范围"),
        ("nan", "", "", "不是数"),
        ("", "1.005", "", "最多 2 位"),
        ("1", "1", "奖励", "看不懂的种类"),
    ],
)
def test_what_is_no_amount_is_refused(numbers: list[str], energy: str, amount: str, kind: str, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        read_recovery(numbers[0], energy, amount, kind=kind)


def test_unknown_and_double_problems_leave_nothing(county: Workspace, numbers: list[str]) -> None:
    entry = read_recovery(numbers[0], "1", "1")
    with pytest.raises(BadInput, match="写了两次"):
        enter_recoveries(county, [entry, entry])
    with pytest.raises(BadInput, match="没有这些问题"):
        enter_recoveries(county, [entry, Recovery(number("0" * 16), kind="追补", amount=Decimal(1))])
    assert known_recoveries(county) == []


def test_a_file_is_taken_whole(county: Workspace, numbers: list[str], tmp_path: Path) -> None:
    target = tmp_path / "追补.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["十一月追补登记"])
    sheet.append(["问题短号", "追补电量(kWh)", "追补电费(元)", "备注"])
    sheet.append([numbers[0], 12.5, "9.9", "倍率"])
    sheet.append([None, None, None, None])
    sheet.append([numbers[1], "", 20, ""])
    book.save(target)
    entries = read_recoveries(target, silent())
    assert [(one.problem_no, one.energy, one.amount) for one in entries] == [
        (numbers[0], Decimal("12.5"), Decimal("9.9")),
        (numbers[1], Decimal(0), Decimal(20)),
    ]
    enter_recoveries(county, entries)
    sheet["C3"] = "=1+1"
    sheet["B5"] = "很多"
    sheet.append([None, 5, 20, ""])
    book.save(target)
    with pytest.raises(BadInput) as refused:
        read_recoveries(target, silent())
    assert "第 3 行：这一行有公式" in refused.value.message and "第 5 行：电量不是数" in refused.value.message
    assert "第 6 行：没有给出问题" in refused.value.message
    sheet.delete_rows(2)
    book.save(target)
    with pytest.raises(BadInput, match="没有找到追补登记表"):
        read_recoveries(target, silent())
