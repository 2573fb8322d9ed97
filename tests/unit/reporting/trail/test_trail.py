"""One customer's trail: everything in order, with who, when and the hash, masked, whatever happened to its number."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from census_app.cli.main import run
from census_app.foundation.database import writing
from census_app.foundation.errors import BadInput
from census_app.reporting.trail.model import Entry
from census_app.reporting.trail.page import trail_page
from census_app.reporting.trail.read import trail_of
from census_app.reporting.trail.showing import reveal
from census_app.reporting.trail.text import trail_lines
from census_app.reporting.trail.words import trail_words
from census_app.survey.answers import Answer
from census_app.survey.words import AnswerOutcome, AnswerSource
from census_app.workspace import acts
from census_app.workspace.log.sealed_rows import erase_values
from census_app.workspace.problems.acts import undo
from census_app.workspace.problems.effects import MOVING_KINDS
from census_app.workspace.problems.exemptions import approve_exemption, revoke_exemption
from census_app.workspace.problems.listing import problem_rows
from census_app.workspace.problems.model import STATE_LABELS
from census_app.workspace.problems.succession import record_succession
from census_app.workspace.runs.run import run_check
from census_app.workspace.runs.void import void_run
from census_app.workspace.workspace import Workspace
from tests.unit.survey.review.field import append, listed
from tests.unit.workspace.county import deliver

from .surveyed import FORM, PHONE, TASK, number_of, survey


def titles(entries: tuple[Entry, ...]) -> list[str]:
    return [entry.title for entry in entries]


def as_known(workspace: Workspace) -> dict[str, str]:
    return {number: STATE_LABELS[state] for number, state in problem_rows(workspace).rows(["problem_no", "state"])}


def test_everything_is_there_in_order_and_anchored(county: Workspace) -> None:
    number = survey(county)
    trail = trail_of(county, "6")
    assert titles(trail.entries) == [
        "发现", "判为属实", "下发清单", "派发任务", "下发普查表", "到访", "答复", "答复", "照片", "任务", "答复",
        "审核", "更正", "更正", "登记追补", "批准暂缓",
    ]  # fmt: skip
    log = {act.seq: act for act in acts.list_acts(county.engine)}
    assert all(entry.anchor == log[entry.act].hash and entry.who == log[entry.act].actor for entry in trail.entries)
    assert [entry.act for entry in trail.entries] == sorted(entry.act for entry in trail.entries)
    led = [(entry.kind, state) for entry in trail.entries for state in entry.turned.values()]
    assert led == [
        ("run.committed", "新发现"), ("list.issued", "已派发"), ("results.received", "待复核"),
        ("answer.accepted", "声称整改"),
    ]  # fmt: skip
    assert [(one.problem_no, one.state) for one in trail.problems] == [(number, "声称整改")]
    assert {entry.identity for entry in trail.entries} == {"系统账号"}
    assert trail.head == acts.head(county.engine)


def test_personal_values_are_masked_and_shown_only_with_a_trace(county: Workspace) -> None:
    survey(county)
    told = json.dumps(trail_of(county, "6").as_json(), ensure_ascii=False) + trail_page(trail_of(county, "6"))
    for hidden in (PHONE, "赵小芳", "赵晓芳", "李四"):
        assert hidden not in told
    assert "138****5678" in told
    assert "合同容量 100 → 200" in told
    before = acts.head(county.engine)
    with pytest.raises(BadInput, match="事由"):
        reveal(county, "6", " ")
    assert acts.head(county.engine) == before
    clear = json.dumps(reveal(county, "6", "核对电话").as_json(), ensure_ascii=False)
    assert PHONE in clear and "李四" in clear
    assert [act.payload["reason"] for act in acts.list_acts(county.engine, kinds=["personal.shown"])] == ["核对电话"]


def test_an_erased_value_is_said_to_be_erased(county: Workspace) -> None:
    survey(county)
    (act,) = acts.list_acts(county.engine, kinds=["corrections.made"])
    with writing(county.engine) as connection:
        erase_values(connection, "corrections", act.seq, 2)
    assert any("（已抹去） → （已抹去）" in entry.words for entry in trail_of(county, "6").entries)


def test_states_are_those_of_the_problems_whatever_was_done(county: Workspace) -> None:
    number, other = number_of(county, "4"), number_of(county, "6")
    approve_exemption(county, [number], "已批", date(2027, 1, 1), today=date(2026, 11, 20))
    revoke_exemption(county, [number], "收回")
    wrong = approve_exemption(county, [other], "看错", date(2027, 1, 1), today=date(2026, 11, 20))
    undo(county, wrong.seq, "看错了")
    known = as_known(county)
    for record in ("1", "2", "3", "4", "6"):
        assert {one.problem_no: one.state for one in trail_of(county, record).problems}.items() <= known.items()
    assert known[number] == "待复核"
    assert known[other] == "未整改"
    turned = [entry.turned.get(other) for entry in trail_of(county, "6").entries if entry.kind == "act.undone"]
    assert turned == ["未整改"]


def test_proof_and_refutation(county: Workspace) -> None:
    survey(county, "6")
    rows = [
        {"cons_no": str(number), "cons_name": "赵小芳", "org_no": "0301", "cons_status": "正常用电客户",
         "contract_cap": 100, "run_cap": running}
        for number, running in ((4, 90), (6, 200))
    ]  # fmt: skip
    deliver(county, date(2027, 11, 30), rows)
    run_check(county)
    assert titles(trail_of(county, "6").entries)[-1] == "声称整改被推翻，仍有错"
    assert titles(trail_of(county, "4").entries)[-1] == "已证实"
    assert trail_of(county, "4").entries[-1].words.endswith("上次发现时 运行容量 130 大于合同容量 100，超过 1 倍")
    assert titles(trail_of(county, "2").entries)[-1] == "记录消失"


def test_a_customer_whose_number_changed_keeps_its_trail(county: Workspace) -> None:
    number = survey(county)
    record_succession(county, "customer", "6", "66", "并户")
    rows = [{"cons_no": "66", "cons_name": "赵小芳", "org_no": "0302", "cons_status": "正常用电客户",
             "contract_cap": 100, "run_cap": 200}]  # fmt: skip
    deliver(county, date(2026, 11, 23), rows)
    run_check(county)
    trail = trail_of(county, "6")
    assert trail == trail_of(county, "66") == trail_of(county, number.lower())
    assert trail.keys == ("66", "6")
    assert {"编号沿革", "派发任务", "发现", "下发清单"} <= set(titles(trail.entries))
    assert [one.state for one in trail.problems] == [as_known(county)[number]]


def test_a_voided_run_is_forgotten_by_the_index(county: Workspace) -> None:
    before = titles(trail_of(county, "4").entries)
    assert "发现" in before
    runs = [act.subject for act in acts.list_acts(county.engine, kinds=["run.committed"])]
    void_run(county, runs[-1], "导错了")
    assert titles(trail_of(county, "1").entries) == ["发现", "判为属实"]
    assert [one.state for one in trail_of(county, "6").problems] == [as_known(county)[number_of(county, "6")]]


@pytest.mark.parametrize("harm", ["rubbish", "older layout", "foreign chain"])
def test_a_damaged_or_foreign_index_is_built_anew(county: Workspace, harm: str) -> None:
    survey(county)
    expected = trail_of(county, "6")
    path = county.folder / "cache" / "trail.db"
    if harm == "rubbish":
        path.write_bytes(b"no database" * 1000)
    else:
        import sqlite3
        from contextlib import closing

        change = {
            "older layout": "UPDATE known SET value = '\"0\"' WHERE name = 'layout'",
            "foreign chain": "UPDATE known SET value = '[3, \"x\"]' WHERE name = 'act'",
        }[harm]
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute(change)
            connection.execute("DELETE FROM mentions")
    assert trail_of(county, "6") == expected


def test_later_acts_are_seen_at_once(county: Workspace) -> None:
    before = len(trail_of(county, "6").entries)
    survey(county)
    assert len(trail_of(county, "6").entries) == before + 14


def test_every_act_that_moves_problems_has_a_name() -> None:
    assert set(MOVING_KINDS) <= set(trail_words().kinds)


def test_who_is_unknown_is_refused_and_who_has_nothing_is_said(county: Workspace) -> None:
    with pytest.raises(BadInput, match="没有这一户：99"):
        trail_of(county, "99")
    assert "没有发现过问题" in "\n".join(trail_lines(trail_of(county, "5")))


def test_hostile_texts_stay_texts(county: Workspace) -> None:
    number = number_of(county, "6")
    with writing(county.engine) as connection:
        payload: dict[str, Any] = {"problems": [number], "reason": "<script>alert(1)</script>\x07" + "长" * 10_000}
        acts.append_in(connection, "deferral.approved", "=cmd|'/c calc'!A1", payload)
    page = trail_page(trail_of(county, "6"))
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_the_command_prints_each_form(county: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    survey(county)
    command = ["trail", "6", "--workspace", str(county.folder)]
    assert run(command) == 0
    shown = capsys.readouterr().out
    assert FORM in shown and TASK in shown
    assert run([*command, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["customer"] == "6"
    assert run([*command, "--format", "html", "--out", str(tmp_path / "page.html")]) == 0
    assert "</html>" in (tmp_path / "page.html").read_text(encoding="utf-8")
    assert run([*command[:1], "nobody", *command[2:]]) == 2


def test_what_a_form_offered_or_a_meter_shows_is_no_secret_and_what_was_written_instead_is(county: Workspace) -> None:
    survey(county)
    for item, outcome, value in (
        ("ask_reading", AnswerOutcome.TRANSCRIBED, "12345"),
        ("ask_occupant", AnswerOutcome.CHOSEN, "租户"),
        ("ask_occupant", AnswerOutcome.CHOSEN, "孙晓梅"),
    ):
        answer = Answer(AnswerSource.FORM, FORM, outcome, task_no=TASK, item=item, value=value, person="zhang")
        append(county, "answer.received", {"answers": [answer.row()]}, problems=[number_of(county, "6")])
    told = "\n".join(entry.words for entry in trail_of(county, "6").entries)
    assert "表计示数：抄录 → 12345" in told and "实际用电人：直接选 → 租户" in told
    assert "孙晓梅" not in told


def test_that_there_is_a_new_value_is_no_secret(county: Workspace) -> None:
    listed(county, "6", AnswerOutcome.RECTIFIED, table="customer", record_key="6", field="mobile", value="已改")
    assert any("已整改 → 已改" in entry.words for entry in trail_of(county, "6").entries)


def test_the_same_said_of_several_answers_stands_once(county: Workspace) -> None:
    survey(county)
    trail = trail_of(county, "6")
    (answer,) = (entry for entry in trail.entries if entry.title == "审核")
    doubled = replace(trail, entries=(*trail.entries, replace(answer, act=999), replace(answer, act=999)))
    lines = [line for line in trail_lines(doubled) if line.startswith("    审核")]
    assert [line.endswith("（共 2 项）") for line in lines] == [False, True]
