"""Rosters as counties have them, through the program's own door: good, messy, hostile, large, and by two at once."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.e2e.census import PROGRAM, ROOT, Outcome, census, environment

PIN = "271828"
UNITS = [
    ("单位编码", "单位名称", "级别", "上级编码"),
    ("1340922", "青澜县供电公司", "县", ""),
    ("134092201", "青澜县柳河供电所", "所", "1340922"),
    ("134092202", "青澜县石桥供电所", "所", "1340922"),
]
PEOPLE = [
    ("账号", "姓名", "单位", "角色", "手机"),
    ("admin", "王管", "青澜县供电公司", "管理员", "13800138000"),
    ("head1", "赵所", "柳河供电所", "所长", "13800138001"),
    ("walk1", "李普", "柳河供电所", "普查员", "13800138002"),
]


def write(path: Path, people: Sequence[Sequence[Any]] = PEOPLE, units: Sequence[Sequence[Any]] = UNITS) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "人员"
    for row in people:
        sheet.append(list(row))
    if units:
        sheet = book.create_sheet("单位")
        for row in units:
            sheet.append(list(row))
    book.save(path)
    return path


def by(account: str, *arguments: object, secrets: Sequence[str] = (PIN,)) -> Outcome:
    """Run one command as a person; the secrets come through standard input."""
    lines = "".join(f"{one}\n" for one in secrets).encode()
    named = ("--as", account) if account else ()
    return census(*named, *arguments, env=environment(CENSUS_PIN_FD="0"), given=lines)


def opened(folder: Path, **sheets: Sequence[Sequence[Any]]) -> Path:
    """A workspace with people enabled; the administrator has chosen the PIN."""
    workspace = folder / "W"
    path = write(folder / "名册.xlsx", **sheets)
    codes = folder / "codes.xlsx"
    done = census("people", "import", path, "--workspace", workspace, "--codes", codes, "--enable", "--json")
    assert done.code == 0, done
    rows = openpyxl.load_workbook(codes).active.iter_rows(min_row=3, values_only=True)
    code = next(str(row[3]) for row in rows if row[2] == "admin")
    assert code not in done.stdout + done.stderr
    done = by("", "people", "pin", "admin", "--workspace", workspace, secrets=(code, PIN, PIN))
    assert done.code == 0 and PIN not in done.stdout + done.stderr, done
    return workspace


def test_one_step_opens_a_county_and_the_chain_says_who(tmp_path: Path) -> None:
    workspace = opened(tmp_path)
    refused = census("people", "disable", "--reason", "x", "--workspace", workspace)
    assert refused.code == 2 and "还没有登录" in refused.stderr
    wrong = by("admin", "people", "whoami", "--workspace", workspace, secrets=("314159",))
    assert wrong.code == 2 and "账号或 PIN 不对" in wrong.stderr and "314159" not in wrong.stderr
    me = by("admin", "people", "whoami", "--workspace", workspace, "--json").report
    assert (me["account"], me["identity"], me["home"]) == ("admin", "pin", "1340922")
    assert by("admin", "people", "disable", "--reason", "x", "--workspace", workspace).code == 0
    shown = census("people", "show", "admin", "--workspace", workspace, "--json").report
    assert [line.split("：", 1)[1].split("（")[0] for line in shown["history"]][1:] == ["发了开通码", "设了 PIN"]
    tree = census("people", "tree", "--workspace", workspace, "--json").report["units"]
    assert [(unit["code"], unit["depth"], unit["below"]) for unit in tree] == [
        ("1340922", 0, 3),
        ("134092201", 1, 2),
        ("134092202", 1, 0),
    ]
    listed = census("people", "list", "--unit", "柳河供电所", "--role", "普查员", "--workspace", workspace, "--json")
    assert [person["account"] for person in listed.report["people"]] == ["walk1"]
    assert census("verify", "--workspace", workspace).code == 0


def test_a_messy_roster_is_taken_for_what_it_says(tmp_path: Path) -> None:
    rows: list[Sequence[Any]] = [
        ("青澜县供电公司普查人员名册（2026年11月）",),
        (),
        ("序号", "工 号＊", "姓名", "供电单位名称", "岗 位", "联系电话（手机）", "到岗日期", "备注"),
        (1, 10001, "王管", "青澜县供电公司", "系统管理员，督察", 13800138000, "2026年1月5日", "总负责"),
        (2, "10002", " 赵 所 ", "青澜县柳河供电所", "所长/审核员", "138-0013-8001", 46027, None),
        (3, "ＡＢ３", "李普", None, "台区经理", "", "2026.3.1", None),
        ("序号", "工 号＊", "姓名", "供电单位名称", "岗 位", "联系电话（手机）", "到岗日期", "备注"),
        (4, "10004", "周普", "石桥供电所", "普查员；审核员@柳河供电所", "", "", None),
        ("合计", "4 人"),
    ]
    path = write(tmp_path / "r.xlsx", rows)
    book = openpyxl.load_workbook(path)
    book["人员"].merge_cells("A1:H1")
    book["人员"].merge_cells("D5:D6")
    book.save(path)
    report = census("people", "import", path, "--workspace", tmp_path / "W", "--json")
    assert report.code == 0, report.report["faults"]
    assert report.report["people"]["new"] == 4
    people = {one["account"]: one for one in _listed(tmp_path / "W")}
    assert people["10002"]["valid_from"] == "2026-01-05"
    assert people["ab3"]["unit"] == "134092201" and people["ab3"]["roles"] == [["surveyor", "134092201"]]
    assert people["10004"]["roles"] == [["reviewer", "134092201"], ["surveyor", "134092202"]]
    again = census("people", "import", path, "--workspace", tmp_path / "W", "--json").report
    assert again["act"] == 0 and again["people"]["unchanged"] == 4


def test_a_hostile_roster_changes_nothing_and_every_cell_is_named(tmp_path: Path) -> None:
    hostile = [
        *PEOPLE,
        ('=HYPERLINK("http://x","a")', "公式", "柳河供电所", "普查员", ""),
        ("a1", "=cmd|' /C calc'!A0", "柳河供电所", "普查员", ""),
        ("a2", "张\u202e三", "柳河供电所", "普查员", ""),
        ("a3'; DROP TABLE acts;--", "注入", "柳河供电所", "普查员", ""),
        ("a4", "甲" * 30_000, "柳河供电所", "普查员", ""),
        ("ADMIN", "冒名", "柳河供电所", "管理员", ""),
        ("a5", "𬭎⻓😀", "柳河供电所", "普查员@" + "火" * 400, ""),
        (123456789012345678, "长数字", "柳河供电所", "普查员", ""),
        ("a6", "张三", "柳河供电所", "普查员", "138****0000"),
    ]
    path = write(tmp_path / "r.xlsx", hostile)
    done = census("people", "import", path, "--workspace", tmp_path / "W", "--json")
    assert done.code == 1, done
    faults = {(fault["row"], fault["column"]) for fault in done.report["faults"]}
    assert faults == {(5, 0), (6, 1), (7, 1), (8, 0), (9, 1), (10, 0), (11, 3), (12, 0), (13, 4)}
    assert census("verify", "--workspace", tmp_path / "W", "--json").report["acts"] == 0
    marked = openpyxl.load_workbook(done.report["marked"])
    assert all(cell.data_type != "f" for sheet in marked for row in sheet.iter_rows() for cell in row)
    assert marked["人员"]["F10"].value.startswith("账号重复")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.xlsx", b""),
        ("text.xlsx", "账号,姓名\na,b\n".encode()),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
        ("zip.xlsx", b"PK\x03\x04" + b"\0" * 100),
    ],
)
def test_what_is_no_workbook_is_refused_plainly(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    done = census("people", "import", tmp_path / name, "--workspace", tmp_path / "W")
    assert done.code == 2 and name in done.stderr


def test_a_roster_in_csv_from_excel_is_a_roster(tmp_path: Path) -> None:
    path = tmp_path / "名册.csv"
    path.write_bytes("账号,姓名,单位,角色\nadmin,王管,青澜县供电公司,管理员\n".encode("gb18030"))
    done = census("people", "import", path, "--workspace", tmp_path / "W", "--json")
    assert done.code == 0 and done.report["people"]["new"] == 1, done


@pytest.mark.nightly
def test_five_thousand_people_in_one_step(tmp_path: Path) -> None:
    stations = [(f"13409{n:03d}", f"青澜县第{n}供电所", "所", "1340922") for n in range(200)]
    people = [(f"p{n:05d}", f"人{n}", stations[n % 200][n % 2], "普查员、审核员", f"138{n:08d}") for n in range(5_000)]
    workspace = opened(tmp_path, people=[*PEOPLE, *people], units=[*UNITS, *stations])
    path = tmp_path / "名册.xlsx"
    again = by("admin", "people", "import", path, "--workspace", workspace, "--json").report
    assert again["act"] == 0 and again["people"]["unchanged"] == 5_003
    few = write(tmp_path / "few.xlsx", [*PEOPLE, *people[:4_990]], [*UNITS, *stations])
    report = by("admin", "people", "import", few, "--complete", "--workspace", workspace, "--json").report
    assert report["people"] == {"new": 0, "changed": 0, "left": 10, "unchanged": 4_993, "absent": 0}
    assert len(_listed(workspace)) == 4_993 and len(_listed(workspace, "--all")) == 5_003
    assert census("verify", "--workspace", workspace).code == 0


def test_two_rosters_at_once_are_one_after_the_other(tmp_path: Path) -> None:
    workspace = opened(tmp_path)
    header, row = PEOPLE[0], ("柳河供电所", "普查员", "")
    files = [write(tmp_path / f"{n}.xlsx", [header, (f"new{n}", f"新{n}", *row)], ()) for n in range(2)]
    command = [*PROGRAM, "--as", "admin", "people", "import"]
    both = [
        subprocess.Popen(
            [*command, str(path), "--workspace", str(workspace)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            env=environment(CENSUS_PIN_FD="0"),
        )
        for path in files
    ]
    for one in both:
        one.communicate(f"{PIN}\n".encode())
    codes = [one.returncode for one in both]
    assert set(codes) <= {0, 3} and 0 in codes
    for path, code in zip(files, codes, strict=True):
        if code == 3:
            assert by("admin", "people", "import", path, "--workspace", workspace).code == 0
    assert {"new0", "new1"} <= {one["account"] for one in _listed(workspace)}
    assert census("verify", "--workspace", workspace).code == 0


def _listed(workspace: Path, *options: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = census("people", "list", "--workspace", workspace, "--json", *options).report[
        "people"
    ]
    return found
