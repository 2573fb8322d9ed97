"""A correction from the desk: refused when it says nothing new, reviewed by somebody else, filed like any other."""

from __future__ import annotations

from datetime import date

import pytest

from census_app.foundation.errors import BadInput
from census_app.survey.corrections.making import make_corrections
from census_app.survey.corrections.proposing import ProposedValue, propose_correction
from census_app.survey.review.deciding import decide
from census_app.survey.review.effects import Said
from census_app.survey.review.queue import review_queue
from census_app.survey.words import ReviewDecision
from census_app.workspace import acts
from census_app.workspace.acts import current_actor
from census_app.workspace.verification.verify import verify_workspace
from census_app.workspace.workspace import Workspace
from tests.unit.survey.review.field import numbers, states

DAY = date(2026, 11, 26)
CONTRACT = "合同 2021-118 写明 160 kVA"


def value(text: str, field: str = "contract_cap", key: str = "4") -> ProposedValue:
    return ProposedValue("customer", key, field, text)


def propose(county: Workspace, *values: ProposedValue, evidence: str = CONTRACT, key: str = "4") -> None:
    propose_correction(county, numbers(county)[key], values, evidence, today=DAY)


def test_a_proposal_waits_and_becomes_a_correction_once_somebody_else_accepts_it(county: Workspace) -> None:
    propose(county, value("160.0"))
    assert states(county)["4"] == "in_review"
    (entry,) = review_queue(county).entries
    assert (entry.field_name, entry.archive, entry.answered, entry.unit) == ("合同容量", "100", "160", "0301")
    assert entry.answers[0].evidence == CONTRACT and entry.people == (current_actor(),)
    with pytest.raises(BadInput, match="自己做的不能自己审"):
        decide(county, [Said(entry.key, ReviewDecision.PASSED)])
    for reviewer in ("李梅", "王强"):
        decide(county, [Said(numbers(county)["4"], ReviewDecision.PASSED)], by=reviewer)
    assert review_queue(county).entries == (), "what is accepted only waits to be filed"
    report = make_corrections(county)
    assert list(report.made.values()) == [("customer", "4", "contract_cap")] and report.solved == 1
    assert verify_workspace(county).faults == []


def test_a_returned_proposal_gives_the_problem_back(county: Workspace) -> None:
    propose(county, value("160"))
    decide(county, [Said(numbers(county)["4"], ReviewDecision.RETURNED, "佐证不足")], by="李梅")
    assert states(county)["4"] == "returned"
    assert review_queue(county).entries == ()


@pytest.mark.parametrize(
    ("values", "evidence", "said"),
    [
        ([value("160")], "  ", "要写依据"),
        ([value("160")], "长" * 300, "超过"),
        ([], CONTRACT, "没有要更正的值"),
        ([value("100.00")], CONTRACT, "一样"),
        ([value("一百六")], CONTRACT, "合同容量"),
        ([value("")], CONTRACT, "要有新值"),
        ([value("160"), value("170")], CONTRACT, "两个新值"),
        ([value("160", field="没有")], CONTRACT, "没有这个字段"),
        ([value("160", key="99")], CONTRACT, "档案里没有"),
    ],
)
def test_what_is_no_correction_is_refused_and_nothing_is_written(
    county: Workspace, values: list[ProposedValue], evidence: str, said: str
) -> None:
    before = acts.head(county.engine)
    with pytest.raises(BadInput, match=said):
        propose(county, *values, evidence=evidence)
    assert acts.head(county.engine) == before


def test_a_closed_problem_and_the_same_twice_are_refused(county: Workspace) -> None:
    with pytest.raises(BadInput, match="已经了结"):
        propose(county, value("160", key="1"), key="1")
    with pytest.raises(BadInput, match="没有这个问题"):
        propose_correction(county, "AAAAAAA", [value("160")], CONTRACT, today=DAY)
    propose(county, value("160"))
    with pytest.raises(BadInput, match="已经提过"):
        propose(county, value("160"))
