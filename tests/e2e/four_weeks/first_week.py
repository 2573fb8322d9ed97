"""The first week: lists and forms go out, come back good, bad and made up, and are reviewed.

| who      | n     | what comes back                       | what review says      |
|----------|-------|---------------------------------------|-----------------------|
| 张志强   | 0–8   | the contract is larger                | passed, by two        |
|          | 9     | nobody there                          |                       |
|          | 10    | the archive is right                  | refuted               |
|          | 11    | the contract is larger                | returned: no evidence |
| 李红梅   | 0–5   | the contract is larger                | passed, by two        |
|          | 6     | no number                             | refused by the form   |
|          | 7     | a formula                             | refused               |
|          | 8     | the row's code was typed over         | refused               |
|          | 9     | pasted from another county            | refused               |
|          | 10    | cannot be verified, no reason         | refused               |
|          | 11    | nothing                               |                       |
| 王小刚   | 0–11  | everything is right, in twelve minutes, with one photo | returned: not seen |
| the list | 0–5   | corrected                             | passed                |
|          | 6, 7  | no problem                            | refuted, returned     |
|          | 8     | somebody has to go                    |                       |
|          | 9     | an appeal                             | rejected              |
|          | 10    | its number was typed over             | refused               |
|          | 11    | nothing                               |                       |
| another  | 0     | no problem, says somebody else        | the first one is taken |
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from census_app.foundation.weeks import week_of
from census_app.survey.forms import layout

from .county import contactless, exceeding, write_customers, write_others
from .doing import TODAY, Doing, day_of
from .filling import SurveyForm, WeeklyList

A, B, C = "0301", "0302", "0303"
WEEK = week_of(day_of(1))
FOREIGN = "F89GDF6"
"""A short number of another county: its last character is right."""
FIRST_REVIEWER, SECOND_REVIEWER = "周审", "吴审"


def deliver(doing: Doing) -> dict[str, Any]:
    """The first import and its check."""
    paper = doing.folder / "1"
    files = [write_customers(paper, doing.known), *write_others(paper, doing.known)]
    doing.census("import", *files, "--data-date", day_of(1))
    return doing.census("check")


def give_out(doing: Doing) -> dict[str, dict[str, Any]]:
    """Lists, tasks and forms; what the commands said."""
    paper = doing.folder / "1"
    return {
        "lists": doing.census("lists", "--week", WEEK, "--out", paper / "lists"),
        "tasks": doing.census("task", "dispatch", "--week", WEEK, "--kind", "上门"),
        "forms": doing.census("survey", "forms", "--week", WEEK, "--out", paper / "forms"),
    }


def truth(customer: str) -> dict[str, str]:
    """What stands on the spot, by the title of the item."""
    return {"电能表资产号": f"34{customer}", "实际用电性质": "商业用电"}


AREA = {"变压器铭牌容量（kVA）": "400", "变压器型号": "S13-400"}


def contract(n: int) -> int:
    """The contract on paper: larger than what runs."""
    return 200 + n


def clock(n: int, minutes: int = 20) -> tuple[str, str]:
    """Two customers an hour from eight on."""
    hour, half = divmod(n, 2)
    return f"{8 + hour}:{half * 30:02d}", f"{8 + hour}:{half * 30 + minutes:02d}"


def opened(folder: Path, name: str) -> SurveyForm:
    (path,) = folder.glob(f"普查表_*{name}*.xlsx")
    return SurveyForm(path)


def honest_form(doing: Doing) -> None:
    form = opened(doing.folder / "1" / "forms", "张志强")
    for customer, task in form.customers().items():
        n = int(customer[-2:])
        form.day(task, TODAY)
        if n == 9:
            form.visit(task, "无人", *clock(n, 5))
            continue
        form.agree(task, truth(customer), occupant="家人" if n % 4 == 1 else "同一人")
        form.visit(task, "已普查", *clock(n))
        if n != 10:
            form.answer(task, "合同容量", "不一致", contract(n))
    form.agree_for_area(AREA)
    form.save(doing.folder / "1" / "back" / form.path.name)


def careless_form(doing: Doing) -> None:
    form = opened(doing.folder / "1" / "forms", "李红梅")
    foreign = str(form.sheet.cell(form.rows[form.customers()[exceeding(B, 0)]]["合同容量"], layout.CODE_COLUMN).value)
    for customer, task in form.customers().items():
        n = int(customer[-2:])
        if n == 11:
            continue
        form.day(task, TODAY)
        form.agree(task, truth(customer), occupant="租户" if n % 3 == 1 else "同一人")
        form.visit(task, "已普查", *clock(n))
        value = {6: "很多", 7: "=100+100"}.get(n, contract(n))
        place = form.answer(task, "合同容量", "不一致", value)
        code = form.sheet.cell(place, layout.CODE_COLUMN)
        if n == 8:
            code.value = f"{str(code.value)[:-1]}{'0' if str(code.value)[-1] != '0' else '1'}"
        elif n == 9:
            code.value = foreign.replace(form.customers()[exceeding(B, 0)], "T2601-9999")
        elif n == 10:
            form.answer(task, "合同容量", "无法核实")
            form.sheet.cell(place, layout.VALUE_COLUMN).value = None
    form.agree_for_area(AREA)
    form.save(doing.folder / "1" / "back" / form.path.name)


def made_up_form(doing: Doing) -> None:
    from PIL import Image

    form = opened(doing.folder / "1" / "forms", "王小刚")
    back = doing.folder / "1" / "back"
    for n, (customer, task) in enumerate(form.customers().items()):
        form.day(task, TODAY)
        form.agree(task, truth(customer))
        form.visit(task, "已普查", f"9:{n:02d}", f"9:{n + 1:02d}")
        form.answer(task, "封印", photo=f"{task}-1")
        (back / "照片").mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (64, 48), (90, 120, 60)).save(back / "照片" / f"{task}-1.jpg")
    form.agree_for_area(AREA)
    form.save(back / form.path.name)


def answered_list(doing: Doing) -> None:
    (path,) = (doing.folder / "1" / "lists").glob("周清单_柳河*.xlsx")
    answered = WeeklyList(path)
    told = {"原因": "核实无误，档案正确", "佐证": "合同扫描件 12"}
    for n in range(11):
        customer = contactless(n)
        if n <= 5:
            answered.answer(customer, TODAY, "张志强", 结果="已整改", 值="已改", 佐证=f"工单 88{n:02d}")
        elif n <= 7:
            answered.answer(customer, TODAY, "张志强", 结果="非异常", **told)
        elif n == 8:
            answered.answer(customer, TODAY, "张志强", 结果="需现场", 原因="客户不在家，已约时间")
        elif n == 9:
            answered.answer(customer, TODAY, "张志强", 结果="申诉", 原因="不属本单位")
        else:
            answered.answer(customer, TODAY, "张志强", 结果="已整改", 值="已改", 佐证="工单 9999")
            answered.sheet.cell(answered.rows[customer], 5).value = contactless(0)
    answered.save(doing.folder / "1" / "answered" / path.name)


def second_list(doing: Doing) -> None:
    """The same list filled by somebody else: another answer to contact 0, and a row pasted from another county."""
    (path,) = (doing.folder / "1" / "lists").glob("周清单_柳河*.xlsx")
    answered = WeeklyList(path)
    answered.answer(contactless(0), TODAY, "李红梅", 结果="非异常", 原因="核实无误，档案正确", 佐证="合同扫描件 7")
    last = answered.sheet.max_row + 1
    for column in range(1, 22):
        answered.sheet.cell(last, column).value = answered.sheet.cell(answered.rows[contactless(1)], column).value
    answered.sheet.cell(last, 2).value = FOREIGN
    answered.sheet.cell(last, 15).value = "已整改"
    answered.save(doing.folder / "1" / "second" / "柳河_李红梅.xlsx")


def fill(doing: Doing) -> None:
    """Everybody fills what they were given, each in their way."""
    honest_form(doing)
    careless_form(doing)
    made_up_form(doing)
    answered_list(doing)
    second_list(doing)


def come_back(doing: Doing) -> dict[str, dict[str, Any]]:
    """Forms with photos and the list, taken; the same again changes nothing."""
    fill(doing)
    paper = doing.folder / "1"
    return {
        "forms": doing.census("survey", "take", paper / "back", "--out", paper / "told", code=1),
        "list": doing.census("lists", "take", paper / "answered", "--out", paper / "receipts", code=1),
        "second": doing.census("lists", "take", paper / "second", "--out", paper / "receipts", code=1),
        "again": doing.census("survey", "take", paper / "back", "--out", paper / "again", code=1),
        "list again": doing.census("lists", "take", paper / "answered", "--out", paper / "again", code=1),
    }


def tasks_of(doing: Doing) -> dict[str, str]:
    """户号 → the number of its newest task."""
    told = doing.census("task", "list", "--all")
    return {one["customer"]: one["task_no"] for one in sorted(told["tasks"], key=lambda one: str(one["task_no"]))}


def decide(doing: Doing, keys: list[str], decision: str, *more: object, by: str = FIRST_REVIEWER) -> dict[str, Any]:
    return doing.census("review", "decide", *keys, "--decision", decision, "--by", by, *more)


def accept(doing: Doing, keys: list[str], by: str = FIRST_REVIEWER, then: str = SECOND_REVIEWER) -> None:
    """Passed by one reviewer, and by another where two have to look."""
    waiting = decide(doing, keys, "通过", by=by)["first_looks"]
    if waiting:
        decide(doing, waiting, "通过", by=then)


def list_keys(doing: Doing, person: str) -> dict[str, str]:
    """户号 → what waits of this person's list answers."""
    told = doing.census("review", "queue", "--person", person)
    return {one["customer"].split("　")[0]: one["key"] for one in told["entries"] if not one["task"]}


def review(doing: Doing) -> None:
    tasks = tasks_of(doing)
    good = [tasks[exceeding(A, n)] for n in range(9)] + [tasks[exceeding(B, n)] for n in range(6)]
    accept(doing, good)
    decide(doing, doing.numbers(exceeding(A, 10)), "误报", "--reason", "现场与档案一致")
    decide(doing, [tasks[exceeding(A, 10)]], "通过")
    decide(doing, [tasks[exceeding(A, 11)]], "退回", "--reason", "佐证不足")
    decide(doing, [tasks[exceeding(B, n)] for n in (8, 9)], "退回", "--reason", "写不清楚")
    decide(doing, [tasks[exceeding(C, n)] for n in range(12)], "退回", "--reason", "没有到现场")
    listed = list_keys(doing, "张志强")
    accept(doing, [listed[contactless(n)] for n in range(6)])
    decide(doing, [listed[contactless(6)]], "误报", "--reason", "合法例外")
    decide(doing, [listed[contactless(7)]], "退回", "--reason", "佐证不足")
    appealed = doing.numbers(contactless(9))
    doing.census("review", "appeal", *appealed, "--reject", "其他", "--by", FIRST_REVIEWER)


def correct(doing: Doing) -> dict[str, dict[str, Any]]:
    """Accepted values are rehearsed and go out as 回填清单."""
    return {
        "made": doing.census("survey", "corrections", "make"),
        "exported": doing.census("survey", "corrections", "export", "--out", doing.folder / "1" / "回填"),
    }
