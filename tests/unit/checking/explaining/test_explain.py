"""Why, and why not."""

from __future__ import annotations

import json
from datetime import date

import pytest

from census_app.archive.fabricate import Masked
from census_app.checking.explaining.explain import Explanation, explain
from census_app.foundation.errors import BadInput
from census_app.matching.decisions import Decision
from census_app.reporting.rule_book import spoken_explanation
from tests.unit.checking.build import County, Links, pack_of

TABLES = {
    "customer": [
        {"cons_no": "1", "cons_name": "王建国", "contract_cap": "5", "run_cap": "9", "org_no": "A", "tg_no": "T1"},
        {
            "cons_no": "2",
            "cons_name": "李丽",
            "contract_cap": "5",
            "run_cap": Masked("*"),
            "org_no": "A",
            "tg_no": None,
        },
        {"cons_no": "3", "cons_name": "赵强", "contract_cap": "9", "run_cap": "1", "org_no": "A", "tg_no": "T1"},
    ],
    "distribution_transformer": [{"tg_no": "T1"}],
    "metering_point": [{"mp_no": f"m{n}", "cons_no": "1", "mp_status": s} for n, s in enumerate(["在用", "停用"])],
}
NOTES = [
    {
        "id": "R1",
        "table": "用电客户",
        "scope": "合同容量 > 1",
        "wrong": [
            {
                "id": "超",
                "when": "运行容量 > 合同容量",
                "says": {"zh": "运行 {运行容量}", "en": "{ 运行容量 } running"},
            },
            {"id": "点", "when": "count(计量点, 计量点状态 = '在用') = 0 and 台区 is null", "says": {"zh": "无"}},
        ],
        "shows": ["用户名称"],
    },
    {"id": "R2", "table": "用电客户", "wrong": "合同容量 > 1", "requires": ["R1"]},
    {"id": "R3", "table": "计量点", "wrong": "计量点状态 = '停用'", "says": "x", "requires": ["R1"]},
    {"id": "R4", "table": "用电客户", "wrong": "count(受电设备) > 0", "says": "x"},
]


def ask(county: County, rule: str, key: str) -> Explanation:
    pack = pack_of(county.dictionary, NOTES)
    return explain(county.snapshot(TABLES), pack, county.dictionary, rule, key, date(2026, 11, 25))


def test_wrong_with_the_value_of_every_part(county: County) -> None:
    told = ask(county, "R1", "1")
    assert (told.verdict, told.unit, told.source_row) == ("wrong", "A", 2)
    first = told.clauses[0].step
    assert first is not None
    assert (first.words, first.value, first.truth) == ("运行容量 > 合同容量", "是", True)
    assert [(step.words, step.value) for step in first.steps] == [("运行容量", "9"), ("合同容量", "5")]
    assert told.clauses[0].message == "运行 9"
    assert (told.clauses[0].english, told.clauses[0].values) == ("{ 运行容量 } running", {"运行容量": "9"})
    assert told.clauses[1].english == "", "the pack has no English of this one"
    count = told.clauses[1].step.steps[0].steps[0]  # type: ignore[union-attr]
    assert [(member.key, member.holds) for member in count.members] == [("m0", True), ("m1", False)]
    assert told.shown == {"用户名称": "王*"}
    json.dumps(told.as_json(), ensure_ascii=False)
    assert any("运行容量 ＝ 9" in line for line in told.lines())


def test_unknown_says_why(county: County) -> None:
    told = ask(county, "R1", "2")
    assert told.verdict == "wrong"
    assert (told.clauses[0].verdict, told.clauses[0].reason) == ("cannot_judge", "masked")
    assert told.clauses[1].verdict == "wrong"


def test_a_table_that_was_never_delivered_is_not_said_to_lack_the_unit(county: County) -> None:
    told = ask(county, "R4", "1")
    assert told.verdict == "cannot_judge"
    assert any("没有导入，或没有覆盖这个单位" in line for line in told.lines())


def test_right_is_explained_too(county: County) -> None:
    told = ask(county, "R1", "3")
    assert told.verdict == "right"
    assert [clause.verdict for clause in told.clauses] == ["right", "right"]


def test_blocked_by_another_rule(county: County) -> None:
    assert (ask(county, "R2", "1").verdict, ask(county, "R2", "1").reason) == ("cannot_judge", "blocked:R1")
    assert ask(county, "R2", "3").verdict == "wrong"
    assert ask(county, "R3", "m1").reason == "blocked:R1"


def test_what_cannot_be_judged_is_named(county: County) -> None:
    assert "分支 超　无法判断：值被脱敏（运行容量）" in ask(county, "R1", "2").lines()
    assert (
        ask(county, "R4", "1").lines()[2]
        == "结论：无法判断：对方的表没有导入，或没有覆盖这个单位（count(受电设备)）　基准日 2026-11-25"
    )


def test_a_customer_number_leads_to_the_only_record_the_customer_has(county: County) -> None:
    tables = {
        **TABLES,
        "metering_point": [*TABLES["metering_point"], {"mp_no": "m9", "cons_no": "2", "mp_status": "在用"}],
    }
    pack = pack_of(county.dictionary, NOTES)
    snapshot, day = county.snapshot(tables), date(2026, 11, 25)
    assert explain(snapshot, pack, county.dictionary, "R3", "2", day).key == "m9"
    with pytest.raises(BadInput, match="户号 1 在“计量点”里有 2 条：m0、m1"):
        explain(snapshot, pack, county.dictionary, "R3", "1", day)


def test_a_key_or_rule_that_is_not_there_is_refused(county: County) -> None:
    for rule, key in (("R1", "77"), ("R9", "1")):
        with pytest.raises(BadInput):
            ask(county, rule, key)


def test_the_key_of_a_summary_leads_to_its_first_record(county: County) -> None:
    note = {
        "id": "R1",
        "table": "用电客户",
        "wrong": "合同容量 < 6",
        "summary": {"by": ["所属台区编号"]},
        "says": "{count()} 户",
    }
    pack = pack_of(county.dictionary, [note])
    told = explain(county.snapshot(TABLES), pack, county.dictionary, "R1", "T1", date(2026, 11, 25))
    assert (told.verdict, told.rows, told.source_row) == ("wrong", 2, 2)


def test_an_explanation_tells_the_links_it_rests_on(county: County) -> None:
    customers = [{"cons_no": str(number), "cons_name": "张三"} for number in range(4)]
    people = [{"record_no": f"P{number}", "person_name": "李四"} for number in range(2)]
    snapshot = county.snapshot({"customer": customers, "gov_population": people})
    links = Links(
        Links.of("gov_population", {"0": [(1, Decision.ACCEPTED, "P1")], "1": [(0, Decision.REVIEW, "P0")]}).links,
        Links.of("gov_population", {"0": "linked", "1": "review", "2": "none"}).covered,
    )
    rule = {"id": "R1", "table": "用电客户", "wrong": "公安比对 is null or 公安比对.姓名 <> 用户名称"}
    pack = pack_of(county.dictionary, [rule])
    found = county.link_set(snapshot, links)
    told = [
        explain(snapshot, pack, county.dictionary, "R1", str(key), date(2026, 11, 25), links=found) for key in range(4)
    ]
    assert [one.verdict for one in told] == ["wrong", "cannot_judge", "wrong", "cannot_judge"]
    assert [one.links[0].line() for one in told] == [
        "比对 公安核验：已关联　P1（人工确认，12.000 分）",
        "比对 公安核验：待人工确认　P0（待确认，12.000 分）",
        "比对 公安核验：比对过，没有对应的记录",
        "比对 公安核验：未比对",
    ]
    assert "结论：无法判断：待人工确认：比对的候选还没有人确认，或记录说不出是不是" in "\n".join(told[1].lines())


def steps_of(told: Explanation) -> dict[str, str]:
    """Every step of the first clause, words → value."""
    found: dict[str, str] = {}
    waiting = [told.clauses[0].step]
    while waiting:
        step = waiting.pop()
        if step is not None:
            found[step.words] = step.value
            waiting.extend(step.steps)
    return found


def told_of(county: County, note: dict[str, object]) -> Explanation:
    pack = pack_of(county.dictionary, [{"id": "R1", "table": "用电客户", "says": "x", **note}])
    rows = {"customer": [{"cons_no": "1", "contract_cap": "5", "ps_date": "2024-03-05"}]}
    return explain(county.snapshot(rows), pack, county.dictionary, "R1", "1", date(2026, 11, 25))


def test_the_date_that_picks_a_parameter_is_named_by_its_own_words(county: County) -> None:
    limit = {"value": "315", "at": "送电日期", "dated": [{"since": "2023-06-01", "value": "4"}]}
    steps = steps_of(told_of(county, {"wrong": "合同容量 > :门槛", "params": {"门槛": limit}}))
    assert (steps["合同容量"], steps["送电日期"], steps[":门槛"]) == ("5", "2024-03-05", "4")


@pytest.mark.parametrize(
    ("wrong", "aloud"),
    [
        ("合同容量 is not null", "合同容量 不为空"),
        ("合同容量 not in (6, 7)", "合同容量 不是 6、7 之一"),
        ("合同容量 not between 6 and 7", "合同容量 不在 6 到 7 之间"),
        ("not (合同容量 is null)", "合同容量 不为空"),
    ],
)
def test_a_negation_inside_the_words_is_told_aloud_with_its_values(county: County, wrong: str, aloud: str) -> None:
    note = {"id": "R1", "table": "用电客户", "says": "x", "wrong": wrong}
    (rule,) = pack_of(county.dictionary, [note]).rules
    told = spoken_explanation(told_of(county, {"wrong": wrong}), rule, county.dictionary, {"and": "都", "or": "任一"})
    step = told.clauses[0].step
    assert step is not None
    assert step.words.replace(" ", "").startswith(aloud.replace(" ", "")[:7])
    assert [(below.words, below.value) for below in step.steps] == [("合同容量", "5")]


def test_a_negation_inside_the_words_is_one_step(county: County) -> None:
    told = told_of(county, {"wrong": "合同容量 is not null"})
    step = told.clauses[0].step
    assert step is not None
    assert (step.words, step.value) == ("合同容量 is not null", "是")
    assert [(below.words, below.value) for below in step.steps] == [("合同容量", "5")]
