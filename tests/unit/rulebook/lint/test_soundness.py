"""Nothing is claimed that a record refutes: random rules, every claim tried on hundreds of records.

The records are read by an interpreter of its own, which is itself held against the engine.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from census_app.checking.cases.run import run_cases
from census_app.dictionary.loader import load_dictionary
from census_app.rulebook.diagnostics import Diagnostic
from census_app.rulebook.lint.parts import Subject
from census_app.rulebook.lint.solver.check import check
from census_app.rulebook.lint.solver.claims import Claims
from census_app.rulebook.lint.solver.prover import Prover
from census_app.rulebook.lint.solver.texts import Texts
from census_app.rulebook.lint.solver.world import World
from census_app.rulebook.model import Case, Pack, PackManifest, Rule, Verdict
from census_app.rulebook.resolved import ResolvedPack, ResolvedRule
from census_app.rulebook.resolving.resolve import resolve_pack
from tests.unit.rulebook.lint.evaluate import EMPTY, LOST, TODAY, Evaluator, Record

DICTIONARY = load_dictionary()
MANIFEST = PackManifest.model_validate(
    {
        "id": "sample",
        "title": {"zh": "样例"},
        "version": "1.0.0",
        "issuer": "测试",
        "dictionary": "1",
        "effective_from": TODAY.isoformat(),
        "due_days": {"urgent": 3, "important": 7, "normal": 30},
    }
)
PARAMETERS = {"界": Decimal("5"), "分类": ("高压", "低压居民")}
NUMBERS = (Decimal("0"), Decimal("5"), Decimal("5.001"), Decimal("10"), Decimal("-3"), Decimal("10.5"))
DAYS = (date(2026, 11, 20), date(2026, 11, 1), date(2024, 3, 1), date(2024, 3, 2), date(2010, 1, 1))
STATES = {
    "contract_cap": NUMBERS,
    "run_cap": NUMBERS,
    "population": (0, 1, 2, 5),
    "cons_sort": ("高压", "低压居民", "低压非居民", "考核"),
    "cons_status": ("正常用电客户", "已销户客户", "当前新装客户"),
    "elec_type": ("大工业用电", "农业排灌"),
    "cons_name": ("张三", "某公司", "李四"),
    "contact_name": ("张三", "王五"),
    "build_date": DAYS,
    "ps_date": DAYS,
    "multi_pop_flag": (True, False),
}
MEMBER_STATES = {"plate_cap": NUMBERS, "run_status": ("运行", "停用", "拆除")}


def records(seed: int, many: int) -> Iterator[Record]:
    """Random records: one cell in six is empty, one in eight lost."""
    chooser = random.Random(seed)

    def row(states: dict[str, tuple[Any, ...]]) -> dict[str, Any]:
        return {
            name: chooser.choices((chooser.choice(values), EMPTY, LOST), (17, 4, 3))[0]
            for name, values in states.items()
        }

    for _ in range(many):
        members = tuple(Record(row(MEMBER_STATES)) for _ in range(chooser.randrange(4)))
        yield Record(row(STATES), {"受电设备": members})


RECORDS = list(records(1, 250))

CONSTANTS = ["0", "5", "10", "5.001", "0.5", "10.5", ":界"]


def _numbers(leaves: list[str], folds: list[str]) -> st.SearchStrategy[str]:
    """Expressions of one unit: fields, constants, and what is computed from them."""
    own: st.SearchStrategy[str] = st.deferred(
        lambda: st.one_of(
            st.sampled_from(leaves + CONSTANTS),
            st.sampled_from(leaves),
            st.builds("({} {} {})".format, own, st.sampled_from("+-"), own),
            st.builds("({} {} {})".format, own, st.sampled_from("*/"), st.sampled_from(CONSTANTS)),
            st.builds("绝对值({})".format, own),
            st.builds("较大({}, {})".format, own, own),
            st.builds("coalesce({}, {})".format, st.sampled_from(leaves[:2]), own),
            st.builds("case when {} then {} when {} then {} end".format, conditions, own, conditions, own),
            st.builds("{}, {})".format, st.sampled_from(folds), members),
        )
    )
    return own


capacities = _numbers(
    ["合同容量", "运行容量", "sum(受电设备.铭牌容量)", "max(受电设备.铭牌容量)"],
    ["sum(受电设备.铭牌容量", "min(受电设备.铭牌容量", "max(受电设备.铭牌容量"],
)
counts = _numbers(["人口数", "长度(用户名称)", "count(受电设备)"], ["count(受电设备"])
days = st.deferred(
    lambda: st.one_of(
        st.sampled_from(["立户日期", "送电日期", "今日", "月前(6)", "月前(24)"]),
        st.builds(
            "({} {} {})".format, st.sampled_from(["立户日期", "今日"]), st.sampled_from("+-"), st.integers(0, 400)
        ),
    )
)
members = st.sampled_from(
    [
        "运行状态 = '运行'",
        "运行状态 = '运行' and 铭牌容量 > 5",
        "铭牌容量 > 5 and 运行状态 = '运行' and 铭牌容量 < 20",
        "运行状态 <> '拆除'",
        "运行状态 in ('停用', '拆除')",
        "铭牌容量 > 本户.合同容量",
        "为空(铭牌容量)",
        "not (运行状态 = '运行')",
    ]
)
operators = st.sampled_from(["=", "<>", "<", "<=", ">", ">="])
conditions = st.deferred(
    lambda: st.one_of(
        st.builds("{} {} {}".format, capacities, operators, capacities),
        st.builds("{} {} {}".format, counts, operators, counts),
        st.builds("天差({}, {}) {} {}".format, days, days, operators, st.sampled_from(["0", "19", "18.5", "-1"])),
        st.builds("{} {} {}".format, days, operators, days),
        st.builds("{} between {} and {}".format, capacities, capacities, capacities),
        st.builds("{} in (5, 10)".format, counts),
        st.sampled_from(
            [
                "用户分类 = '高压'",
                "用户分类 <> '高压'",
                "用户分类 in ('高压', '低压居民')",
                "用户分类 not in :分类",
                "用户名称 = '张三'",
                "用户名称 = 联系人",
                "用户名称 < 联系人",
                "用户名称 like '%公司'",
                "立户日期 >= '2024-03-02'",
                "立户日期 < '2024-03-02'",
                "一户多人口标志",
                "not 一户多人口标志",
                "在册(用户状态)",
                "用户状态 = '已销户客户'",
                "用电大类(用电类别) = '大工业'",
                "用电类别 = '农业排灌'",
                "为空(合同容量)",
                "为空(用户分类)",
                "coalesce(合同容量, 运行容量) is null",
            ]
        ),
        st.builds("{}(受电设备, {})".format, st.sampled_from(["any", "all", "none"]), members),
        st.builds("({} {} {})".format, conditions, st.sampled_from(["and", "and", "or"]), conditions),
        st.builds("not ({})".format, conditions),
    )
)


def _close(left: tuple[str, ...], right: tuple[str, ...]) -> st.SearchStrategy[str]:
    """A few comparisons of the same value with constants that lie close together."""
    one = st.sampled_from(left).flatmap(
        lambda value: st.lists(
            st.builds(f"{value} {{}} {{}}".format, operators, st.sampled_from(right)), min_size=1, max_size=3
        )
    )
    return st.builds(lambda word, parts: word.join(parts), st.sampled_from([" and ", " and ", " or "]), one)


close = st.one_of(
    _close(("合同容量",), ("5", "5.001", "10")),
    _close(("人口数", "count(受电设备)"), ("0", "1", "2", "0.5")),
    _close(("合同容量 - 运行容量", "max(受电设备.铭牌容量)"), ("0", "5", "5.001")),
    _close(("天差(立户日期, 送电日期)",), ("0", "19", "18.5")),
    _close(("立户日期",), ("'2024-03-01'", "'2024-03-02'", "送电日期")),
    _close(("用户名称",), ("'张三'", "'某公司'", "联系人")),
)


def resolved(*rules: tuple[str, str]) -> ResolvedPack:
    """A pack of rules of one clause each, from (scope, condition)."""
    made = tuple(
        Rule.model_validate(
            {
                "id": f"R{100 + position}",
                "version": 1,
                "title": {"zh": "样例"},
                "category": "客户基础档案",
                "severity": "important",
                "table": "用电客户",
                "scope": scope,
                "wrong": [{"id": "甲", "when": when, "accuses": ["合同容量"], "says": {"zh": "有错"}}],
                "params": {"界": {"value": "5"}, "分类": {"value": ["高压", "低压居民"]}},
                "remedy": {"zh": "核对"},
                "source": {"kind": "engineering"},
            }
        )
        for position, (scope, when) in enumerate(rules)
    )
    return resolve_pack(Pack(manifest=MANIFEST, rules=made), DICTIONARY)


def judged(rule: ResolvedRule, record: Record) -> tuple[bool | None, bool | None]:
    """Scope and condition on a record."""
    evaluator = Evaluator(record, PARAMETERS)
    return evaluator.of(rule.scope), evaluator.of(rule.clauses[0].when)


def _try_claims(pack: ResolvedPack) -> None:
    for claim in check(pack):
        _hold(pack, claim)


def _hold(pack: ResolvedPack, claim: Diagnostic) -> None:
    """No record refutes the claim."""
    rule = pack.rule(claim.rule)
    for record in RECORDS:
        in_scope, wrong = judged(rule, record)
        if claim.check == "scope":
            assert (in_scope is not True) if "所有" in claim.message else (in_scope is not False), claim
        elif claim.check == "never" and "成员" not in claim.message:
            assert not (in_scope and wrong), (claim, record)
        elif claim.check == "always" and "scope" in claim.message:
            assert not (in_scope and wrong is False), (claim, record)
        elif claim.check in {"implied", "same"}:
            other = next(one for one in pack.rules if f" {one.id} 甲 " in claim.message)
            assert not (in_scope and wrong) or all(judged(other, record)), (claim, record)


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(conditions, conditions, conditions)
def test_no_claim_is_refuted(scope: str, first: str, second: str) -> None:
    _try_claims(resolved((scope, first), (scope, second)))


AROUND = tuple(map(Decimal, ("4", "4.999", "5", "5.001", "5.002", "9.999", "10", "11")))
BOUNDS = [
    f"合同容量 {operator} {number}" for operator in ("=", "<>", "<", "<=", ">", ">=") for number in (5, 5.001, 10)
]


def _true_on(pack: ResolvedPack) -> dict[str, list[bool]]:
    """Whether each rule's condition holds, for every capacity around the bounds."""
    rows = [Record({"contract_cap": capacity}) for capacity in AROUND]
    return {rule.id: [bool(judged(rule, row)[1]) for row in rows] for rule in pack.rules}


def test_two_bounds_are_decided_exactly() -> None:
    pack = resolved(
        *(("true", f"{one} {word} {other}") for one in BOUNDS for other in BOUNDS for word in ("and", "or"))
    )
    prover = Prover(World(DICTIONARY, Texts(pack)))
    told = {
        claim.rule: claim.check
        for rule in pack.rules
        for claim in Claims(prover, Subject(pack.pack, rule, DICTIONARY)).check()
        if claim.check in {"never", "always"}
    }
    wanted = {}
    for rule_id, verdicts in _true_on(pack).items():
        if len(set(verdicts)) == 1:
            wanted[rule_id] = "always" if verdicts[0] else "never"
    assert told == wanted


def test_one_bound_within_another_is_decided_exactly() -> None:
    pack = resolved(*(("true", bound) for bound in BOUNDS))
    claims = list(check(pack))
    told = {(claim.rule, claim.message.split()[1]) for claim in claims if claim.check in {"implied", "same"}}
    told |= {(claim.message.split()[1], claim.rule) for claim in claims if claim.check == "same"}
    verdicts = _true_on(pack)
    wanted = {
        (narrow, wide)
        for narrow in verdicts
        for wide in verdicts
        if narrow != wide and all(b for a, b in zip(verdicts[narrow], verdicts[wide], strict=True) if a)
    }
    assert told <= wanted
    assert {narrow for narrow, _ in told} == {narrow for narrow, _ in wanted}


@pytest.mark.nightly
@settings(max_examples=3000, deadline=None, suppress_health_check=list(HealthCheck))
@given(conditions | close, conditions | close, conditions | close)
def test_no_claim_is_refuted_for_long(scope: str, first: str, second: str) -> None:
    _try_claims(resolved((scope, first), (scope, second)))


@pytest.mark.nightly
@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(st.lists(conditions.filter(lambda text: len(text) < 200), min_size=25, max_size=25))
def test_the_interpreter_reads_as_the_engine_does(texts: list[str]) -> None:
    pack = resolved(*(("true", text) for text in texts))
    shown = [_without_lost_members(record) for record in RECORDS[:12]]
    cases = tuple(_case(record) for record in shown)
    again = Pack(manifest=MANIFEST, rules=tuple(one.rule.model_copy(update={"cases": cases}) for one in pack.rules))
    outcomes = run_cases(resolve_pack(again, DICTIONARY), DICTIONARY)
    expected = [judged(rule, record)[1] for rule in pack.rules for record in shown]
    verdicts = {None: Verdict.CANNOT_JUDGE, True: Verdict.WRONG, False: Verdict.RIGHT}
    differing = [
        (pack.rule(outcome.rule_id).rule.wrong[0].when, verdicts[wrong], outcome.got, outcome.said)
        for outcome, wrong in zip(outcomes, expected, strict=True)
        if outcome.got is not verdicts[wrong]
    ]
    assert differing == []


def _without_lost_members(record: Record) -> Record:
    """Cases can only say of the accused record that a cell is unreadable."""
    found = {
        name: tuple(Record({key: EMPTY if cell == LOST else cell for key, cell in row.values.items()}) for row in rows)
        for name, rows in record.members.items()
    }
    return Record(record.values, found)


def _case(record: Record) -> Case:
    row = {name: _spelt(cell) for name, cell in record.values.items() if cell != LOST}
    related = [
        {"cons_no": "1", "设备编号": str(place)} | {name: _spelt(cell) for name, cell in one.values.items()}
        for place, one in enumerate(record.members["受电设备"])
    ]
    unreadable = tuple(name for name, cell in record.values.items() if cell == LOST)
    return Case(
        expect=Verdict.RIGHT, record={"cons_no": "1"} | row, related={"受电设备": related}, unreadable=unreadable
    )


def _spelt(cell: Any) -> str | None:
    if cell == EMPTY:
        return None
    return {True: "true", False: "false"}[cell] if isinstance(cell, bool) else str(cell)
