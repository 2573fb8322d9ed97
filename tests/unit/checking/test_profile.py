"""Rules timed one by one: all of them, on a sample, without a trace; a rule that raises says so."""

from __future__ import annotations

from datetime import date

from census_app.checking.model import EngineLimits
from census_app.checking.profile import RuleTime, profile_rules
from census_app.foundation.jobs import JobContext, silent
from tests.unit.checking.build import County, pack_of

ROWS = [{"cons_no": f"{number:05d}", "contract_cap": "8", "run_cap": str(number % 37)} for number in range(1000)]
NOTES = [
    {"id": "R1", "table": "用电客户", "wrong": "为空(用户名称)", "says": "空"},
    {"id": "R2", "table": "用电客户", "wrong": "运行容量 > 合同容量", "says": "{运行容量}"},
    {"id": "R5", "table": "台区", "wrong": "avg(用电客户.合同容量) > 24.6", "says": "大"},
]


def _profile(county: County, rules: set[str], context: JobContext | None = None) -> list[RuleTime]:
    snapshot = county.snapshot({"customer": ROWS, "distribution_transformer": [{"tg_no": "T1"}]})
    pack = pack_of(county.dictionary, NOTES)
    limits = EngineLimits(threads=1)
    return profile_rules(
        snapshot, pack, county.dictionary, date(2026, 11, 25), limits, context or silent(), rules, sample=100
    )


def test_every_rule_is_timed_on_a_sample_the_slowest_first(county: County) -> None:
    found = _profile(county, {"R1", "R2", "R5"})
    assert {one.rule for one in found} == {"R1", "R2", "R5"}
    assert [one.seconds for one in found] == sorted((one.seconds for one in found), reverse=True)
    assert abs(sum(one.share for one in found) - 1) < 1e-9
    rows = {one.rule: (one.rows, one.all_rows) for one in found}
    assert rows == {"R1": (100, 1000), "R2": (100, 1000), "R5": (1, 1)}
    assert all(one.seconds > 0 and not one.error for one in found)


def test_only_the_rules_asked_for_are_timed_and_each_is_told(county: County) -> None:
    told: list[str] = []
    found = _profile(county, {"R2"}, JobContext(lambda _done, _total, text: told.append(text)))
    assert [one.rule for one in found] == ["R2"]
    assert len(told) == 1 and "R2" in told[0]
