from __future__ import annotations

from datetime import date, time

import pytest

from census_app.dictionary.loader import load_dictionary
from census_app.survey.forms.issued import FormRow
from census_app.survey.forms.layout import original_code
from census_app.survey.results.moments import read_day, read_moment, read_time
from census_app.survey.results.outcomes import Judged, judge
from census_app.survey.results.submission import Place, SaidItem
from census_app.survey.results.values import ValueReader
from census_app.survey.words import AnswerOutcome
from census_app.workspace.log.row_codes import RowCodes

from .issuing import Line, basic

TODAY = date(2026, 11, 26)
VALUES = ValueReader(load_dictionary(), TODAY)
CODES = RowCodes(b"k" * 32)
LINES = {line.item: line for line in basic("4")} | {
    "customer.uscc": Line("customer.uscc", "信用代码", "code", "customer", "4", "uscc"),
    "customer.longitude": Line("customer.longitude", "经度", "number", "customer", "4", "longitude", "115.9", "115.9"),
    "customer.contract_cap": Line("x", "合同容量", "number", "customer", "4", "contract_cap", "100", "100"),
    "customer.multi_pop_flag": Line("x", "多人口", "choice", "customer", "4", "multi_pop_flag", "是", "是"),
    "tg": Line("customer.tg_no", "台区", "code", "customer", "4", "tg_no", "T1", "T1",
               options=("T1　前柳1#", "T9　后柳", "其他")),
}  # fmt: skip


def said(item: str, result: str = "", value: str = "", reason: str = "", note: str = "") -> Judged:
    line = LINES[item]
    code = original_code(CODES, line.table, line.record, line.name, line.original) if line.original else ""
    form = FormRow(
        "F", "T", 1, "T-01-0123456789", line.item, line.title, line.table, line.record, line.name, line.answer,
        "yes" if line.blind else "", code, "", "\n".join(line.options),
    )  # fmt: skip
    return judge(SaidItem(form, Place("普查表", 7), result, value, reason, "", note), VALUES, CODES)


@pytest.mark.parametrize(
    ("item", "result", "value", "says"),
    [
        ("customer.cert_no", "不一致", "110105194912310021", "校验码"),
        ("customer.uscc", "不一致", "91110000600037341K", "校验码"),
        ("customer.elec_type", "不一致", "随便", "不在 用电类别 的选项里"),
        ("meter.asset_no", "抄录", "12", "8–24 位"),
        ("meter.asset_no", "一致", "", "看着实物"),
        ("ask_reading", "", "一千", "不是数字"),
        ("ask_reading", "", "-4", "示数应在"),
        ("ask_reading", "", "NaN", "示数应在"),
        ("ask_reading", "", "1.2345", "小数"),
        ("customer.cons_name", "一致", "钱多", "选了一致"),
        ("customer.cons_name", "不一致", "赵小芳", "和原值一样"),
        ("customer.cons_name", "不一致", "", "没有填现场值"),
        ("customer.cons_name", "无法核实", "", "要写原因"),
        ("customer.cons_name", "大概", "", "核对结果只能选"),
        ("ask_reading", "看过了", "", "答案填在“现场值”里"),
        ("customer.cons_name", "不一致", "赵**", "带星号"),
        ("customer.mobile", "不一致", "139", "11 位手机号"),
        ("customer.mobile", "不一致", "无", "不是一个值"),
        ("customer.multi_pop_flag", "不一致", "也许", "是/否"),
        ("tg", "不一致", "其他", "要写出是什么"),
    ],
)
def test_what_cannot_be_is_refused_in_words(item: str, result: str, value: str, says: str) -> None:
    found = said(item, result, value)
    assert says in found.fault
    assert found.outcome is None


@pytest.mark.parametrize(
    ("item", "result", "value", "outcome", "kept"),
    [
        ("customer.cons_name", "一致", "", AnswerOutcome.CONSISTENT, ""),
        ("customer.cons_name", "√", "", AnswerOutcome.CONSISTENT, ""),
        ("customer.cons_name", "", "赵小芳", AnswerOutcome.CONSISTENT, "赵小芳"),
        ("customer.cons_name", "", "钱多", AnswerOutcome.DIFFERENT, "钱多"),
        ("customer.mobile", "不一致", "139 0000 2222", AnswerOutcome.DIFFERENT, "13900002222"),
        ("customer.mobile", "不一致", "已改", AnswerOutcome.DIFFERENT, "已改"),
        ("customer.elec_type", "不一致", "商业用电", AnswerOutcome.DIFFERENT, "商业用电"),
        ("customer.contract_cap", "不一致", "100.500", AnswerOutcome.DIFFERENT, "100.5"),
        ("customer.contract_cap", "一致", "100.00", AnswerOutcome.CONSISTENT, "100"),
        ("customer.multi_pop_flag", "不一致", "N", AnswerOutcome.DIFFERENT, "否"),
        ("customer.cert_no", "不一致", "11010519491231002x", AnswerOutcome.DIFFERENT, "11010519491231002x"),
        ("meter.asset_no", "抄录", "2206031502", AnswerOutcome.TRANSCRIBED, "2206031502"),
        ("ask_reading", "抄录", "3,412", AnswerOutcome.TRANSCRIBED, "3412"),
        ("ask_occupant", "直接选", "租户", AnswerOutcome.CHOSEN, "租户"),
        ("tg", "不一致", "T9 后柳", AnswerOutcome.DIFFERENT, "T9"),
    ],
)
def test_what_people_write_is_kept_in_one_spelling(
    item: str, result: str, value: str, outcome: AnswerOutcome, kept: str
) -> None:
    found = said(item, result, value)
    assert (found.fault, found.outcome, found.value) == ("", outcome, kept)


def test_nothing_written_is_nothing_answered() -> None:
    assert said("customer.cons_name").empty
    assert said("meter.asset_no", "抄录").empty
    assert said("customer.cons_name", note="门锁着").fault == "没有选核对结果"
    assert said("meter.asset_no", "抄录", reason="表在锁着的箱里").outcome is AnswerOutcome.UNVERIFIABLE


def test_a_word_that_was_not_offered_is_taken_and_told() -> None:
    found = said("ask_occupant", "直接选", "亲戚")
    assert (found.value, found.note) == ("亲戚", "不是下拉里的选项")


@pytest.mark.parametrize(
    ("text", "hour", "minute"),
    [("9:30", 9, 30), ("09:30:00", 9, 30), ("9点30分", 9, 30), ("9.30", 9, 30), ("9点", 9, 0), ("0930", 9, 30),
     ("0.5", 12, 0)],
)  # fmt: skip
def test_times_in_many_spellings(text: str, hour: int, minute: int) -> None:
    assert read_time(text) == time(hour, minute)


@pytest.mark.parametrize("text", ["", "上午", "25:00", "9:75", "930000", "1.5"])
def test_what_is_no_time(text: str) -> None:
    assert read_time(text) is None


def test_days_without_a_year_are_the_nearest() -> None:
    assert read_day("11-24", VALUES, TODAY) == date(2026, 11, 24)
    assert read_day("1月5日", VALUES, TODAY) == date(2027, 1, 5)
    assert read_day("2026/11/24", VALUES, TODAY) == date(2026, 11, 24)
    assert read_day("2-30", VALUES, TODAY) is None
    assert read_moment("2026-11-24 09:30:00") == ("2026-11-24", time(9, 30))
