"""Deliveries of changed rows only: what is not among them is as it was, and known to be so for their day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from census_app.archive.model import Completeness, Stated

from .delivering import customer, customers, rows_of, run


def _days(catalogue):
    snapshot = catalogue.open()
    return {snapshot.day(part) for part in snapshot.table_parts("customer")}


def test_rows_that_are_not_among_the_changes_stand_for_their_day(catalogue, tmp_path):
    week1 = [customer(number, unit) for unit, first in (("A", 0), ("B", 20)) for number in range(first, first + 20)]
    run(catalogue, customers(tmp_path, "用电客户_20261113.csv", *week1))
    changed = customers(tmp_path, "用电客户_20261120.csv", customer(3, "A", "10"), customer(40, "A"))
    report = run(catalogue, changed, completeness=Stated.CHANGES)
    found = dict(rows_of(catalogue, "customer", "cons_no", "contract_cap"))
    assert len(found) == 41
    assert [number for number, cap in found.items() if cap == Decimal("10.000")] == ["0000000003"]
    coverage = report.coverage["customer"]
    assert (coverage.completeness, coverage.units, coverage.inherited_units) == (Completeness.COMPLETE, None, ())
    assert _days(catalogue) == {date(2026, 11, 20)}
    assert report.questions == []


def test_rows_that_are_not_in_a_part_keep_their_day(catalogue, tmp_path):
    run(catalogue, customers(tmp_path, "用电客户_20261113.csv", *[customer(number, "A") for number in range(20)]))
    changed = customers(tmp_path, "用电客户_20261120.csv", customer(3, "A", "10"))
    run(catalogue, changed, completeness=Stated.PARTIAL)
    assert _days(catalogue) == {date(2026, 11, 13), date(2026, 11, 20)}


def test_changes_of_what_never_came_whole_cover_nothing_and_say_so(catalogue, tmp_path):
    changed = customers(tmp_path, "用电客户_20261120.csv", customer(3, "A", "10"))
    report = run(catalogue, changed, completeness=Stated.CHANGES)
    assert report.coverage["customer"].completeness is Completeness.PARTIAL
    (question,) = report.questions
    assert "先导入一次全的" in question


def test_changes_leave_doubts_about_a_unit_as_they_were(catalogue, tmp_path):
    run(catalogue, customers(tmp_path, "用电客户_20261113.csv", *[customer(number, "A") for number in range(40)]))
    cut = [customer(number, "A", "10") for number in range(10)]
    run(catalogue, customers(tmp_path, "用电客户_20261120.csv", *cut))
    changed = customers(tmp_path, "用电客户_20261127.csv", customer(3, "A", "12"))
    report = run(catalogue, changed, completeness=Stated.CHANGES)
    assert report.coverage["customer"].units == ()


def test_a_late_delivery_of_changes_confirms_nothing(catalogue, tmp_path):
    run(catalogue, customers(tmp_path, "用电客户_20261113.csv", *[customer(number, "A") for number in range(20)]))
    late = customers(tmp_path, "用电客户_20261106.csv", customer(3, "A", "10"))
    report = run(catalogue, late, completeness=Stated.CHANGES)
    assert "早于已有的" in report.questions[0]
    assert _days(catalogue) == {date(2026, 11, 13)}


def test_changes_of_two_days_imported_together_are_taken_one_after_the_other(catalogue, tmp_path):
    run(catalogue, customers(tmp_path, "用电客户_20261113.csv", *[customer(number, "A") for number in range(20)]))
    tuesday = customers(tmp_path, "用电客户_20261117.csv", customer(3, "A", "9"), customer(4, "A", "9"))
    friday = customers(tmp_path, "用电客户_20261120.csv", customer(4, "A", "10"))
    run(catalogue, tuesday, friday, completeness=Stated.CHANGES)
    found = {number: cap for number, cap in rows_of(catalogue, "customer", "cons_no", "contract_cap") if cap != 8}
    assert found == {"0000000003": Decimal("9.000"), "0000000004": Decimal("10.000")}
    assert len(rows_of(catalogue, "customer", "cons_no")) == 20
