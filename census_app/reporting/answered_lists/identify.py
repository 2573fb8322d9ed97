"""Which issued row a returned row is, and which of the cells that are ours were changed on the way."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from census_app.reporting.answered_lists.issued import IssuedRow
from census_app.reporting.answered_lists.sheet import TITLES, ListRow, folded
from census_app.workspace.log.row_codes import RowCodes
from census_app.workspace.problems.numbers import validate

SEALED = ("problem_no", "severity", "rule", "customer", "accused", "message", "due")
"""What the check code covers, in the order in which it is made."""
_TOLD = ("customer_name", "address", "manager", "remedy")
_SCIENTIFIC = re.compile(r"(\d(?:\.\d{1,15})?)E\+?(\d{1,2})", re.IGNORECASE)
_NOT_A_DIGIT = re.compile(r"\D+")
_SERIAL_DAY_ZERO = date(1899, 12, 30).toordinal()
_SHOWN = 24


@dataclass(frozen=True)
class Fault:
    """Why a row cannot be taken; `column` is the cell it is about, "" for the row."""

    column: str
    text: str


@dataclass(frozen=True)
class Identified:
    """The issued row, None when it cannot be told; any fault refuses the row, notes are only said."""

    issued: IssuedRow | None
    faults: tuple[Fault, ...] = ()
    notes: tuple[str, ...] = ()


def identify(
    row: ListRow, candidates: Sequence[IssuedRow], of_code: Mapping[str, str], cover: str, codes: RowCodes
) -> Identified:
    """`candidates`: where this problem number was issued, the newest first. `of_code`: check code → the number it was
    issued for. `cover`: the list number the file names, "" without one."""
    owner = of_code.get(row.code, "")
    if not row.problem_no or not validate(row.problem_no):
        return Identified(None, (_no_number(row, owner),))
    if not candidates:
        return Identified(None, (Fault("problem_no", f"{row.problem_no} 不是这里下发的：也许来自另一个县的清单"),))
    matching = [one for one in candidates if one.code == row.code]
    chosen = next((one for one in matching if one.facts.list_no == cover), matching[0] if matching else None)
    if chosen is not None:
        return Identified(chosen, tuple(_edited(row, chosen, codes)), tuple(_told(row, chosen)))
    whole = next((one for one in candidates if _is_whole(row, one)), None)
    if whole is not None:
        said = "校验码不见了" if not row.code else "校验码被改过"
        return Identified(whole, (), (f"{said}，系统列都对得上，照收", *_told(row, whole)))
    return Identified(None, tuple(_wrong_code(row, candidates[0], owner, codes)))


def _no_number(row: ListRow, owner: str) -> Fault:
    """Why the number leads to no problem. A row nobody can have sent out was written under the list by hand: there is
    nothing to copy it from."""
    said = f"短号“{row.problem_no[:_SHOWN]}”写错了" if row.problem_no else "没有问题短号"
    if owner:
        return Fault("problem_no", f"{said}；按校验码应是 {owner}")
    if row.code:
        return Fault("problem_no", f"{said}，从原清单重抄这一行")
    return Fault("problem_no", f"{said}，也没有校验码：手工添的一行不收，清单以外的问题请另报；抄漏的从原清单重抄")


def written_elsewhere(row: ListRow, candidates: Sequence[IssuedRow], codes: RowCodes) -> tuple[str, ...]:
    """What to say of a row without an answer in which somebody wrote into our columns: it was meant to be one."""
    issued = next((one for one in candidates if one.code == row.code), None)
    if issued is None or not _can_be_told(issued, codes):
        return ()
    named = "、".join(f"“{TITLES[column]}”" for column in (*edited_columns(row, issued), *_told_columns(row, issued)))
    return (f"{named}里写了别的，不算答复：答复写在右边黄色六列",) if named else ()


def edited_columns(row: ListRow, issued: IssuedRow) -> Iterator[str]:
    """The sealed columns whose cells say something else than what was issued; columns that are gone are left out."""
    for column in SEALED[1:]:
        if not row.has(column):
            continue
        if column == "due":
            if not _same_day(row.text(column), issued.due):
                yield column
        elif not _SAME.get(column, _same_text)(row.text(column), issued.shown[column]):
            yield column


def _edited(row: ListRow, issued: IssuedRow, codes: RowCodes) -> Iterator[Fault]:
    if not _can_be_told(issued, codes):
        if all(row.has(column) for column in SEALED) and not codes.agrees(_as_issued(row), issued.code):
            yield Fault("code", "系统列被改动过（校验码不符），从原清单重填这一行")
        return
    for column in edited_columns(row, issued):
        was = f"{issued.due or '（空）'}" if column == "due" else issued.shown[column]
        yield Fault(column, f"{TITLES[column]}被改过：发出时是“{_short(was)}”，从原清单重填这一行")


def _wrong_code(row: ListRow, newest: IssuedRow, owner: str, codes: RowCodes) -> Iterator[Fault]:
    if owner:
        yield Fault("code", f"校验码是 {owner} 那一行的：两行粘错了位，从原清单重填这一行")
    elif not row.code:
        yield Fault("code", "没有校验码，系统列也不全，认不出是哪一次下发的；从原清单重填这一行")
    else:
        yield Fault("code", "校验码与发出的不符，从原清单重填这一行")
    if newest.shown and _can_be_told(newest, codes):
        for column in edited_columns(row, newest):
            yield Fault(column, f"{TITLES[column]}与发出时不同")


def _told(row: ListRow, issued: IssuedRow) -> Iterator[str]:
    """Cells outside the check code that were changed: nothing rests on them, but whoever did it meant something."""
    for column in _told_columns(row, issued):
        yield f"{TITLES[column]}一格被改过，不作数；要改档案请写在整改后值"


def _told_columns(row: ListRow, issued: IssuedRow) -> Iterator[str]:
    for column in _TOLD:
        expected, given = issued.shown.get(column, ""), row.text(column)
        if expected and given and given != expected and not folded(given).startswith(folded(expected)):
            yield column


def _is_whole(row: ListRow, issued: IssuedRow) -> bool:
    """Whether every sealed column is there and says what was issued, so that the code adds nothing."""
    if not issued.shown or not all(row.has(column) for column in SEALED):
        return False
    return next(edited_columns(row, issued), None) is None


def _can_be_told(issued: IssuedRow, codes: RowCodes) -> bool:
    """Whether what the run's states say is what the list showed: only then can a changed cell be named."""
    if not issued.shown:
        return False
    due = issued.due.isoformat() if issued.due else ""
    return codes.code([*(issued.shown[column] for column in SEALED[:-1]), due]) == issued.code


def _as_issued(row: ListRow) -> list[str]:
    return [row.problem_no, *(row.text(column) for column in SEALED[1:])]


def _same_text(given: str, expected: str) -> bool:
    return given == expected or folded(given) == folded(expected)


def _same_number(given: str, expected: str) -> bool:
    """Account numbers that a spreadsheet took for numbers lost their zeros, or are written with an exponent."""
    if _same_text(given, expected) or _plain(given) == _plain(expected):
        return True
    exponent = _SCIENTIFIC.fullmatch(given)
    return exponent is not None and expected.isdecimal() and _near(exponent, expected)


def _near(given: re.Match[str], expected: str) -> bool:
    """Whether the number is what the rounded one stands for."""
    decimals = len(given[1].partition(".")[2])
    return abs(float(given[0]) - float(expected)) <= 0.5 * 10.0 ** (int(given[2]) - decimals)


def _plain(text: str) -> str:
    return text.removesuffix(".0").lstrip("0") or "0"


def _same_day(given: str, expected: date | None) -> bool:
    """A deadline as any program spells it: whole in any order, as the cell shows it (`超期11-05`), or as Excel's number
    of days."""
    if expected is None:
        return not given
    digits = [part for part in _NOT_A_DIGIT.split(given) if part][:3]
    parts = [int(part) for part in digits if len(part) <= 5]
    if len(parts) == 1:
        return parts[0] + _SERIAL_DAY_ZERO == expected.toordinal()
    year, month, day = expected.year, expected.month, expected.day
    spelt = [[month, day]]
    for written in (year, year % 100):
        spelt += [[written, month, day], [month, day, written], [day, month, written]]
    return parts in spelt


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


_SAME: Mapping[str, Callable[[str, str], bool]] = {"customer": _same_number}
