"""A list of customers from elsewhere: a strange bill was found, an inspection ordered, meters are to be changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.archive.recognition.headers import header_key, read_header
from census_app.archive.sheets import Sheet, read_sheets
from census_app.foundation.errors import BadInput
from census_app.foundation.jobs import JobContext
from census_app.survey.dispatch.request import Reason
from census_app.survey.dispatch.triggers import FoundReason
from census_app.survey.words import TRIGGER_LABELS, TaskKind, Trigger

if TYPE_CHECKING:
    import duckdb

    from census_app.dictionary.model import Dictionary

_HEADER_WITHIN = 20
_LONGEST_SAID = 100
_LONGEST_CUSTOMER = 40
_SAYS = ("说明", "原因", "缘由", "工单号", "工单编号", "检查单号", "异常描述", "备注")
_SEVERITY = "important"


def file_reasons(
    path: Path, trigger: Trigger, dictionary: Dictionary, context: JobContext, refused: list[str]
) -> list[FoundReason]:
    """One reason per customer and text of the file; rows without a customer go to `refused` with their place.

    `BadInput` when no sheet has a column of customer numbers.
    """
    customers = {header_key(word) for word in _spellings(dictionary)}
    found: dict[Reason, FoundReason] = {}
    understood = False
    for sheet in read_sheets([path], context, one_column=True):
        header = _header(sheet, customers)
        if header is not None:
            understood = True
            for one in _rows(sheet, *header, trigger, refused):
                found.setdefault(one.reason, one)
    if not understood:
        raise BadInput(f"{path.name} 里没有户号这一列", "给一列表头叫 户号 或 用户编号；可以另有一列 说明")
    return list(found.values())


def refuse_unknown(
    connection: duckdb.DuckDBPyConnection, found: Sequence[FoundReason], refused: list[str]
) -> list[FoundReason]:
    """Those whose customer stands in `archive_customers`; the others go to `refused`."""
    asked = sorted({one.subject[1] for one in found})
    rows = connection.execute(
        "SELECT DISTINCT cons_no FROM archive_customers WHERE cons_no IN (SELECT unnest($asked::VARCHAR[]))",
        {"asked": asked},
    ).fetchall()
    known = {customer for (customer,) in rows}
    refused += [f"档案里没有这个户号：{customer}" for customer in asked if customer not in known]
    return [one for one in found if one.subject[1] in known]


def _spellings(dictionary: Dictionary) -> tuple[str, ...]:
    entry = dictionary.table("customer").field("cons_no")
    return (entry.zh, entry.rule_name, entry.id, *entry.aliases)


def _header(sheet: Sheet, customers: set[str]) -> tuple[int, int, int | None] | None:
    """Where the header stands, and the columns of the customer and of what is said about them."""
    says = [header_key(word) for word in _SAYS]
    for position, (_, cells) in enumerate(sheet.rows[:_HEADER_WITHIN]):
        keys = [{key for key, _ in read_header(cell[:_LONGEST_SAID]).spellings} for cell in cells]
        customer = next((place for place, known in enumerate(keys) if known & customers), None)
        if customer is not None:
            places = [place for word in says for place, known in enumerate(keys) if word in known]
            return position, customer, places[0] if places else None
    return None


def _rows(
    sheet: Sheet, position: int, customer: int, says: int | None, trigger: Trigger, refused: list[str]
) -> Iterator[FoundReason]:
    for number, cells in sheet.rows[position + 1 :]:
        named = cells[customer].strip() if customer < len(cells) else ""
        if not named or len(named) > _LONGEST_CUSTOMER or not named.isprintable():
            refused.append(f"{sheet.place(number)}：没有户号" if not named else f"{sheet.place(number)}：户号不对")
            continue
        text = " ".join(cells[says].split())[:_LONGEST_SAID] if says is not None and says < len(cells) else ""
        reason = Reason(trigger, "customer", named, text or TRIGGER_LABELS[trigger])
        yield FoundReason(("customer", named), "", TaskKind.VISIT, _SEVERITY, reason)
