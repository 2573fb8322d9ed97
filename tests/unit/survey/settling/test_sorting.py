"""Desk, call or visit: the shipped settings over the dictionary and the shipped rules, and over a county."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
import yaml

from census_app.dictionary.loader import load_dictionary
from census_app.foundation.database import writing
from census_app.foundation.errors import BadInput
from census_app.foundation.resources import resource, shipped_folder
from census_app.rulebook.packs import load_pack
from census_app.survey.answers import Answer
from census_app.survey.settling.kinds import Ground, Settling
from census_app.survey.settling.settings import settling_settings
from census_app.survey.settling.sorting import sort_problems
from census_app.survey.words import AnswerOutcome, AnswerSource, TaskKind
from census_app.workspace.log.sealed_rows import append_with_rows
from census_app.workspace.workspace import Workspace

from ..field import numbers

DESK, CALL, VISIT = TaskKind


@pytest.fixture(scope="module")
def settling() -> Settling:
    return Settling(load_dictionary())


def test_every_on_site_item_is_settled_by_a_call_or_a_visit(settling: Settling) -> None:
    counted = settling.onsite_items()
    assert sum(counted.values()) == 159
    assert counted[DESK] == 0 and counted[VISIT] > counted[CALL] > 0


@pytest.mark.parametrize(
    ("rule", "table", "accused", "kind"),
    [
        ("R999", "customer", ["合同容量", "受电设备.铭牌容量"], VISIT),
        ("R999", "customer", ["合同容量", "移动电话"], CALL),
        ("R999", "customer", ["合同容量"], DESK),
        ("R999", "customer", ["没有这个字段"], DESK),
        ("R999", "no_such_table", [], DESK),
        ("R090", "customer", ["用电地址"], DESK),
        ("R085", "customer", ["合同容量"], VISIT),
        ("R045", "receiving_equipment", ["计划恢复日期"], CALL),
    ],
)
def test_the_field_that_takes_most_decides_unless_the_rule_does(
    settling: Settling, rule: str, table: str, accused: list[str], kind: TaskKind
) -> None:
    found, ground = settling.of_problem(rule, table, json.dumps(accused, ensure_ascii=False))
    assert found is kind
    assert ground is (Ground.FIELD if rule == "R999" else Ground.RULE)


def test_every_rule_written_in_the_settings_ships() -> None:
    shipped = {rule.id for rule in load_pack(shipped_folder("rules") / "census-112").rules}
    settings = settling_settings()
    written = {rule for rules in settings.rules.values() for rule in rules}
    assert written | {rule for one in settings.wording for rule in one.rules} <= shipped


def test_no_wording_ever_says_why(settling: Settling) -> None:
    said = settling.said("R088", "customer", json.dumps(["用户名称", "证件号码"], ensure_ascii=False))
    assert said.matter == "户主信息需更新"
    assert settling.said("R999", "meter", None).matter == "用电资料需核对"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"otherwise": {"matter": "户主死亡", "ask": "x"}}, "死亡"),
        ({"fields": {"call": {"customer": ["no_such"]}}}, "no_such"),
        ({"fields": {"call": {"nowhere": ["x"]}}}, "nowhere"),
        ({"rules": {"call": ["R001"], "desk": ["R001"]}}, "R001"),
    ],
)
def test_settings_that_contradict_themselves_are_refused(tmp_path: Path, change: dict[str, object], said: str) -> None:
    content = yaml.safe_load(resource("survey/settling.yaml").read_text(encoding="utf-8")) | change
    wrong = tmp_path / "settling.yaml"
    wrong.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    with pytest.raises(BadInput, match=said):
        settling_settings(wrong)


def test_the_county_is_sorted_and_an_answer_can_send_somebody(field: Workspace, tmp_path: Path) -> None:
    report = sort_problems(field, tmp_path / "sorted.csv")
    assert (report.problems, report.customers) == ({DESK: 2, CALL: 4, VISIT: 8}, {DESK: 1, CALL: 2, VISIT: 8})
    with (tmp_path / "sorted.csv").open(encoding="utf-8-sig") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 14 and rows[0]["怎么了结"] == "上门"
    number = numbers(field)["C04", "R042"]
    said = (AnswerOutcome.RECTIFIED, AnswerOutcome.NEEDS_VISIT)
    answered = [Answer(AnswerSource.LIST, "L-1", outcome, problem_no=number).row() for outcome in said]
    with writing(field.engine) as connection:
        append_with_rows(connection, "lists.taken", "L-1", {}, {"answers": answered})
    report = sort_problems(field)
    assert report.problems == {DESK: 1, CALL: 4, VISIT: 9}
    assert report.grounds[Ground.ANSWER] == 1
