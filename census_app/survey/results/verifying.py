"""A document against everything the workspace knows: which rows are answers, which conflict, which go back and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from census_app.dictionary.model import Dictionary, PersonalData
from census_app.foundation.masking import masked
from census_app.survey.answers import Answer
from census_app.survey.forms.issued import FormRow
from census_app.survey.photos.names import read_name
from census_app.survey.results.archive_facts import ArchiveFacts
from census_app.survey.results.circumstances import Circumstances, Gate
from census_app.survey.results.contradictions import contradictions, contradictions_of
from census_app.survey.results.issued_rows import IssuedRows
from census_app.survey.results.outcomes import Judged, judge
from census_app.survey.results.settings import result_settings
from census_app.survey.results.submission import Mark, Place, SaidItem, SaidVisit, Standing, Submission
from census_app.survey.results.values import ValueReader
from census_app.survey.results.visiting import Visit, judge_visit, visit_row
from census_app.survey.tasks.model import Task
from census_app.survey.words import ANSWER_LABELS, VISIT_LABELS, AnswerOutcome, AnswerSource, AnswerStanding, TaskState

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace

_ASSET = ("meter", "asset_no")
_SHOWN = 30
_SAID = ("source", "document", "person", "outcome", "value", "reason", "note", "evidence")


@dataclass
class Verified:
    """What is to be written, and what is to be told. `known`: nothing in the document is new."""

    answers: list[Answer] = field(default_factory=list)
    visits: list[dict[str, Any]] = field(default_factory=list)
    changes: list[dict[str, Any]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    units: set[str] = field(default_factory=set)
    marks: list[Mark] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class Verifier:
    """Verifies documents of one take; what it asks the archive it asks for many documents at once."""

    def __init__(self, workspace: Workspace, issued: IssuedRows, today: date) -> None:
        self._dictionary = workspace.dictionary
        self._issued = issued
        self._facts = ArchiveFacts(workspace)
        self._values = ValueReader(workspace.dictionary, today)
        self._judged: dict[int, list[Judged]] = {}

    def prepare(self, submissions: Iterable[Submission]) -> None:
        """Each row is judged by itself, and the archive is asked about all values at once."""
        keys: dict[tuple[str, str], set[str]] = defaultdict(set)
        assets: set[str] = set()
        records: dict[str, set[str]] = defaultdict(set)
        fields: dict[str, set[str]] = defaultdict(set)
        watched = {item for rule in contradictions() for item in rule.items}
        self._judged = {}
        for submission in submissions:
            judged = [judge(item, self._values, self._issued.codes) for item in submission.items]
            self._judged[id(submission)] = judged
            for item, one in zip(submission.items, judged, strict=True):
                form = item.form
                if one.outcome is AnswerOutcome.CONSISTENT and form.item in watched and form.record_key:
                    records[form.table].add(form.record_key)
                    fields[form.table].add(form.field)
                if not one.value:
                    continue
                target = self._facts.target_of(form.table, form.field)
                if target is not None and one.outcome is not AnswerOutcome.CONSISTENT:
                    keys[target].add(one.value)
                if (form.table, form.field) == _ASSET:
                    assets.add(one.value)
        self._facts.ask_keys(keys)
        self._facts.ask_owners(assets)
        for table, wanted in records.items():
            self._facts.ask_values(table, wanted, fields[table])

    def verify(self, submission: Submission, known: Circumstances) -> Verified:
        """The document in these circumstances; call `prepare` with it first."""
        return _Document(
            self._dictionary, self._issued, self._facts, self._values, submission, self._judged[id(submission)], known
        ).verified()

    def tasks_of(self, submission: Submission) -> set[str]:
        """Every task the document speaks of."""
        spoken = {item.form.task_no for item in submission.items} | {visit.task_no for visit in submission.visits}
        forms = {item.form.form_no for item in submission.items if item.form.batch}
        return (spoken - {""}) | {task for form_no in forms for task in self._issued.tasks(form_no)}


@dataclass
class _Row:
    """An item on its way: what it answers for which task, and what is said about it."""

    item: SaidItem
    judged: Judged
    standing: Standing
    says: list[str]
    cells: tuple[str, ...] = ()


class _Document:
    def __init__(
        self,
        dictionary: Dictionary,
        issued: IssuedRows,
        facts: ArchiveFacts,
        values: ValueReader,
        submission: Submission,
        judged: list[Judged],
        known: Circumstances,
    ) -> None:
        self._dictionary, self._issued, self._facts, self._values = dictionary, issued, facts, values
        self._submission, self._known = submission, known
        self._rows = [_row(item, one) for item, one in zip(submission.items, judged, strict=True)]
        self._into = Verified(marks=list(submission.marks), notes=list(submission.notes))
        self._visits: dict[tuple[str, int], Visit] = {}
        self._new: set[str] = set()
        self._refused: set[str] = set()
        self._gates: dict[tuple[str, str], Gate] = {}

    def verified(self) -> Verified:
        """All of it, in the order in which one thing rests on another."""
        targets = self._visit_rows()
        self._links()
        self._copies()
        self._contradictions()
        self._answers()
        self._changes(targets)
        self._into.marks += [self._mark(row) for row in self._rows]
        return self._into

    def _visit_rows(self) -> list[tuple[Task, Visit, SaidVisit]]:
        targets = []
        for said in self._submission.visits:
            if not said.filled:
                continue
            person = self._known.who(said.person, self._submission.person)
            gate = self._gate(said.task_no, person)
            if gate.task is None:
                self._visit_mark(said, Standing.REFUSED, gate.fault)
                continue
            visit = judge_visit(said, gate.task, person, self._known, self._values)
            if visit.fault:
                self._refused.add(gate.task.task_no)
                self._visit_mark(said, Standing.REFUSED, visit.fault, visit.cells)
                continue
            self._visits.setdefault(self._when(said.task_no, said.place), visit)
            targets.append((gate.task, visit, said))
            self._keep_visit(said, gate.task, gate.note, visit, person)
        return targets

    def _keep_visit(self, said: SaidVisit, task: Task, note: str, visit: Visit, person: str) -> None:
        row = visit_row(said, task.task_no, visit, person, self._submission.kept.sha256)
        self._into.units.add(task.unit)
        known = {str(one["digest"]) for one in self._into.visits}
        if row["digest"] in self._known.visits or row["digest"] in known:
            self._visit_mark(said, Standing.KNOWN, "")
            return
        self._into.visits.append(row)
        self._new.add(task.task_no)
        self._visit_mark(said, Standing.TAKEN, "；".join(text for text in (note, *visit.notes) if text))

    def _when(self, task_no: str, place: Place) -> tuple[str, int]:
        """Which visit a row belongs to: on a form a task has one, a phone sends one with each submission."""
        return task_no, place.row if self._submission.source is AnswerSource.PHONE else 0

    def _visit_mark(self, said: SaidVisit, standing: Standing, says: str, cells: tuple[str, ...] = ()) -> None:
        columns = tuple(said.place.columns[name] for name in cells if name in said.place.columns)
        columns += tuple(column for _, places in said.faults for column in places)
        self._into.marks.append(Mark(said.place.sheet, said.place.row, standing, says, columns))

    def _gate(self, task_no: str, person: str) -> Gate:
        key = (task_no, person)
        if key not in self._gates:
            self._gates[key] = self._known.gate(task_no, person)
        return self._gates[key]

    def _links(self) -> None:
        for row in self._open():
            form, judged = row.item.form, row.judged
            target = self._facts.target_of(form.table, form.field)
            if target is not None and judged.value and judged.outcome is not AnswerOutcome.CONSISTENT:
                self._refers(row, target)
            if (form.table, form.field) == _ASSET and judged.value and form.task_no in self._known.tasks:
                self._owner(row, form, judged.value)

    def _refers(self, row: _Row, target: tuple[str, str]) -> None:
        if not self._facts.exists(target, row.judged.value):
            table = self._dictionary.table(target[0]).rule_name
            self._conflict(row, f"档案的{table}里没有“{row.judged.value[:_SHOWN]}”：抄错了，或是新增的，由审核定")

    def _owner(self, row: _Row, form: FormRow, asset: str) -> None:
        owner, task = self._facts.owner(asset), self._known.tasks[form.task_no]
        if owner and task.customer and owner != task.customer:
            row.says.append(f"档案里这块表是别的户（{masked(owner)}）的，可能串户")

    def _copies(self) -> None:
        """The same row twice with different answers: both stand, neither is believed."""
        first: dict[str, _Row] = {}
        for row in self._open():
            other = first.setdefault(row.item.form.row_code, row)
            if other is row:
                continue
            if self._submission.source is AnswerSource.PHONE and other.item.person == row.item.person:
                row.says.append("同一户又交了一次，以这次为准")
            else:
                self._conflict(row, f"和第 {other.item.place.row} 行是同一行（复制的），两行答得不一样")
                self._conflict(other, f"和第 {row.item.place.row} 行是同一行（复制的），两行答得不一样")

    def _contradictions(self) -> None:
        by_task: dict[str, list[_Row]] = defaultdict(list)
        for row in self._open():
            by_task[row.item.form.task_no].append(row)
        for task_no, rows in by_task.items():
            visit = self._visits.get(self._when(task_no, rows[0].item.place))
            written = {row.item.form.item: row.judged.value for row in rows if row.item.value}
            held = {row.item.form.item: row.judged.value or self._original(row) for row in rows}
            for found in contradictions_of(held, None if visit is None else visit.outcome, written):
                for row in rows:
                    if row.item.form.item in found.items:
                        self._conflict(row, found.says)

    def _original(self, row: _Row) -> str:
        form = row.item.form
        consistent = row.judged.outcome is AnswerOutcome.CONSISTENT and form.record_key
        return self._facts.value(form.table, form.record_key, form.field) if consistent else ""

    def _open(self) -> list[_Row]:
        return [row for row in self._rows if row.standing in (Standing.TAKEN, Standing.CONFLICT)]

    def _conflict(self, row: _Row, says: str) -> None:
        row.standing, row.cells = Standing.CONFLICT, ("核对结果", "现场值")
        if says not in row.says:
            row.says.append(says)

    def _answers(self) -> None:
        own = {(row.item.form.task_no, row.item.form.item) for row in self._open() if row.item.form.task_no}
        digests: set[str] = set()
        for row in self._rows:
            form = row.item.form
            if row.standing is Standing.REFUSED and form.task_no:
                self._refused.add(form.task_no)
            if row.standing not in (Standing.TAKEN, Standing.CONFLICT):
                continue
            if form.task_no:
                self._answer(row, form.task_no, digests)
                continue
            tasks = [task for task in self._batch_tasks(form) if (task, form.item) not in own]
            self._batch(row, tasks, digests)

    def _batch_tasks(self, form: FormRow) -> list[str]:
        numbers = self._issued.tasks(form.form_no)
        here = [self._known.tasks[number] for number in numbers if number in self._known.tasks]
        return [task.task_no for task in here if form.batch in (task.tg_no, task.line_no)]

    def _batch(self, row: _Row, tasks: list[str], digests: set[str]) -> None:
        """One row for every task of the 台区 or line whose own row says nothing else."""
        before, standing, results = list(row.says), row.standing, []
        for task_no in tasks:
            row.standing = standing
            self._answer(row, task_no, digests, batch=True)
            results.append(row.standing)
        told = [says for says in row.says if says not in before]
        for wanted in (Standing.CONFLICT, Standing.TAKEN, Standing.KNOWN, Standing.REFUSED):
            if wanted in results:
                row.standing = wanted
                break
        row.says = [*before, *dict.fromkeys(told)][:4]
        if row.standing in (Standing.TAKEN, Standing.CONFLICT):
            used = sum(one in (Standing.TAKEN, Standing.CONFLICT, Standing.KNOWN) for one in results)
            row.says.insert(0, f"用到 {used} 户")
        elif not tasks:
            row.standing, row.says = Standing.REFUSED, ["这份表里没有这个台区（线路）的户"]

    def _answer(self, row: _Row, task_no: str, digests: set[str], batch: bool = False) -> None:
        person = self._known.who(row.item.person, self._submission.person)
        gate = self._gate(task_no, person)
        if gate.task is None:
            row.standing = Standing.REFUSED
            row.says = [gate.fault]
            return
        if gate.note and gate.note not in row.says:
            row.says.append(gate.note)
        visit = self._visits.get(self._when(task_no, row.item.place))
        answer = self._made(row, gate.task.task_no, person, visit)
        stored = self._known.stored(answer)
        if batch and stored is not None and stored.sheet != row.item.place.sheet:
            return
        if answer.digest in self._known.digests or answer.digest in digests or _repeats(stored, answer):
            row.standing, row.says = Standing.KNOWN, []
            return
        self._against(row, answer, stored, gate.task)
        self._leaver(row, person, visit)
        digests.add(answer.digest)
        standing = AnswerStanding.CONFLICT if row.standing is Standing.CONFLICT else AnswerStanding.TAKEN
        self._into.answers.append(replace(answer, standing=standing, said="；".join(row.says)))
        self._into.units.add(gate.task.unit)
        self._new.add(gate.task.task_no)

    def _made(self, row: _Row, task_no: str, person: str, visit: Visit | None) -> Answer:
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
            reason=item.reason,
            note=item.note,
            evidence=self._evidence(row, task_no),
            person=person,
            day="" if visit is None else visit.iso_day,
            file=self._submission.kept.sha256,
            sheet=item.place.sheet,
            source_row=item.place.row,
        )

    def _evidence(self, row: _Row, task_no: str) -> str:
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

    def _against(self, row: _Row, answer: Answer, stored: Answer | None, task: Task) -> None:
        """Held against the answer stored before: one's own is replaced, another person's stands beside it."""
        if stored is None:
            return
        same = (stored.outcome, stored.value) == (answer.outcome, answer.value)
        if self._known.same_person(stored.person, answer.person) or task.state is TaskState.RETURNED:
            row.says.append("再次答复" if same else f"改了先前的答复“{self._told(stored)}”")
        elif same:
            row.says.append(f"和 {self._known.called(stored.person)} 答的一样")
        else:
            self._conflict(
                row,
                f"{self._known.called(stored.person)} {stored.day or '先前'} 答“{self._told(stored)}”，"
                f"这里答“{self._told(answer)}”：两个都留着，由审核定",
            )

    def _told(self, answer: Answer) -> str:
        value = answer.value[:_SHOWN]
        if answer.field:
            entry = self._dictionary.table(answer.table).field(answer.field)
            value = value if entry.personal is PersonalData.NONE else masked(value)
        return " ".join(text for text in (ANSWER_LABELS[answer.outcome], value) if text)

    def _leaver(self, row: _Row, person: str, visit: Visit | None) -> None:
        if visit is not None and visit.day is not None and self._known.has_left(person, visit.day):
            self._conflict(row, f"{self._known.called(person)} 在 {visit.iso_day} 已不在岗，由审核定")

    def _changes(self, targets: list[tuple[Task, Visit, SaidVisit]]) -> None:
        for task, visit, said in targets:
            if visit.outcome is None or task.task_no not in self._new:
                continue
            wanted = result_settings().visit_states[visit.outcome]
            if wanted is TaskState.SURVEYED and (refused := self._refused & {task.task_no, said.task_no}):
                self._into.notes.append(f"{sorted(refused)[0]} 有退回的行，改好再交以后任务才算查完")
                continue
            if task.state is wanted or (task.state is TaskState.SURVEYED and wanted is TaskState.UNREACHED):
                continue
            reason = "" if wanted is TaskState.SURVEYED else VISIT_LABELS[visit.outcome]
            self._into.changes.append({"task_no": task.task_no, "state": wanted.value, "reason": reason})
            if wanted is TaskState.SURVEYED:
                self._into.problems += task.problems
        visited = {task_no for task_no, _ in self._visits}
        missing = sorted({row.item.form.task_no for row in self._open()} - {""} - visited - self._refused)
        if missing:
            self._into.notes.append(f"没有填到访结果，任务还不算查过：{'、'.join(missing[:5])}（共 {len(missing)} 户）")

    def _mark(self, row: _Row) -> Mark:
        columns: Mapping[str, int] = row.item.place.columns
        cells = tuple(columns[name] for name in row.cells if name in columns)
        cells += tuple(column for _, places in row.item.faults for column in places)
        return Mark(row.item.place.sheet, row.item.place.row, row.standing, "；".join(row.says), cells)


def _row(item: SaidItem, judged: Judged) -> _Row:
    if judged.fault:
        return _Row(item, judged, Standing.REFUSED, [judged.fault], judged.cells)
    if judged.empty:
        return _Row(item, judged, Standing.EMPTY, [])
    return _Row(item, judged, Standing.TAKEN, [judged.note] if judged.note else [])


def _repeats(stored: Answer | None, answer: Answer) -> bool:
    """Whether the newest answer says the same from the same form: a visit's day that came later changes nothing."""
    if stored is None or (stored.day and answer.day and stored.day != answer.day):
        return False
    return all(getattr(stored, name) == getattr(answer, name) for name in _SAID)
