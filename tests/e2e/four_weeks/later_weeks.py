"""The weeks after: what was corrected in the marketing system is proved, what was not is refuted, and work goes on.

Second week, data: the corrections are in but for 张志强 8, 李红梅 5 and contact 5; two sound customers (0 and 1 of the
first station) now exceed their contracts. Work: 张志强 goes to his 8, 9 and 11 and the two new ones (nobody is at the
second) and learns contact 8; 李红梅 to her 5 to 10, nobody at 11; 王小刚 goes this time, to 0 to 5, and copies the
rest once more. Third week, data: the second week's corrections are in but for 李红梅 10; 张志强 0 exceeds again; the
account of 李红梅 11 is closed; contact 11 is gone. Nothing is answered; 王小刚 6 may wait. Fourth week, data: somebody
put in contact 10.
"""

from __future__ import annotations

from typing import Any

from census_app.foundation.weeks import week_of

from .county import RUNNING, changed, contactless, exceeding, sound, write_customers
from .doing import TODAY, Doing, day_of
from .first_week import (
    AREA,
    FIRST_REVIEWER,
    SECOND_REVIEWER,
    A,
    B,
    C,
    accept,
    clock,
    contract,
    decide,
    opened,
    tasks_of,
    truth,
)

CONTACT = "钱来顺"
NEW = [sound(A, 0), sound(A, 1)]


def second_data(doing: Doing) -> dict[str, Any]:
    for n in range(8):
        changed(doing.known, exceeding(A, n), contract=contract(n))
    for n in range(5):
        changed(doing.known, exceeding(B, n), contract=contract(n))
        changed(doing.known, contactless(n), contact="钱有福")
    for number in NEW:
        changed(doing.known, number, running=RUNNING)
    return _delivered(doing, 2)


def second_work(doing: Doing) -> dict[str, Any]:
    paper, week = doing.folder / "2", week_of(day_of(2))
    said = {"tasks": doing.census("task", "dispatch", "--week", week, "--kind", "上门")}
    said["forms"] = doing.census("survey", "forms", "--week", week, "--out", paper / "forms")
    doing.census("lists", "--week", week, "--out", paper / "lists")
    _visit(doing, "张志强", {exceeding(A, n): contract(n) for n in (8, 9, 11)} | {NEW[0]: 300}, nobody=(NEW[1],))
    _visit(doing, "李红梅", {exceeding(B, n): contract(n) for n in range(5, 11)}, nobody=(exceeding(B, 11),))
    _visit(doing, "王小刚", {exceeding(C, n): contract(n) for n in range(6)})
    said["taken"] = doing.census("survey", "take", paper / "back", "--out", paper / "told")
    tasks = tasks_of(doing)
    good = [*(exceeding(A, n) for n in (8, 9, 11)), NEW[0], contactless(8)]
    good += [*(exceeding(B, n) for n in range(5, 11)), *(exceeding(C, n) for n in range(6))]
    accept(doing, [tasks[one] for one in good], by=SECOND_REVIEWER, then=FIRST_REVIEWER)
    decide(doing, [tasks[exceeding(C, n)] for n in range(6, 12)], "退回", "--reason", "没有到现场")
    said["made"] = doing.census("survey", "corrections", "make")
    said["exported"] = doing.census("survey", "corrections", "export", "--out", paper / "回填")
    return said


def third_data(doing: Doing) -> dict[str, Any]:
    for n in (8, 9, 11):
        changed(doing.known, exceeding(A, n), contract=contract(n))
    for n in range(5, 10):
        changed(doing.known, exceeding(B, n), contract=contract(n))
    for n in range(6):
        changed(doing.known, exceeding(C, n), contract=contract(n))
    changed(doing.known, NEW[0], contract=300)
    changed(doing.known, contactless(8), contact=CONTACT)
    changed(doing.known, exceeding(A, 0), running=1000)
    changed(doing.known, exceeding(B, 11), status="已销户客户")
    del doing.known[contactless(11)]
    return _delivered(doing, 3)


def third_work(doing: Doing) -> dict[str, Any]:
    """王小刚 6 waits for a power cut, with leave to do so until after the fourth week."""
    waiting = doing.numbers(exceeding(C, 6))
    return doing.census("review", "defer", *waiting, "--until", day_of(5), "--reason", "等停电计划")


def fourth_data(doing: Doing) -> dict[str, Any]:
    changed(doing.known, contactless(10), contact="钱进宝")
    return _delivered(doing, 4)


def _delivered(doing: Doing, week: int) -> dict[str, Any]:
    file = write_customers(doing.folder / str(week), doing.known)
    doing.census("import", file, "--data-date", day_of(week), "--complete")
    return doing.census("check")


def _visit(doing: Doing, name: str, found: dict[str, int], nobody: tuple[str, ...] = ()) -> None:
    """The surveyor's form of the second week: contracts as found, the others as the archive has them."""
    form = opened(doing.folder / "2" / "forms", name)
    for n, (customer, task) in enumerate(form.customers().items()):
        form.day(task, TODAY)
        if customer in nobody:
            form.visit(task, "无人", *clock(n, 5))
            continue
        form.agree(task, truth(customer), occupant="家人" if n % 3 == 1 else "同一人")
        form.visit(task, "已普查", *clock(n))
        if customer in found:
            form.answer(task, "合同容量", "不一致", found[customer])
        if customer == contactless(8):
            form.answer(task, "联系人", "不一致", CONTACT)
    form.agree_for_area(AREA)
    form.save(doing.folder / "2" / "back" / form.path.name)
