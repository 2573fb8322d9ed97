"""核对结果 and 现场值 together: what the row says, or why it cannot say that."""

from __future__ import annotations

from dataclasses import dataclass

from census_app.archive.settings import fold_word
from census_app.survey.forms.issued import BLIND, FormRow
from census_app.survey.forms.layout import original_code
from census_app.survey.results.settings import result_settings
from census_app.survey.results.submission import SaidItem
from census_app.survey.results.values import ValueReader
from census_app.survey.scenes.model import AnswerKind
from census_app.survey.words import AnswerOutcome
from census_app.workspace.log.row_codes import RowCodes

_NOT_AN_OUTCOME = "核对结果只能选 一致、不一致、无法核实"
_ANSWER_BESIDE = "这一项没有原值可比，答案填在“现场值”里；核对结果留着不动"


@dataclass(frozen=True)
class Judged:
    """The answer of a row by itself. `empty`: nobody answered it; `cells` are the names of the columns at fault."""

    outcome: AnswerOutcome | None = None
    value: str = ""
    fault: str = ""
    note: str = ""
    cells: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether there is neither an answer nor anything wrong."""
        return self.outcome is None and not self.fault


def judge(item: SaidItem, values: ValueReader, codes: RowCodes) -> Judged:
    """What the row answers, its value read by type, code list, shape and check digits."""
    if item.faults:
        return Judged(fault="；".join(says for says, _ in item.faults))
    stated = result_settings().outcomes.get(fold_word(item.outcome)) if item.outcome else None
    wanted = expected(item.form)
    if item.outcome and stated is None:
        only = _NOT_AN_OUTCOME if wanted is None else _ANSWER_BESIDE
        return Judged(fault=f"{only}，不能写“{item.outcome[:20]}”", cells=("核对结果",))
    if wanted is not None:
        return _looked_up(item, stated, wanted, values)
    return _compared(item, stated, values, codes)


def expected(form: FormRow) -> AnswerOutcome | None:
    """What the system wrote into 核对结果 by itself: transcribed or chosen; None where people choose."""
    if form.blind == BLIND or form.answer == AnswerKind.READING:
        return AnswerOutcome.TRANSCRIBED
    if form.field or form.default:
        return None
    return AnswerOutcome.CHOSEN if form.answer == AnswerKind.CHOICE else AnswerOutcome.TRANSCRIBED


def _looked_up(item: SaidItem, stated: AnswerOutcome | None, wanted: AnswerOutcome, values: ValueReader) -> Judged:
    """A row without an original: the value itself is the answer."""
    if not item.value:
        if item.reason or (stated is AnswerOutcome.UNVERIFIABLE and item.why):
            return Judged(AnswerOutcome.UNVERIFIABLE)
        if stated is AnswerOutcome.UNVERIFIABLE:
            return _no_reason()
        if stated in (AnswerOutcome.CONSISTENT, AnswerOutcome.DIFFERENT):
            return Judged(fault="这一格没有给原值：看着实物填现场值", cells=("现场值",))
        if item.note or item.photos:
            return Judged(fault="没有填现场值；核实不了的在“原因”里写明", cells=("现场值",))
        return Judged()
    read = values.read(item.form, item.value)
    if read.fault:
        return Judged(fault=read.fault, cells=("现场值",))
    return Judged(wanted, read.value, note=read.note)


def _compared(item: SaidItem, stated: AnswerOutcome | None, values: ValueReader, codes: RowCodes) -> Judged:
    """A row with an original to be held against."""
    if stated is AnswerOutcome.UNVERIFIABLE:
        if item.value:
            return Judged(fault="选了无法核实，又填了现场值：只留一个", cells=("核对结果", "现场值"))
        return Judged(stated) if item.why else _no_reason()
    if not item.value:
        return _without_value(item, stated)
    read = values.read(item.form, item.value)
    if read.fault:
        return Judged(fault=read.fault, cells=("现场值",))
    same = _is_original(item.form, read.value, codes)
    if stated is AnswerOutcome.CONSISTENT and not same:
        return Judged(fault="选了一致，现场值却和原值不同", cells=("核对结果", "现场值"))
    if stated is AnswerOutcome.DIFFERENT and same:
        return Judged(fault="选了不一致，现场值却和原值一样", cells=("核对结果", "现场值"))
    outcome = AnswerOutcome.CONSISTENT if same else AnswerOutcome.DIFFERENT
    told = "" if stated in (AnswerOutcome.CONSISTENT, AnswerOutcome.DIFFERENT) else "没有选核对结果，按填的值收"
    return Judged(outcome, read.value, note="；".join(text for text in (read.note, told) if text))


def _without_value(item: SaidItem, stated: AnswerOutcome | None) -> Judged:
    if stated is AnswerOutcome.CONSISTENT:
        return Judged(stated, item.form.default)
    if stated is not None:
        return Judged(fault="选了不一致，没有填现场值", cells=("现场值",))
    if item.reason or item.note or item.photos:
        return Judged(fault="没有选核对结果", cells=("核对结果",))
    return Judged()


def _no_reason() -> Judged:
    return Judged(fault="无法核实要写原因", cells=("原因",))


def _is_original(form: FormRow, value: str, codes: RowCodes) -> bool:
    if not form.original_code:
        return bool(form.default) and value == form.default
    return original_code(codes, form.table, form.record_key, form.field, value) == form.original_code
