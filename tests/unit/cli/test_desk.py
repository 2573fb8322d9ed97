"""What the window can do at the desk, from the command line: over the county of `probe`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from census_app.cli.main import run
from census_app.workspace import acts
from census_app.workspace.workspace import Workspace
from tests.unit.survey.photos.test_signing import drawn
from tests.unit.survey.results.conftest import Survey, issued_blank, survey
from tests.unit.survey.results.issuing import FORM, T1
from tests.unit.survey.review.field import numbers, states

__all__ = ["issued_blank", "survey"]
Said = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Said:
    """Runs a command with `--json` on a workspace: exit code and object."""

    def command(workspace: Workspace, *words: str) -> tuple[int, dict[str, Any]]:
        capsys.readouterr()
        code = run([*words, "--workspace", str(workspace.folder), "--json"])
        return code, json.loads(capsys.readouterr().out)

    return command


def told(capsys: pytest.CaptureFixture[str], workspace: Workspace, *words: str, code: int = 0) -> str:
    """The same for people."""
    capsys.readouterr()
    assert run([*words, "--workspace", str(workspace.folder)]) == code
    return capsys.readouterr().out


def test_a_correction_is_looked_at_and_then_proposed(
    county: Workspace, said: Said, capsys: pytest.CaptureFixture[str]
) -> None:
    number = numbers(county)["4"]
    words = (
        "survey",
        "corrections",
        "propose",
        number.lower(),
        "--set",
        "用电客户|4|合同容量=160.0",
        "--evidence",
        "合同 118",
    )
    before = acts.head(county.engine)
    code, looked = said(county, *words, "--preview")
    assert (code, looked["act"], looked["unit"]) == (0, 0, "0301")
    assert looked["values"] == [
        {
            "table": "customer",
            "record_key": "4",
            "field": "contract_cap",
            "name": "合同容量",
            "now": "100",
            "value": "160",
        }
    ]
    assert acts.head(county.engine) == before and states(county)["4"] != "in_review"
    assert "合同容量：100 → 160" in told(capsys, county, *words)
    assert acts.list_acts(county.engine)[-1].kind == "correction.proposed" and states(county)["4"] == "in_review"
    code, refused = said(county, *words)
    assert code == 2 and "已经提过" in refused["error"]


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("用电客户|4|合同容量", "看不懂的更正"),
        ("用电客户|4|没有=1", "没有这个字段"),
        ("用电客户|4|合同容量=一百六", "合同容量"),
    ],
)
def test_what_is_no_correction_is_refused(county: Workspace, said: Said, value: str, why: str) -> None:
    words = ("survey", "corrections", "propose", numbers(county)["4"], "--set", value, "--evidence", "合同")
    code, refused = said(county, *words)
    assert code == 2 and why in refused["error"] and states(county)["4"] != "in_review"


def test_a_judgement_is_taken_back_by_its_act(county: Workspace, said: Said) -> None:
    number, before = numbers(county)["4"], states(county)["4"]
    refuted = said(county, "judge", number, "--as", "误报", "--reason", "两户共用一块表")[1]["act"]
    assert states(county)["4"] == "exempted"
    assert said(county, "unjudge", str(refuted), "--reason", "看错了")[1]["problems"] == [number]
    assert states(county)["4"] == before
    first = said(county, "judge", number, "--as", "属实")[1]["act"]
    second = said(county, "judge", number, "--as", "属实")[1]["act"]
    code, refused = said(county, "unjudge", str(first), "--reason", "看错了")
    assert code == 2 and f"第 {second} 号动作" in refused["error"]
    assert said(county, "unjudge", str(second), "--reason", "看错了")[0] == 0
    assert said(county, "unjudge", "1", "--reason", "看错了")[0] == 2


def test_a_customer_is_found_shown_and_shown_in_clear_with_a_reason(
    county: Workspace, said: Said, capsys: pytest.CaptureFixture[str]
) -> None:
    number = numbers(county)["4"]
    (hit,) = said(county, "customer", "find", number)[1]["customers"]
    assert (hit["customer"], hit["by"]) == ("4", "problem")
    masked = said(county, "customer", "show", "4")[1]
    assert (masked["clear"], [one["problem_no"] for one in masked["problems"]]) == (False, [number])
    assert masked["name"] != "赵小芳"
    seen = told(capsys, county, "customer", "show", "4", "--full", "核对户名")
    assert "赵小芳" in seen and number in seen
    assert acts.list_acts(county.engine)[-1].kind == "personal.shown"
    since = said(county, "customer", "since", number)[1]
    assert ("运行容量", "95", "130") in {(one["name"], one["old"], one["value"]) for one in since["values"]}
    assert "由 95 变成这样" in told(capsys, county, "customer", "since", number)
    assert told(capsys, county, "customer", "find", "谁也不是") == "没有找到\n"
    code, refused = said(county, "customer", "find", "赵")
    assert code == 2 and "至少写 2 个字" in refused["advice"]
    assert said(county, "customer", "show", "没有")[0] == 2


def test_runs_are_listed_newest_first(county: Workspace, said: Said, capsys: pytest.CaptureFixture[str]) -> None:
    runs = said(county, "runs")[1]["runs"]
    assert [one["official"] for one in runs] == [True, True] and runs[0]["data_date"] > runs[1]["data_date"]
    code, _ = said(county, "void", runs[0]["run"], "--reason", "导错了")
    assert code == 0
    assert said(county, "runs", "--limit", "1")[1]["runs"][0]["void"] is True
    assert "已作废" in told(capsys, county, "runs").splitlines()[0]


def test_an_area_is_answered_once(survey: Survey, said: Said, capsys: pytest.CaptureFixture[str]) -> None:
    county = survey.workspace
    (item,) = said(county, "survey", "batch", "show", "T1")[1]["items"]
    assert (item["title"], item["tasks"], item["form"]) == ("变压器铭牌容量 kVA", 2, FORM)
    assert item["code"] in told(capsys, county, "survey", "batch", "show", "T1")
    code, taken = said(county, "survey", "batch", "fill", FORM, "--answer", f"{item['code']}=不一致|很大")
    assert (code, taken["rows"][0]["standing"]) == (1, "refused") and taken["rows"][0]["says"]
    words = ("survey", "batch", "fill", FORM, "--answer", f"{item['code']}=不一致|250|铭牌")
    code, taken = said(county, *words)
    assert (code, taken["rows"][0]["standing"]) == (0, "taken") and taken["act"] > 0
    assert "什么都没有变" in told(capsys, county, *words)
    assert said(county, "survey", "batch", "fill", FORM, "--answer", "没有等号")[0] == 2
    assert "没有这个台区" in told(capsys, county, "survey", "batch", "show", "T9")


def test_a_signature_stands_under_its_task(survey: Survey, said: Said) -> None:
    picture = survey.folder / "签字.png"
    picture.write_bytes(drawn())
    code, kept = said(survey.workspace, "survey", "sign", T1, str(picture))
    assert code == 0 and kept["act"] > 0
    assert said(survey.workspace, "survey", "sign", T1, str(picture))[1]["unchanged"] is True
    picture.write_bytes(b"no picture")
    code, refused = said(survey.workspace, "survey", "sign", T1, str(picture))
    assert code == 2 and "不是 PNG 图" in refused["error"]
    assert said(survey.workspace, "survey", "sign", T1, str(Path("没有.png")))[0] == 2
