"""What a snapshot covers, and what is asked, over several deliveries."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from census_app.archive.catalogue import Catalogue, archive_metadata
from census_app.archive.importing import import_files
from census_app.archive.model import Completeness, Stated
from census_app.archive.next_snapshot import ALL_REJECTED
from census_app.archive.report import ImportReport, ImportRequest
from census_app.dictionary.loader import load_dictionary
from census_app.foundation.database import open_database
from census_app.foundation.errors import BadInput
from census_app.foundation.jobs import silent

DICTIONARY = load_dictionary()


@pytest.fixture
def catalogue(tmp_path):
    folder = tmp_path / "workspace"
    folder.mkdir()
    engine = open_database(folder / "census.sqlite")
    archive_metadata.create_all(engine)
    yield Catalogue(engine, folder)
    engine.dispose()


def write(folder: Path, name: str, header: str, *rows: str) -> Path:
    path = folder / name
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def people(folder: Path, day: str, units: dict[str, int], status: str = "正常用电客户") -> Path:
    rows = [
        f"{unit}{number:04d},户{number},{unit},{status},10" for unit, count in units.items() for number in range(count)
    ]
    return write(folder, f"用电客户_{day}.csv", "用户编号,用户名称,供电单位编码,用户状态,合同容量", *rows)


def meters(folder: Path, day: str, units: dict[str, int]) -> Path:
    rows = [f"M{unit}{number},{unit}{number:04d},X{number}" for unit, count in units.items() for number in range(count)]
    return write(folder, f"电能表_{day}.csv", "电能表资产编号,用户编号,出厂编号", *rows)


def run(catalogue: Catalogue, *files: Path, **options: object) -> ImportReport:
    return import_files(ImportRequest(files=files, **options), catalogue, DICTIONARY, silent())


def test_meters_before_customers_are_seen_to_be_partial_once_customers_come(catalogue, tmp_path):
    alone = run(catalogue, meters(tmp_path, "20261119", {"A": 5}))
    assert alone.coverage["meter"].completeness is Completeness.COMPLETE
    both = run(catalogue, people(tmp_path, "20261120", {"A": 5, "B": 5}))
    assert both.coverage["meter"].completeness is Completeness.PARTIAL
    assert both.coverage["meter"].units == ("A",)
    assert both.coverage["meter"].inherited


def test_missing_units_are_asked_about_in_one_question_and_only_once(catalogue, tmp_path):
    first = run(catalogue, people(tmp_path, "20261113", {"A": 5, "B": 5}), meters(tmp_path, "20261113", {"A": 5}))
    assert len(first.questions) == 1
    assert first.questions[0].startswith("电能表：没有 1 个单位（B）的数据")
    again = run(catalogue, people(tmp_path, "20261120", {"A": 5, "B": 6}), meters(tmp_path, "20261120", {"A": 6}))
    assert again.questions == []
    assert again.coverage["meter"].units == ("A",)
    week3 = run(catalogue, people(tmp_path, "20261127", {"B": 6}), meters(tmp_path, "20261127", {"A": 1}))
    assert len(week3.questions) == 2
    assert week3.coverage["customer"].inherited_units == ("A",)


def test_what_is_said_to_be_complete_is(catalogue, tmp_path):
    files = people(tmp_path, "20261113", {"A": 5, "B": 5}), meters(tmp_path, "20261113", {"A": 5})
    report = run(catalogue, *files, completeness=Stated.COMPLETE)
    assert report.questions == []
    assert report.coverage["meter"].units is None


def test_what_is_said_to_be_partial_keeps_the_rest(catalogue, tmp_path):
    run(catalogue, people(tmp_path, "20261113", {"A": 50, "B": 50}))
    report = run(catalogue, people(tmp_path, "20261120", {"A": 49}), completeness=Stated.PARTIAL)
    coverage = report.coverage["customer"]
    assert (report.questions, coverage.rows, coverage.completeness) == ([], 99, Completeness.PARTIAL)
    assert coverage.unit_dates == {"A": date(2026, 11, 20), "B": date(2026, 11, 13)}


def test_a_column_that_vanished_and_shares_that_jumped_are_asked_about(catalogue, tmp_path):
    run(catalogue, people(tmp_path, "20261113", {"A": 100}))
    jumped = run(catalogue, people(tmp_path, "20261120", {"A": 100}, status="已销户客户"))
    assert "取值分布突变（用户状态）" in jumped.questions[0]
    assert jumped.coverage["customer"].units == ()
    rows = [f"A{number:04d},户{number},A" for number in range(100)]
    narrow = run(catalogue, write(tmp_path, "用电客户_20261121.csv", "用户编号,用户名称,供电单位编码", *rows))
    assert "少了 2 列（用户状态、合同容量）" in narrow.questions[0]
    assert narrow.coverage["customer"].fields == ("cons_no", "cons_name", "org_no")


def test_the_same_bytes_again_leave_coverage_as_it_was_but_newer(catalogue, tmp_path):
    run(catalogue, people(tmp_path, "20261113", {"A": 50, "B": 50}))
    file = people(tmp_path, "20261120", {"A": 20})
    partial = run(catalogue, file)
    assert partial.coverage["customer"].units == ("B",)
    renamed = file.rename(tmp_path / "用电客户_20261122.csv")
    again = run(catalogue, renamed)
    assert again.questions == []
    assert again.coverage["customer"].units == ("B",)
    assert again.coverage["customer"].data_date == date(2026, 11, 22)


def test_a_unit_above_covers_those_below_it(catalogue, tmp_path):
    org = write(
        tmp_path,
        "单位_20261120.csv",
        "单位编码,单位名称,级别,上级编码",
        "C,县,县,",
        "A,甲所,供电所,C",
        "B,乙所,供电所,C",
    )
    transformers = write(
        tmp_path,
        "台区_20261120.csv",
        "台区编号,台区名称,供电单位编码,台区容量",
        "T1,一号台区,C,100",
        "T2,二号台区,C,200",
    )
    report = run(catalogue, org, transformers, people(tmp_path, "20261120", {"A": 5, "B": 5}))
    assert report.coverage["distribution_transformer"].completeness is Completeness.COMPLETE, report.coverage


def test_a_unit_that_moved_a_customer_does_not_leave_it_twice(catalogue, tmp_path):
    run(catalogue, people(tmp_path, "20261113", {"A": 30, "B": 30}))
    rows = [f"B{number:04d},户{number},B,正常用电客户,10" for number in range(30)] + ["A0001,户1,B,正常用电客户,10"]
    run(catalogue, write(tmp_path, "用电客户_20261120.csv", "用户编号,用户名称,供电单位编码,用户状态,合同容量", *rows))
    snapshot = catalogue.open()
    assert snapshot.rows("customer") == 60
    assert snapshot.key_unique("customer")


def part_of_people(folder: Path, name: str, first: int, count: int) -> Path:
    rows = [f"A{number:04d},户{number},A,正常用电客户,10" for number in range(first, first + count)]
    return write(folder, name, "用户编号,用户名称,供电单位编码,用户状态,合同容量", *rows)


def test_as_many_other_records_of_a_unit_are_no_new_edition_of_it(catalogue, tmp_path):
    run(catalogue, part_of_people(tmp_path, "高压_20261119.csv", 0, 10))
    report = run(catalogue, part_of_people(tmp_path, "低压_20261120.csv", 10, 12))
    assert catalogue.open().rows("customer") == 22
    assert report.coverage["customer"].completeness is Completeness.PARTIAL
    [question] = report.questions
    assert "1 个单位换了一批记录，原有 10 条里 10 条这次没有" in question
    said = run(catalogue, part_of_people(tmp_path, "低压_20261121.csv", 10, 13), completeness=Stated.COMPLETE)
    assert not said.questions and catalogue.open().rows("customer") == 13


def test_files_of_one_import_with_other_records_and_dates_stay_together(catalogue, tmp_path):
    files = part_of_people(tmp_path, "高压_20261119.csv", 0, 10), part_of_people(tmp_path, "低压_20261120.csv", 10, 12)
    report = run(catalogue, *files)
    assert catalogue.open().rows("customer") == 22
    assert any("看来不是前面那份的新一版" in question for question in report.questions)


def test_customers_that_come_and_go_are_the_next_edition(catalogue, tmp_path):
    run(catalogue, part_of_people(tmp_path, "用电客户_20261119.csv", 0, 20))
    report = run(catalogue, part_of_people(tmp_path, "用电客户_20261120.csv", 8, 20))
    assert not report.questions and catalogue.open().rows("customer") == 20


def test_units_are_asked_about_by_name(catalogue, tmp_path):
    header = "用户编号,用户名称,供电单位编码,供电单位名称"
    rows = [f"{unit}{number:04d},户{number},{unit},{name}" for unit, name in NAMED.items() for number in range(6)]
    run(catalogue, write(tmp_path, "用电客户_20261113.csv", header, *rows))
    (question,) = run(catalogue, write(tmp_path, "用电客户_20261120.csv", header, *rows[:6])).questions
    assert "1 个单位（大石桥供电所 B）这次没有数据" in question
    (question,) = run(catalogue, meters(tmp_path, "20261120", {"B": 5})).questions
    assert question.startswith("电能表：没有 1 个单位（望河城区供电所 A）的数据")


def test_a_delivery_too_old_to_count_is_told_by_its_date_not_by_missing_units(catalogue, tmp_path):
    run(catalogue, people(tmp_path, "20261120", {"A": 5, "B": 5}))
    (question,) = run(catalogue, meters(tmp_path, "20260111", {"A": 5, "B": 5})).questions
    assert question.startswith("电能表：数据日期 2026-01-11 比快照的 2026-11-20 早 14 天以上")


NAMED = {"A": "望河城区供电所", "B": "大石桥供电所"}


def months(folder: Path, *rows: str) -> Path:
    return write(folder, "抄表.csv", "用户编号,年月,电量,电费", *rows)


def test_a_table_of_which_nothing_entered_covers_nothing_and_says_so(catalogue, tmp_path):
    nameless = write(tmp_path, "用电客户.csv", "用户编号,用户名称,供电单位编码", ",张三,A", ",李四,A")
    report = run(catalogue, nameless, months(tmp_path, ",202609,1,1"), completeness=Stated.COMPLETE)
    customers = report.coverage["customer"]
    assert (customers.completeness, customers.units, customers.rows) == (Completeness.PARTIAL, (), 0)
    assert "billing_month" not in report.coverage
    assert report.tables["billing_month"].rejected == 1
    assert report.questions == ["用电客户、电费账务(月)：" + ALL_REJECTED]
    assert report.rejected_list is not None


def test_an_import_of_which_nothing_enters_is_refused(catalogue, tmp_path):
    with pytest.raises(BadInput, match="每一行都没有主键"):
        run(catalogue, months(tmp_path, ",202609,1,1", ",202610,1,1"))
    assert catalogue.latest() is None


def test_what_a_delivery_lacks_may_be_among_its_many_rejected_rows(catalogue, tmp_path):
    entered = [f"A000{number},202610,5,3" for number in range(4)]
    few = run(catalogue, people(tmp_path, "20261120", {"A": 5}), months(tmp_path, *entered, ",202610,9,3"))
    assert few.coverage["billing_month"].completeness is Completeness.COMPLETE
    many = run(catalogue, months(tmp_path, *entered[:3], *(f",202610,{n},3" for n in (7, 8, 9))))
    assert many.coverage["billing_month"].units == ()
    assert any("6 行里 3 行被拒收" in question for question in many.questions)
    assert many.coverage["billing_month"].rows == 4  # the record of the month before stays beside the new ones


def test_a_corrected_rejected_list_of_a_narrow_table_is_known_and_completes_it(catalogue, tmp_path):
    rows = ["A0000,202610,5,3", "A0001,202610,5,3", *(f",202610,{n},3" for n in (7, 8, 9))]
    first = run(catalogue, people(tmp_path, "20261120", {"A": 5}), months(tmp_path, *rows))
    assert first.coverage["billing_month"].completeness is Completeness.PARTIAL
    assert first.rejected_list is not None
    book = openpyxl.load_workbook(first.rejected_list)
    book.worksheets[0].title = "改好了"
    for line in (2, 3, 4):
        book.worksheets[0].cell(line, 1, f"A000{line}")
    book.save(tmp_path / "改好.xlsx")
    second = run(catalogue, tmp_path / "改好.xlsx", completeness=Stated.COMPLETE)
    assert second.coverage["billing_month"].completeness is Completeness.COMPLETE
    assert second.coverage["billing_month"].rows == 5


def test_months_after_the_day_they_came_are_doubted(catalogue, tmp_path):
    report = run(catalogue, months(tmp_path, "1,203609,1,1", "1,203610,1,1", "1,202610,1,1"))
    (question,) = (text for text in report.questions if "先核年月" in text)
    assert question.startswith("电费账务(月)：2 行是 203609–203610 的，都晚于数据日期 ")


def test_a_few_rows_of_a_mistyped_year_are_not(catalogue, tmp_path):
    report = run(catalogue, months(tmp_path, "1,203609,1,1", "1,202609,1,1", "1,202610,1,1"))
    assert [text for text in report.questions if "先核年月" in text] == []
