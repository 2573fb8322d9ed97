from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from census_app.foundation.engines import kept_engine
from census_app.foundation.errors import BadInput, CensusError
from census_app.workspace.lists import issue_list
from census_app.workspace.problems.condition import condition_sql
from census_app.workspace.problems.listing import harmless, print_problems, problem_rows, shown
from census_app.workspace.workspace import Workspace
from tests.unit.workspace.county import check, deliver, use_pack
from tests.unit.workspace.fixtures import finding, verdict

WEEK1, WEEK2 = date(2026, 11, 16), date(2026, 11, 23)


@pytest.fixture(scope="module")
def _two_weeks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with pytest.MonkeyPatch.context() as patch, Workspace.create(tmp_path_factory.mktemp("two") / "W") as made:
        use_pack(patch)
        deliver(made, WEEK1)
        check(made, [finding("1", severity="urgent"), finding("2"), finding("3", unit=None, severity="normal")])
        deliver(made, WEEK2)
        check(
            made,
            [finding("1", severity="urgent", message="=cmd|'/c calc'!A0")],
            [verdict("2", "right"), verdict("3", "cannot_judge", "not_covered")],
        )
        return made.folder


@pytest.fixture
def workspace(_two_weeks: Path, tmp_path: Path) -> Iterator[Workspace]:
    shutil.copytree(_two_weeks, tmp_path / "W")
    with Workspace.open(tmp_path / "W") as opened:
        yield opened


def _keys(workspace: Workspace, where: str | None) -> list[str]:
    return [key for (key,) in problem_rows(workspace, where, date(2026, 11, 24)).rows(["record_key"])]


@pytest.mark.parametrize(
    ("where", "keys"),
    [
        (None, ["1", "2", "3"]),
        ("级别 = '紧急'", ["1"]),
        ("severity = 'urgent' or state = 'fixed'", ["1", "2"]),
        ("状态 = '已证实'", ["2"]),
        ("状态 <> '已证实'", ["1", "3"]),
        ("状态 in ('未整改', '新发现') and 挂账周数 >= 2", ["1"]),
        ("单位 = '0301'", ["1", "2"]),
        ("单位 = '柳河供电所'", ["1", "2"]),
        ("单位编码 is null", ["3"]),
        ("超期", ["1"]),
        ("未复验", ["3"]),
        ("未了结 and not 超期", ["3"]),
        ("整改期限 between '2026-11-20' and '2026-11-30'", ["1", "2"]),
        ("说明 like '%calc%'", ["1"]),
        ("户号 = '不存在'", []),
    ],
)
def test_conditions_choose_problems(workspace: Workspace, where: str | None, keys: list[str]) -> None:
    assert _keys(workspace, where) == keys


@pytest.mark.parametrize(
    "where",
    [
        "户号x = '1'",
        "级别 = '很急'",
        "户号 = '1'; drop table x",
        "长度(说明) > 3",
        "户号",
        "1 +",
        "count(户号) > 1",
        "（级别 = '紧急'）",
        "",
    ],
)
def test_conditions_that_make_no_sense_are_refused(where: str) -> None:
    with pytest.raises(CensusError):
        condition_sql(where)


@settings(deadline=None, max_examples=40)
@given(st.text(max_size=30))
def test_any_text_in_a_condition_stays_text(text: str) -> None:
    quoted = "'" + text.replace("'", "''") + "'"
    try:
        sql = condition_sql(f"说明 = {quoted}")
    except CensusError:
        return
    with kept_engine(1) as connection:
        answer = connection.execute(f"SELECT {sql} FROM (SELECT $1 AS message)", [text]).fetchone()
    assert answer == (True,)


def test_acts_since_the_last_run_show_at_once(workspace: Workspace, tmp_path: Path) -> None:
    (number,) = next(problem_rows(workspace, "户号 = '1'").rows(["problem_no"]))
    sheet = tmp_path / "清单.xlsx"
    sheet.write_bytes(b"x")
    issue_list(workspace, list_no="L1", unit="0301", week="2026-W48", row_codes={number: "a"}, anchor="", file=sheet)
    assert _keys(workspace, "状态 = '已派发'") == ["1"]


def test_table_csv_and_json_say_the_same(workspace: Workspace) -> None:
    rows = problem_rows(workspace, "户号 in ('1', '3')", date(2026, 11, 24))
    outputs = {}
    for form in ("table", "csv", "json"):
        stream = io.StringIO()
        print_problems(rows, form, stream)
        outputs[form] = stream.getvalue()
    parsed = json.loads(outputs["json"])
    assert parsed["count"] == 2 and [row["record_key"] for row in parsed["problems"]] == ["1", "3"]
    assert parsed["problems"][0]["values"] == {"合同容量": "315", "受电设备.铭牌容量": "400"}
    header, first, second = list(csv.reader(io.StringIO(outputs["csv"])))
    assert (first[header.index("级别")], first[header.index("状态")]) == ("紧急", "未整改")
    assert first[header.index("说明")] == "'=cmd|'/c calc'!A0"
    assert second[header.index("单位编码")] == ""
    assert "共 2 条" in outputs["table"] and "紧急" in outputs["table"]


def test_files_are_written_whole(workspace: Workspace, tmp_path: Path) -> None:
    rows = problem_rows(workspace)
    print_problems(rows, "csv", tmp_path / "p.csv")
    assert (tmp_path / "p.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    print_problems(rows, "parquet", tmp_path / "p.parquet")
    with kept_engine(1) as connection:
        count = connection.execute(f"SELECT count(*) FROM '{(tmp_path / 'p.parquet').as_posix()}'").fetchone()
    assert count == (3,)


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\tx", "\rx", "＝1"])
def test_no_cell_is_taken_for_a_formula(text: str) -> None:
    assert harmless(text) == "'" + text
    assert harmless("x" + text) == "x" + text


def test_before_the_first_run_there_are_no_problems(tmp_path: Path) -> None:
    with Workspace.create(tmp_path / "new") as empty:
        assert problem_rows(empty).count == 0


def test_a_list_number_is_used_once(workspace: Workspace, tmp_path: Path) -> None:
    sheet = tmp_path / "清单.xlsx"
    sheet.write_bytes(b"x")
    (number,) = next(problem_rows(workspace, "户号 = '1'").rows(["problem_no"]))
    for _ in range(2):
        issue_list(
            workspace, list_no="L1", unit="0301", week="2026-W48", row_codes={number: "a"}, anchor="", file=sheet
        )
    with pytest.raises(BadInput, match="已经发出过"):
        issue_list(
            workspace, list_no="L1", unit="0301", week="2026-W48", row_codes={number: "b"}, anchor="", file=sheet
        )


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("refuted", "声称整改，仍判为错"),
        ("null,masked", "值为空或算不出来；值被脱敏"),
        ("blocked:R043", "所依据的规则 R043 判为有错"),
        ("number_reused", "户号已给了别处的另一位客户"),
    ],
)
def test_reasons_are_read_in_words(code: str, words: str) -> None:
    assert shown("reason", code) == words


def test_units_of_one_name_carry_their_codes_in_the_table(
    blank: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = {"130100101": "柳河供电所", "130100102": "柳河供电所", "130100103": "青岭所"}
    shutil.copytree(blank, tmp_path / "twins")
    with Workspace.open(tmp_path / "twins") as opened:
        use_pack(monkeypatch)
        deliver(opened, WEEK1, org_unit=[{"org_no": unit, "org_name": name} for unit, name in names.items()])
        check(opened, [finding(str(number), unit=unit) for number, unit in enumerate(names)])
        out = io.StringIO()
        print_problems(problem_rows(opened), "table", out)
    _, *lines, _ = out.getvalue().splitlines()
    assert "柳河供电所（130100101）" in lines[0] and "柳河供电所（130100102）" in lines[1]
    assert "青岭所" in lines[2] and "130100103" not in lines[2]
