"""Gathered answers become entries of the queue: each value beside the archive's and the reference's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from census_app.survey.answers import Answer
from census_app.survey.forms.layout import MASKED_ANSWER
from census_app.survey.review.concerns import AWAITING_REVIEW, Concern
from census_app.survey.review.decided import Review
from census_app.survey.review.gathering import Gathered
from census_app.survey.review.model import Entry, EntryKind, Where
from census_app.survey.review.settings import ReviewSettings
from census_app.survey.review.stored import question
from census_app.survey.review.values import Place
from census_app.survey.tasks.model import Task
from census_app.survey.words import ANSWER_LABELS, AnswerOutcome, AnswerSource, AnswerStanding, TaskState
from census_app.workspace.problems.model import REASON_LABELS

_MOST_NAMED = 6
_OF_A_PROBLEM = (AnswerSource.LIST, AnswerSource.DESK)


def answer_key(answer: Answer) -> str:
    """How an answer is named on paper and on the command line."""
    return f"A{answer.act}-{answer.position}"


@dataclass(frozen=True)
class Compared:
    """An answer's value beside the archive's and the reference's, in clear: for comparing, never for showing."""

    place: Place | None
    archive: str | None
    reference: tuple[str, str] | None
    differs: bool
    differs_from_reference: bool


def compare(found: Gathered, answer: Answer) -> Compared:
    """What the answer's value is held against."""
    spelling = found.spelling
    place = found.place_of(answer)
    archive = found.values.of(place) if place is not None else None
    reference = found.references.get(place) if place is not None else None
    if place is None or not says_a_value(answer):
        return Compared(place, archive, reference, False, False)
    differs = archive is not None and not spelling.same(place.table, place.field, answer.value, archive)
    other = reference is not None and not spelling.same(place.table, place.field, answer.value, reference[0])
    return Compared(place, archive, reference, differs, other)


def says_a_value(answer: Answer) -> bool:
    """Whether the answer brings a value; 已改 only says that there is one."""
    return bool(answer.value) and answer.value != MASKED_ANSWER and answer.outcome is not AnswerOutcome.CONSISTENT


def entries_of(found: Gathered, settings: ReviewSettings) -> Iterator[Entry]:
    """Everything that waits: answers, agreeing answers of a task together, then what has no answer."""
    agreeing: dict[str, list[Answer]] = defaultdict(list)
    rivals = _rivals(found)
    covered: set[str] = set()
    busy: set[str] = set()
    for answer in found.waiting:
        problems = problems_of(found, answer)
        if answer.source in _OF_A_PROBLEM:
            covered |= {one.problem_no for one in problems}
            if not any(one.is_outstanding for one in problems):
                continue
        busy.add(answer.task_no)
        compared = compare(found, answer)
        mine = rivals.get(answer_key(answer), ())
        if _agrees(found, answer, compared) and not problems and not mine:
            agreeing[answer.task_no].append(answer)
            continue
        yield _answer_entry(found, answer, compared, problems, mine, settings)
    for task_no, listed in agreeing.items():
        yield _same_entry(found, found.tasks[task_no], listed)
    covered |= {one.problem_no for task_no in busy for one in _task_problems(found, found.tasks.get(task_no))}
    yield from _unanswered(found, covered | _on_the_way(found), busy)


def _rivals(found: Gathered) -> dict[str, tuple[Answer, ...]]:
    """Key → the other waiting answers to the same question."""
    same: dict[tuple[str, ...], list[Answer]] = defaultdict(list)
    for answer in found.waiting:
        same[(question(answer), answer.field)].append(answer)
    return {
        answer_key(answer): tuple(one for one in listed if one is not answer)
        for listed in same.values()
        if len(listed) > 1
        for answer in listed
    }


def problems_of(found: Gathered, answer: Answer) -> tuple[Concern, ...]:
    """The problem an answer of a list answers, or the outstanding ones of the task that accuse a form's value."""
    if answer.problem_no:
        concern = found.concerns.get(answer.problem_no)
        return (concern,) if concern is not None else ()
    task, place = found.tasks.get(answer.task_no), found.place_of(answer)
    if task is None or place is None:
        return ()
    known = (found.concerns.get(number) for number in task.problems)
    return tuple(one for one in known if one is not None and one.is_outstanding and one.accuses(place))


def _agrees(found: Gathered, answer: Answer, compared: Compared) -> bool:
    """Whether nothing about it needs a look of its own."""
    if answer.task_no not in found.tasks or answer.standing is AnswerStanding.CONFLICT:
        return False
    if answer.outcome is AnswerOutcome.CONSISTENT:
        return True
    return says_a_value(answer) and compared.archive is not None and not compared.differs


def _answer_entry(
    found: Gathered,
    answer: Answer,
    compared: Compared,
    problems: tuple[Concern, ...],
    rivals: tuple[Answer, ...],
    settings: ReviewSettings,
) -> Entry:
    task = found.tasks.get(answer.task_no)
    looks = found.looks.get((answer.act, answer.position), [])
    second = second_look_why(found, answer, compared, settings)
    return Entry(
        key=answer_key(answer),
        kind=EntryKind.ANSWER,
        answers=(answer,),
        problems=problems,
        task=task,
        task_problems=_task_problems(found, task),
        where=_where(found, problems, task),
        people=tuple(found.people(answer)),
        record=answer.record_key if answer.table != "customer" else "",
        field_name=found.item_name(answer),
        archive=None if compared.archive is None else found.shown(answer, compared.archive),
        answered=found.shown(answer, answer.value) if answer.value else "",
        reference=None if compared.reference is None else found.shown(answer, compared.reference[0]),
        reference_why="" if compared.reference is None else compared.reference[1],
        differs=compared.differs,
        rivals=tuple(answer_key(one) for one in rivals),
        rival_answers=rivals,
        second_why=second,
        first_look=looks[-1] if looks else None,
        notes=tuple(_notes(found, answer, compared, rivals, second, looks, settings)),
    )


def second_look_why(found: Gathered, answer: Answer, compared: Compared, settings: ReviewSettings) -> str:
    """Why two reviewers must see a value; empty where one is enough."""
    place, wanted, spelling = compared.place, settings.second_look, found.spelling
    if place is None or not compared.differs or not answer.value:
        return ""
    if wanted.differs_from_both and compared.differs_from_reference:
        return "与档案、参照都不同"
    if wanted.personal and spelling.is_personal(place.table, place.field):
        return "个人信息"
    return "核心字段" if wanted.core and spelling.is_core(place.table, place.field) else ""


def _notes(
    found: Gathered,
    answer: Answer,
    compared: Compared,
    rivals: tuple[Answer, ...],
    second: str,
    looks: list[Review],
    settings: ReviewSettings,
) -> Iterator[str]:
    if rivals:
        yield f"同一项有 {len(rivals) + 1} 个答复，只能采纳一个"
    elif answer.standing is AnswerStanding.CONFLICT:
        yield answer.said or "与其他答复冲突"
    if second:
        by = f"，{found.roster.called(looks[-1].reviewer)} 已初审" if looks else ""
        yield f"要两人审：{second}{by}"
    if compared.place is not None and found.spelling.is_kept(compared.place) and compared.archive is None:
        yield "现在的档案里找不到这一条"
    if _says_the_old_value(found, answer, compared):
        yield "填的值与档案现在的一样：改的若是别的项，请写明"
    if answer.value == MASKED_ANSWER:
        yield f"只写了“{MASKED_ANSWER}”，没有新值"
    if answer.blind and compared.archive is not None:
        yield "盲填" + ("，与档案不同" if compared.differs else "，与档案相同")


def _says_the_old_value(found: Gathered, answer: Answer, compared: Compared) -> bool:
    """Whether somebody says it is corrected to what it was: the archive is no younger than the answer."""
    if answer.outcome is not AnswerOutcome.RECTIFIED or not says_a_value(answer) or compared.archive is None:
        return False
    return not compared.differs and found.values.data_date <= answer.day


def _same_entry(found: Gathered, task: Task, listed: list[Answer]) -> Entry:
    names = [found.item_name(answer) for answer in listed]
    more = f" 等 {len(names)} 项" if len(names) > _MOST_NAMED else ""
    people = dict.fromkeys(person for answer in listed for person in found.people(answer))
    return Entry(
        key=f"S{task.task_no}",
        kind=EntryKind.SAME,
        answers=tuple(listed),
        problems=(),
        task=task,
        task_problems=_task_problems(found, task),
        where=_where(found, (), task),
        people=tuple(people),
        field_name="、".join(dict.fromkeys(names[:_MOST_NAMED])) + more,
        answered="与档案一致",
    )


def _on_the_way(found: Gathered) -> set[str]:
    """Problems whose accepted value only waits to be filed or proved."""
    moving = set()
    for answer in found.passed:
        if compare(found, answer).differs:
            moving |= {one.problem_no for one in problems_of(found, answer)}
    return moving


def _unanswered(found: Gathered, covered: set[str], busy: set[str]) -> Iterator[Entry]:
    waiting = set()
    for number, concern in found.concerns.items():
        if concern.state not in AWAITING_REVIEW or number in covered or number != concern.problem_no:
            continue
        tasks = [found.tasks[one] for one in found.tasks_of.get(number, []) if one in found.tasks]
        task = tasks[-1] if tasks else None
        waiting |= {task.task_no} if task is not None else set()
        yield Entry(
            key=f"P{number}",
            kind=EntryKind.PROBLEM,
            answers=(),
            problems=(concern,),
            task=task,
            task_problems=_task_problems(found, task),
            where=_where(found, (concern,), task),
            people=_surveyors(found, task),
            notes=_why_unanswered(found, concern, task),
        )
    waiting |= busy
    for task in found.tasks.values():
        if task.state is TaskState.SURVEYED and task.task_no not in waiting:
            yield Entry(
                key=task.task_no,
                kind=EntryKind.TASK,
                answers=(),
                problems=(),
                task=task,
                task_problems=_task_problems(found, task),
                where=_where(found, (), task),
                people=_surveyors(found, task),
                notes=("各项都审完了，任务还没有了结",),
            )


def _why_unanswered(found: Gathered, concern: Concern, task: Task | None) -> tuple[str, ...]:
    if not concern.has_lapsed:
        return ("现场普查完，这个问题还没有结论",) if task is not None else ()
    answer = found.before.get(concern.problem_no)
    if answer is None:
        return (REASON_LABELS[concern.reason],)
    who = found.roster.called(answer.person)
    value = found.shown(answer, answer.value) if answer.value else ""
    said = "，".join(part for part in (ANSWER_LABELS[answer.outcome], value, answer.reason, answer.note) if part)
    return REASON_LABELS[concern.reason], f"豁免前 {who} {answer.day} 答复：{said}"


def _surveyors(found: Gathered, task: Task | None) -> tuple[str, ...]:
    if task is None:
        return ()
    done = [one for (number, _), listed in found.done_by.items() if number == task.task_no for one in listed]
    return tuple(dict.fromkeys(done)) or ((task.surveyor,) if task.surveyor else ())


def _task_problems(found: Gathered, task: Task | None) -> tuple[Concern, ...]:
    if task is None:
        return ()
    known = (found.concerns.get(number) for number in task.problems)
    return tuple(one for one in known if one is not None)


def _where(found: Gathered, problems: tuple[Concern, ...], task: Task | None) -> Where:
    known = problems or _task_problems(found, task)
    name = known[0].customer_name if known else ""
    if problems:
        one = problems[0]
        customer = one.customer or one.record_key
        return Where(one.unit, found.unit_name(one.unit), "　".join(part for part in (customer, name) if part))
    if task is None:
        return Where()
    customer = task.customer or task.record_key
    return Where(task.unit, found.unit_name(task.unit), "　".join(part for part in (customer, name) if part))
