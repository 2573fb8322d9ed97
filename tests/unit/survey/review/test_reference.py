"""The reference value beside the archive's and the answer's: masked, and a reason for a second look."""

from __future__ import annotations

from census_app.reporting.review_workbook.rows import review_rows
from census_app.reporting.review_workbook.texts import workbook_texts
from census_app.survey.review.queue import review_queue
from census_app.survey.words import AnswerOutcome
from census_app.workspace.log.row_codes import RowCodes
from census_app.workspace.workspace import Workspace
from tests.unit.survey.review.field import dispatched, surveyed
from tests.unit.workspace.conftest import _prepared, blank, prepared
from tests.unit.workspace.suggestions.county import RIGHT_ID
from tests.unit.workspace.suggestions.test_now import county

__all__ = ["_prepared", "blank", "county", "prepared"]
OTHER_ID = "110101199003070011"


def test_three_values_stand_side_by_side_and_masked(county: Workspace) -> None:
    dispatched(county, "T2648-0001", "1")
    surveyed(county, "T2648-0001", "1", ("cert_no", AnswerOutcome.DIFFERENT, OTHER_ID))
    (entry,) = review_queue(county).entries
    assert entry.second_why == "与档案、参照都不同"
    assert entry.reference == "130929********0019" and "公安人口" in entry.reference_why
    assert entry.answered == "110101********0011"
    (row,) = review_rows([entry], RowCodes.of(county), workbook_texts())
    assert RIGHT_ID not in str(row) and OTHER_ID not in str(row)


def test_a_value_as_the_reference_has_it_is_still_personal(county: Workspace) -> None:
    dispatched(county, "T2648-0001", "1")
    surveyed(county, "T2648-0001", "1", ("cert_no", AnswerOutcome.DIFFERENT, RIGHT_ID))
    (entry,) = review_queue(county).entries
    assert (entry.differs, entry.second_why) == (True, "个人信息")
