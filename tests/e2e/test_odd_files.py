"""Files that are readable in spite of themselves: what can be used is used, the rest is counted and said."""

from __future__ import annotations

from pathlib import Path

from tests.e2e import broken
from tests.e2e.census import compare, imported, rows_of

TRUTH = {
    line.split(",")[0]: {
        "cons_name": line.split(",")[1],
        "elec_addr": line.split(",")[2],
        "contract_cap": 8,
        "volt_level": "交流220V",
    }
    for line in broken.LINES
}


def test_one_far_cell_does_not_stop_the_sheet(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = "用户档案"
    for line in [broken.HEADER, *broken.LINES]:
        book.active.append(line.split(","))
    book.active["E1048576"] = "220V"
    book.save(tmp_path / "用户.xlsx")
    counts = imported(tmp_path / "workspace", tmp_path / "用户.xlsx")["tables"]["customer"]
    compare(rows_of(tmp_path / "workspace", "customer"), TRUTH, "cons_no")
    assert (counts["rows"], counts["rejected"]) == (50, 1)
    assert counts["skipped"] == {"header": 1, "blank": counts["read"] - 52}


def test_rows_that_cannot_be_cut_are_listed_and_the_others_are_right(tmp_path: Path) -> None:
    lines = list(broken.LINES)
    lines[7] = "3400000007,张三,光明路,7号,东门,8,220V,多出来"
    lines[19] = "3400000019,用户19"
    (tmp_path / "用户.csv").write_bytes(broken.csv_text(lines).encode("gbk"))
    report = imported(tmp_path / "workspace", tmp_path / "用户.csv")
    counts = report["tables"]["customer"]
    assert counts["read"] == 51
    found = {row["cons_no"]: row for row in rows_of(tmp_path / "workspace", "customer")}
    untouched = {key: record for key, record in TRUTH.items() if key not in ("3400000007", "3400000019")}
    compare([row for key, row in found.items() if key in untouched], untouched, "cons_no")
    for key in ("3400000007", "3400000019"):
        assert key not in found or found[key]["volt_level"] is None
    assert counts["rejected"] == 2 - len({"3400000007", "3400000019"} & set(found))
    assert list((tmp_path / "workspace").rglob("拒收清单.xlsx"))


def test_other_encodings_and_separators(tmp_path: Path) -> None:
    spellings = [("utf-16", "\t"), ("utf-8", ";"), ("gb18030", "|"), ("utf-8-sig", "\t"), ("utf-16-le", ",")]
    for number, (encoding, separator) in enumerate(spellings):
        lines = broken.LINES[number * 10 : number * 10 + 10]
        content = broken.csv_text(lines).replace(",", separator).encode(encoding)
        (tmp_path / f"{number}号所用户.csv").write_bytes(content)
    imported(tmp_path / "workspace", *sorted(tmp_path.glob("*.csv")))
    compare(rows_of(tmp_path / "workspace", "customer"), TRUTH, "cons_no", order=True)


def test_two_columns_of_one_meaning_are_taken_only_where_they_agree(tmp_path: Path) -> None:
    lines = [f"{line},{line.split(',')[1]},{n}" for n, line in enumerate(broken.LINES)]
    (tmp_path / "用户.csv").write_text(broken.csv_text(lines, f"{broken.HEADER},户名,合同容量"), encoding="utf-8")
    report = imported(tmp_path / "workspace", tmp_path / "用户.csv")
    rows = rows_of(tmp_path / "workspace", "customer")
    compare(rows, {key: {"cons_name": record["cons_name"]} for key, record in TRUTH.items()}, "cons_no")
    assert all(row["contract_cap"] is None for row in rows)
    assert "contract_cap" not in report["coverage"]["customer"]["fields"]


def test_a_formula_in_error_and_a_word_in_a_number_are_unknown_not_empty(tmp_path: Path) -> None:
    lines = list(broken.LINES)
    lines[3] = "3400000003,用户3,解放路3号,#REF!,220V"
    lines[4] = "3400000004,用户4,解放路4号,八个,220V"
    lines[5] = "3400000005,用户5,解放路5号,,220V"
    lines[6] = ",用户6,解放路6号,8,220V"
    lines[9] = lines[8]
    (tmp_path / "用户.csv").write_text(broken.csv_text(lines), encoding="utf-8")
    counts = imported(tmp_path / "workspace", tmp_path / "用户.csv")["tables"]["customer"]
    assert (counts["rejected"], counts["skipped"]) == (1, {"header": 1, "repeated": 1})
    rows = {row["cons_no"]: row for row in rows_of(tmp_path / "workspace", "customer")}
    for key in ("3400000003", "3400000004"):
        assert rows[key]["contract_cap"] is None
        assert ",!contract_cap," in rows[key]["_flags"]
    assert "!contract_cap" not in (rows["3400000005"]["_flags"] or "")
