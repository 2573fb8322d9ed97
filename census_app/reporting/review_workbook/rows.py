"""One entry of the queue as the cells of a row, and what the row is about, sealed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from census_app.foundation.canonical import canonical_json, sha256_text
from census_app.foundation.masking import without_numbers
from census_app.reporting.review_workbook.texts import WorkbookTexts
from census_app.survey.review.model import Entry
from census_app.workspace.log.row_codes import RowCodes
from census_app.workspace.problems.model import SEVERITY_LABELS

_LONGEST_TOKEN = 500
_PRINT = 16


@dataclass(frozen=True)
class ReviewRow:
    """Texts by column id; `first` begins a person's block; `severity` and `differs` choose the look."""

    texts: dict[str, str]
    first: bool
    severity: str
    differs: bool


def review_rows(entries: Iterable[Entry], codes: RowCodes, texts: WorkbookTexts) -> list[ReviewRow]:
    """The rows of the entries, in their order."""
    rows: list[ReviewRow] = []
    before: tuple[object, ...] = ()
    for number, entry in enumerate(entries, 1):
        block = (entry.unit, entry.people)
        rows.append(ReviewRow(_cells(entry, number, codes, texts), block != before, entry.severity, entry.differs))
        before = block
    return rows


def fingerprint(entry: Entry) -> str:
    """What a decision rests on: when any of it changes, the row is out of date."""
    about: list[Any] = [
        entry.key,
        [[one.act, one.position] for one in entry.answers],
        [[one.problem_no, one.bound, one.fingerprint] for one in entry.problems],
        entry.rivals,
        entry.archive,
        entry.answered,
        entry.first_look.act if entry.first_look is not None else 0,
    ]
    return sha256_text(canonical_json(about))[:_PRINT]


def opened(token: str, code: str, codes: RowCodes) -> tuple[str, str] | None:
    """Key and fingerprint a row's token holds; None when token and code are not as they were written."""
    token = token.strip()
    if not token or len(token) > _LONGEST_TOKEN or not codes.agrees([token], code):
        return None
    key, mark = json.loads(token)
    return str(key), str(mark)


def _cells(entry: Entry, number: int, codes: RowCodes, texts: WorkbookTexts) -> dict[str, str]:
    token = canonical_json([entry.key, fingerprint(entry)])
    return {
        "number": str(number),
        "key": entry.key,
        "unit": entry.unit_name or "未归属",
        "person": "、".join(entry.people),
        "customer": entry.customer.replace("　", "\n"),
        "severity": SEVERITY_LABELS.get(entry.severity, ""),
        "problem": "\n".join(f"{one.problem_no} {one.rule_title}" for one in entry.problems),
        "field": "\n".join(part for part in (entry.field_name, entry.record) if part),
        "said": entry.said,
        "archive": _value(entry.archive, entry, texts),
        "answered": _answered(entry, texts),
        "reference": "\n".join(part for part in (entry.reference or "", entry.reference_why) if part),
        "notes": _notes(entry),
        "token": token,
        "code": codes.code([token]),
    }


def _value(value: str | None, entry: Entry, texts: WorkbookTexts) -> str:
    if value is not None:
        return value or texts.empty
    return texts.unknown if entry.field_name and len(entry.answers) == 1 and entry.answers[0].field else ""


def _answered(entry: Entry, texts: WorkbookTexts) -> str:
    if len(entry.answers) != 1:
        return ""
    return entry.answered or (texts.no_answer if entry.differs else "")


def _notes(entry: Entry) -> str:
    """What to look at: why the answer says so, its evidence, what the system noticed, what the problem says."""
    told = list(entry.notes)
    for answer in entry.answers[:1] if len(entry.answers) == 1 else ():
        told += [f"原因：{answer.reason}"] if answer.reason else []
        told += [f"备注：{without_numbers(answer.note)}"] if answer.note else []
        told += [f"佐证：{answer.evidence}"] if answer.evidence else []
    told += [without_numbers(one.message) for one in entry.problems]
    return "\n".join(told)
