"""Open rows become answers: of the task they count for, beside what was answered before, by the same or by others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from census_app.dictionary.model import Dictionary, PersonalData
from census_app.foundation.masking import masked
from census_app.survey.answers import Answer
from census_app.survey.forms.issued import FormRow
from census_app.survey.photos.names import read_name
from census_app.survey.results.circumstances import Circumstances, Gate
from census_app.survey.results.issued_rows import IssuedRows
from census_app.survey.results.rows import Row, Verified, Visits
from census_app.survey.results.submission import Standing, Submission
from census_app.survey.results.visiting import Visit
from census_app.survey.tasks.model import Task
from census_app.survey.words import ANSWER_LABELS, AnswerOutcome, AnswerStanding, TaskState

_SHOWN = 30
_MOST_SAID = 4
_SAID = ("source", "document", "person", "outcome", "value", "reason", "note", "evidence")


class Answering:
    """Answers of one document; `renewed` are the tasks that got a new one."""

    def __init__(
        self,
        dictionary: Dictionary,
        issued: IssuedRows,
        submission: Submission,
        known: Circumstances,
        visits: Visits,
        into: Verified,
    ) -> None:
        self._dictionary, self._issued, self._submission = dictionary, issued, submission
        self._known, self._visits, self._into = known, visits, into
        self._digests: set[str] = set()
        self._gates: dict[tuple[str, str], Gate] = {}
        self.renewed: set[str] = set()

    def answer(self, rows: Sequence[Row]) -> None:
        """Every open row becomes an answer, a conflict of two people, or something that was known."""
        own = {(row.item.form.task_no, row.item.form.item) for row in rows if row.is_open and row.item.form.task_no}
        for row in rows:
            form = row.item.form
            if not row.is_open:
                continue
            if form.task_no:
                self._answer(row, form.task_no)
                continue
            tasks = [task for task in self._batch_tasks(form) if (task, form.item) not in own]
            self._batch(row, tasks)

    def _batch_tasks(self, form: FormRow) -> list[str]:
        numbers = self._issued.tasks(form.form_no)
        here = [self._known.tasks[number] for number in numbers if number in self._known.tasks]
        return [task.task_no for task in here if form.batch in (task.tg_no, task.line_no)]

    def _batch(self, row: Row, tasks: list[str]) -> None:
        """One row for every task of the 台区 or line whose own row says nothing else."""
        before, standing, results = list(row.says), row.standing, []
        for task_no in tasks:
            row.standing = standing
            self._answer(row, task_no, batch=True)
            results.append(row.standing)
        told = [says for says in row.says if says not in before]
        for wanted in (Standing.CONFLICT, Standing.TAKEN, Standing.KNOWN, Standing.REFUSED):
            if wanted in results:
                row.standing = wanted
                break
        row.says = [*before, *dict.fromkeys(told)][:_MOST_SAID]
        if row.standing in (Standing.TAKEN, Standing.CONFLICT):
            used = sum(one in (Standing.TAKEN, Standing.CONFLICT, Standing.KNOWN) for one in results)
            row.says.insert(0, f"用到 {used} 户")
        elif not tasks:
            row.standing, row.says = Standing.REFUSED, ["这份表里没有这个台区（线路）的户"]

    def _answer(self, row: Row, task_no: str, batch: bool = False) -> None:
        person = self._known.who(row.item.person, self._submission.person)
        gate = self._gate(task_no, person)
        if gate.task is None:
            row.standing = Standing.REFUSED
            row.says = [gate.fault]
            return
        if gate.note and gate.note not in row.says:
            row.says.append(gate.note)
        visit = self._visits.of(task_no, row.item.place)
        answer = self._made(row, gate.task.task_no, person, visit)
        stored = self._known.stored(answer)
        if batch and stored is not None and stored.sheet != row.item.place.sheet:
            return
        if answer.digest in self._known.digests or answer.digest in self._digests or _repeats(stored, answer):
            row.standing, row.says = Standing.KNOWN, []
            return
        self._against(row, answer, stored, gate.task)
        self._leaver(row, person, visit)
        self._digests.add(answer.digest)
        standing = AnswerStanding.CONFLICT if row.standing is Standing.CONFLICT else AnswerStanding.TAKEN
        self._into.answers.append(replace(answer, standing=standing, said="；".join(row.says)))
        self._into.units.add(gate.task.unit)
        self.renewed.add(gate.task.task_no)

    def _made(self, row: Row, task_no: str, person: str, visit: Visit | None) -> Answer:
        item, form = row.item, row.item.form
        return Answer(
            source=self._submission.source,
            document=form.form_no,
            outcome=row.judged.outcome or AnswerOutcome.UNVERIFIABLE,
            task_no=task_no,
            table=form.table,
            record_key=form.record_key,
            field=form.field,
            item=form.item,
            value=row.judged.value,
            original_code=form.original_code,
            blind=form.blind,
            reason=item.why if row.judged.outcome is AnswerOutcome.UNVERIFIABLE else item.reason,
            note=item.note,
            evidence=self._evidence(row, task_no),
            person=person,
            day="" if visit is None else visit.iso_day,
            file=self._submission.kept.sha256,
            sheet=item.place.sheet,
            source_row=item.place.row,
        )

    def _evidence(self, row: Row, task_no: str) -> str:
        """Photo names in one spelling; one of another task is told."""
        found: list[str] = []
        if not row.item.photos:
            return ""
        for text in row.item.photos.replace("，", "、").replace(",", "、").replace("；", "、").split("、"):
            name = read_name(text)
            if name is not None and name.task_no not in (task_no, row.item.form.task_no):
                row.says.append(f"照片号 {name.text} 是别的任务的")
            if text.strip():
                found.append(name.text if name is not None else text.strip())
        return "、".join(dict.fromkeys(found))

    def _against(self, row: Row, answer: Answer, stored: Answer | None, task: Task) -> None:
        """Held against the answer stored before: one's own is replaced, another person's stands beside it."""
        if stored is None:
            return
        same = (stored.outcome, stored.value) == (answer.outcome, answer.value)
        if self._known.same_person(stored.person, answer.person) or task.state is TaskState.RETURNED:
            row.says.append("再次答复" if same else f"改了先前的答复“{self._told(stored)}”")
        elif same:
            row.says.append(f"和 {self._known.called(stored.person)} 答的一样")
        else:
            row.conflict(
                f"{self._known.called(stored.person)} {stored.day or '先前'} 答“{self._told(stored)}”，"
                f"这里答“{self._told(answer)}”：两个都留着，由审核定",
            )

    def _told(self, answer: Answer) -> str:
        value = answer.value[:_SHOWN]
        if answer.field:
            entry = self._dictionary.table(answer.table).field(answer.field)
            value = value if entry.personal is PersonalData.NONE else masked(value)
        return " ".join(text for text in (ANSWER_LABELS[answer.outcome], value) if text)

    def _leaver(self, row: Row, person: str, visit: Visit | None) -> None:
        if visit is not None and visit.day is not None and self._known.has_left(person, visit.day):
            row.conflict(f"{self._known.called(person)} 在 {visit.iso_day} 已不在岗，由审核定")

    def _gate(self, task_no: str, person: str) -> Gate:
        key = (task_no, person)
        if key not in self._gates:
            self._gates[key] = self._known.gate(task_no, person)
        return self._gates[key]


def _repeats(stored: Answer | None, answer: Answer) -> bool:
    """Whether the newest answer says the same from the same form: a visit's day that came later changes nothing."""
    if stored is None or (stored.day and answer.day and stored.day != answer.day):
        return False
    return all(getattr(stored, name) == getattr(answer, name) for name in _SAID)
