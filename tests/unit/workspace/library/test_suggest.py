from __future__ import annotations

import pytest

from census_app.foundation.errors import BadInput
from census_app.workspace.library.model import Content, Kind, Vote
from census_app.workspace.library.suggesting import Suggestions, suggest_entries
from census_app.workspace.library.writing import add_entry, retire_entry, vote_entry
from census_app.workspace.problems.listing import problem_rows
from census_app.workspace.workspace import Workspace


def of(suggestions: Suggestions, entry: str) -> tuple[str, ...]:
    return next(one.reasons for one in suggestions.entries if one.found.id == entry)


def ids(suggestions: Suggestions) -> list[str]:
    return [one.found.id for one in suggestions.entries]


@pytest.fixture
def entries(judged_county: Workspace) -> dict[str, str]:
    contents = {
        "rule": Content(Kind.CASE, "暂停没办完就启用", "查工单，补办恢复。", rules=("R042",)),
        "item": Content(Kind.CASE, "合同容量抄错一位", "翻合同。", rules=("R005",), items=("customer.contract_cap",)),
        "words": Content(Kind.ANSWER, "运行容量比合同容量大怎么核", "先看增容工单，再看变压器铭牌。"),
        "none": Content(Kind.ANSWER, "空号隔月再核", "运营商停机可能是暂时的。", rules=("R093",)),
    }
    return {name: add_entry(judged_county, content, author="王工").id for name, content in contents.items()}


def test_a_problem_is_met_by_rule_by_field_and_by_words(judged_county: Workspace, entries: dict[str, str]) -> None:
    number = next(iter(problem_rows(judged_county).rows(["problem_no"])))[0]
    found = suggest_entries(judged_county, f" {number.lower()} ", limit=20)
    assert found.hand.rules[0] == "R042"
    assert found.hand.items == ("customer.run_cap", "customer.contract_cap")
    assert "说的就是规则 R042" in of(found, entries["rule"])
    assert "都说到 用电客户.合同容量" in of(found, entries["item"])
    assert any("运行容量" in reason for reason in of(found, entries["words"]))
    assert entries["none"] not in ids(found)
    assert [one.points for one in found.entries] == sorted((one.points for one in found.entries), reverse=True)


def test_a_rule_is_as_good_as_its_problem(judged_county: Workspace, entries: dict[str, str]) -> None:
    found = suggest_entries(judged_county, "r042", limit=20)
    assert found.hand.label == "R042 运行容量大于合同容量"
    assert "说的就是规则 R042" in of(found, entries["rule"])
    assert entries["none"] not in ids(found)


def test_votes_move_an_entry_and_retired_ones_are_gone(judged_county: Workspace, entries: dict[str, str]) -> None:
    second = add_entry(
        judged_county, Content(Kind.CASE, "暂停启用的另一例", "查工单。", rules=("R042",)), author="李工"
    ).id
    for voter in ("甲", "乙"):
        vote_entry(judged_county, second, Vote.HELPFUL, voter=voter)
    found = suggest_entries(judged_county, "R042", limit=20)
    assert ids(found).index(second) < ids(found).index(entries["rule"])
    assert "2 人说有用" in of(found, second)
    retire_entry(judged_county, second, "重复")
    assert second not in ids(suggest_entries(judged_county, "R042", limit=20))


def test_values_of_the_record_are_no_words(judged_county: Workspace, entries: dict[str, str]) -> None:
    number = next(iter(problem_rows(judged_county).rows(["problem_no"])))[0]
    assert "赵" not in suggest_entries(judged_county, number).hand.words


@pytest.mark.parametrize("written", ["", "' or 1=1", "R9999", "ZZZZZZZ", "户" * 10_000, "😀", "\0"])
def test_what_is_no_problem_and_no_rule_is_said(judged_county: Workspace, written: str) -> None:
    with pytest.raises(BadInput):
        suggest_entries(judged_county, written)
