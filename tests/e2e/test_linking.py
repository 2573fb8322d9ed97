"""From files to links through the command line: references registered, compared, kept, repeated."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest

from census_app.cli.main import run
from census_app.foundation.engines import kept_engine

SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴徐孙", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平"
PEOPLE = 240


def person(number: int) -> tuple[str, str, str, str]:
    """Name, id, phone, address of one invented person."""
    name = SURNAMES[number % 12] + GIVEN[number // 12 % 20] + GIVEN[number * 7 % 20]
    body = f"110105{1950 + number % 50}{1 + number % 12:02d}{1 + number % 28:02d}{number:03d}"
    check = "10X98765432"[sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(body)) % 11]
    address = f"青岭县柳河镇王庄村{1 + number % 9}组{number + 1}号"
    return name, body + check, f"1393116{5000 + number * 17}", address


def write(path: Path, header: list[str], rows: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def customers(folder: Path) -> Path:
    """Half know their id; the others are recognised by name, phone and address in another spelling."""
    rows = []
    for number in range(PEOPLE):
        name, identity, phone, address = person(number)
        identity = identity if number % 2 else ""
        rows.append([f"{10_0000_0000 + number}", name, "居民身份证", identity, phone, address.replace("青岭县", "")])
    header = ["用户编号", "用户名称", "证件类型", "证件号码", "移动电话", "用电地址"]
    return write(folder / "用电客户.csv", header, rows)


def population(folder: Path, count: int = PEOPLE) -> Path:
    rows = [[f"P{number:05d}", *person(number)] for number in range(count)]
    return write(folder / "公安人口.csv", ["记录号", "姓名", "证件号", "联系电话", "户籍地址"], rows)


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("imported")
    folder = made / "W"
    assert run(["import", str(customers(made)), "--workspace", str(folder), "--data-date", "2026-11-25"]) == 0
    add = ["reference", "add", "gov_population", str(population(made)), "--workspace", str(folder)]
    assert run([*add, "--data-date", "2026-06-01"]) == 0
    return folder


@pytest.fixture
def workspace(imported: Path, tmp_path: Path) -> Path:
    """A copy of one's own."""
    return Path(shutil.copytree(imported, tmp_path / "W"))


def read(file: Path, query: str) -> list[tuple]:
    with kept_engine(1) as connection:
        connection.execute(f"CREATE VIEW links AS FROM read_parquet('{file.as_posix()}')")
        return connection.execute(query).fetchall()


def link(workspace: Path, capsys: pytest.CaptureFixture[str], *more: str) -> dict:
    capsys.readouterr()
    assert run(["link", "--workspace", str(workspace), "--json", *more]) == 0
    return json.loads(capsys.readouterr().out)


def test_customers_find_their_person(workspace, tmp_path, capsys):
    out = tmp_path / "links.parquet"
    told = link(workspace, capsys, "--out", str(out))
    source = told["sources"]["gov_population"]
    assert source["counts"]["linked"] + source["counts"].get("review", 0) == PEOPLE
    rows = read(
        out, "SELECT left_key, right_key, decision FROM links WHERE source = 'gov_population' AND decision = 'auto'"
    )
    assert len(rows) > PEOPLE * 0.9
    assert {(int(left) - 10_0000_0000, int(right[1:])) for left, right, _ in rows} == {
        (int(left) - 10_0000_0000, int(left) - 10_0000_0000) for left, _, _ in rows
    }


def test_an_old_source_is_said(workspace, capsys):
    warnings = link(workspace, capsys)["warnings"]
    assert len(warnings) == 1
    assert "2026-06-01" in warnings[0]
    assert "177" in warnings[0]
    capsys.readouterr()
    assert run(["reference", "list", "--workspace", str(workspace), "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)["sources"]["gov_population"]
    assert listed["rows"] == PEOPLE
    assert listed["versions"] == ["2026-06-01"]
    assert listed["warnings"] == warnings


def test_the_same_inputs_give_the_same_link_set(workspace, tmp_path, capsys):
    first = link(workspace, capsys)
    again = link(workspace, capsys)
    assert again["link_set"] == first["link_set"]
    folder = workspace / "links" / first["link_set"]
    before = (folder / "links.parquet").read_bytes()
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    assert link(workspace, capsys)["link_set"] == first["link_set"]
    assert (folder / "links.parquet").read_bytes() == before


def test_a_new_reference_file_makes_a_new_link_set(workspace, tmp_path, capsys):
    first = link(workspace, capsys)["link_set"]
    add = ["reference", "add", "gov_population", str(population(tmp_path, 100)), "--workspace", str(workspace)]
    assert run([*add, "--data-date", "2026-11-20", "--complete"]) == 0
    told = link(workspace, capsys)
    assert told["link_set"] != first
    assert told["sources"]["gov_population"]["counts"]["none"] == PEOPLE - 100
    assert told["warnings"] == []


def test_one_source_again_leaves_the_others_as_they_are(workspace, tmp_path, capsys):
    phones = [[person(number)[2], "在网"] for number in range(0, PEOPLE, 3)]
    operator = write(tmp_path / "运营商.csv", ["手机号", "号码状态"], phones)
    add = ["reference", "add", "operator_return", str(operator), "--workspace", str(workspace)]
    assert run([*add, "--data-date", "2026-11-20"]) == 0
    whole = link(workspace, capsys)["sources"]
    assert whole["operator_return"]["counts"]["auto"] == len(phones)
    out = tmp_path / "links.parquet"
    again = link(workspace, capsys, "--source", "operator_return", "--out", str(out))["sources"]
    assert again == whole
    counted = dict(read(out, "SELECT source, count(*) FROM links GROUP BY 1"))
    assert counted["operator_return"] == len(phones)
    assert counted["gov_population"] > PEOPLE * 0.9


def test_every_record_is_told_once(workspace, tmp_path, capsys):
    firm = "青岭县柳河商贸有限公司"
    paid = [
        [f"{10_0000_0000 + number}", firm, f"{person(number)[2][:3]}****{person(number)[2][7:]}"] for number in range(9)
    ]
    file = write(tmp_path / "缴费回流.csv", ["户号", "付款人姓名", "付款人手机号"], paid)
    add = ["reference", "add", "缴费回流", str(file), "--workspace", str(workspace)]
    assert run([*add, "--data-date", "2026-11-20"]) == 0
    out = tmp_path / "links.parquet"
    told = link(workspace, capsys, "--out", str(out))["sources"]
    for counts in (source["counts"] for source in told.values()):
        assert sum(counts.get(verdict, 0) for verdict in ("linked", "review", "open", "none")) == PEOPLE
    asked = "SELECT count(*) FROM links WHERE source = 'payment_return' AND decision = 'review'"
    assert read(out, asked)[0][0] == 0, "whether a firm that pays for a person is that person, nobody is asked"
    assert told["payment_return"]["counts"]["open"] == len(paid)


def test_nothing_to_compare_is_said_and_nothing_written(tmp_path, capsys):
    folder = tmp_path / "W"
    assert run(["import", str(customers(tmp_path)), "--workspace", str(folder), "--data-date", "2026-11-25"]) == 0
    assert run(["link", "--workspace", str(folder), "--source", "gov_population"]) == 2
    assert "census reference add" in capsys.readouterr().err
    assert not (folder / "links").exists()
    assert run(["link", "--workspace", str(folder), "--source", "no_such"]) == 2
    assert "no_such" in capsys.readouterr().err


def test_sources_and_tables_are_named_in_chinese_too(tmp_path, capsys):
    folder, people = tmp_path / "W", str(population(tmp_path))
    assert run(["import", str(customers(tmp_path)), "--workspace", str(folder), "--data-date", "2026-11-25"]) == 0
    with pytest.raises(SystemExit):
        run(["reference", "add", people, "--workspace", str(folder)])
    assert "公安人口（gov_population）" in capsys.readouterr().err  # a file stands where the table is to be told
    assert run(["reference", "add", "公安人", people, "--workspace", str(folder)]) == 2
    assert "是否指 公安" in capsys.readouterr().err
    assert run(["reference", "add", "公安人口", people, "--workspace", str(folder), "--data-date", "2026-11-20"]) == 0
    capsys.readouterr()
    assert run(["link", "--workspace", str(folder), "--source", "公安人口"]) == 0
    assert "  公安人口：关联 " in capsys.readouterr().out
    assert run(["link", "--workspace", str(folder), "--source", "公安人"]) == 2
    assert "公安人口（gov_population）" in capsys.readouterr().err
