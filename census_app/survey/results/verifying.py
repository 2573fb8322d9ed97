"""A document against everything the workspace knows: which rows are answers, which conflict, which go back and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from census_app.dictionary.model import Dictionary
from census_app.survey.results.answering import Answering
from census_app.survey.results.archive_facts import ArchiveFacts
from census_app.survey.results.circumstances import Circumstances, about
from census_app.survey.results.contradictions import contradictions
from census_app.survey.results.issued_rows import IssuedRows
from census_app.survey.results.outcomes import Judged, judge
from census_app.survey.results.row_checks import ASSET, check_contradictions, check_copies, check_links
from census_app.survey.results.rows import Verified, Visits, row_of
from census_app.survey.results.settings import result_settings
from census_app.survey.results.submission import Mark, SaidVisit, Standing, Submission
from census_app.survey.results.values import ValueReader
from census_app.survey.results.visiting import Visit, judge_visit, visit_row
from census_app.survey.tasks.model import Task
from census_app.survey.words import VISIT_LABELS, AnswerOutcome, AnswerSource, TaskState, VisitOutcome

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace

_NAMED = 5


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
                if (form.table, form.field) == ASSET:
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
        self._rows = [row_of(item, one) for item, one in zip(submission.items, judged, strict=True)]
        self._into = Verified(marks=list(submission.marks), notes=list(submission.notes))
        self._visits = Visits(submission)
        self._answering = Answering(dictionary, issued, submission, known, self._visits, self._into)
        self._visited: set[str] = set()
        self._refused: set[str] = set()

    def verified(self) -> Verified:
        """All of it, in the order in which one thing rests on another."""
        targets = self._visit_rows()
        check_links(self._rows, self._facts, self._known)
        check_copies(self._rows, self._submission.source)
        check_contradictions(self._rows, self._visits, self._facts)
        self._refused |= {row.item.form.task_no for row in self._rows if row.standing is Standing.REFUSED} - {""}
        self._answering.answer(self._rows)
        self._changes(targets)
        self._into.marks += [row.mark(self._submission.source is AnswerSource.PHONE) for row in self._rows]
        self._into.notes += self._known.merged_units(self._into.units)
        said = {item.person for item in self._submission.items}
        self._into.notes += self._known.unknown_people(said, self._submission.person)
        return self._into

    def _visit_rows(self) -> list[tuple[Task, Visit, SaidVisit]]:
        targets: list[tuple[Task, Visit, SaidVisit]] = []
        for said in self._submission.visits:
            if not said.filled:
                continue
            person = self._known.who(said.person, self._submission.person)
            gate = self._known.gate(said.task_no, person)
            if gate.task is None:
                self._visit_mark(said, Standing.REFUSED, gate.fault)
                continue
            visit = judge_visit(said, gate.task, person, self._known, self._values)
            fault = visit.fault or self._twice(said, visit, targets)
            if fault:
                self._refused.add(gate.task.task_no)
                self._visit_mark(said, Standing.REFUSED, fault, visit.cells)
                continue
            self._visits.add(said.task_no, said.place, visit)
            targets.append((gate.task, visit, said))
            self._keep_visit(said, gate.task, gate.note, visit, person)
        return targets

    def _twice(self, said: SaidVisit, visit: Visit, before: list[tuple[Task, Visit, SaidVisit]]) -> str:
        """Why a second visit row of the same task on a form cannot be taken."""
        if self._submission.source is AnswerSource.PHONE:
            return ""
        other = next((one for _, one, row in before if row.task_no == said.task_no and one != visit), None)
        return "" if other is None else "这一户的到访结果写了两遍，两遍不一样：留一行"

    def _keep_visit(self, said: SaidVisit, task: Task, note: str, visit: Visit, person: str) -> None:
        row = visit_row(said, task.task_no, visit, person, self._submission.kept.sha256)
        self._into.units.add(task.unit)
        known = {str(one["digest"]) for one in self._into.visits}
        if row["digest"] in self._known.visits or row["digest"] in known:
            self._visit_mark(said, Standing.KNOWN, "")
            return
        self._into.visits.append(row)
        self._visited.add(task.task_no)
        self._visit_mark(said, Standing.TAKEN, "；".join(text for text in (note, *visit.notes) if text))

    def _visit_mark(self, said: SaidVisit, standing: Standing, says: str, cells: tuple[str, ...] = ()) -> None:
        columns = tuple(said.place.columns[name] for name in cells if name in said.place.columns)
        columns += tuple(column for _, places in said.faults for column in places)
        self._into.marks.append(Mark(said.place.sheet, said.place.row, standing, says, columns))

    def _unanswered(self, task: Task, said: SaidVisit) -> list[str]:
        """Titles of the items that the task's problems accuse and nobody answered, in this document or before."""
        form = self._issued.form_of(said.task_no, self._submission.document)
        answered = {about(answer)[1:] for answer in self._into.answers if answer.task_no == task.task_no}
        answered |= {key[1:] for key in self._known.answers if key[0] in (task.task_no, said.task_no)}
        asked = (row for row in self._issued.rows_of(form).values() if row.accused and row.task_no == said.task_no)
        return [row.title for row in asked if (row.item, row.table, row.record_key) not in answered]

    def _changes(self, targets: list[tuple[Task, Visit, SaidVisit]]) -> None:
        """What becomes of the tasks: nothing while rows of theirs go back, or when nothing about them is new."""
        for task, visit, said in targets:
            if visit.outcome is None or task.task_no not in self._visited | self._answering.renewed:
                continue
            wanted = result_settings().visit_states[visit.outcome]
            if wanted is TaskState.SURVEYED and self._refused & {task.task_no, said.task_no}:
                self._into.notes.append(f"{said.task_no} 有退回的行，改好再交以后任务才算查完")
                continue
            if visit.outcome is VisitOutcome.SURVEYED and (open_items := self._unanswered(task, said)):
                named = "、".join(open_items[:_NAMED])
                self._into.notes.append(f"{said.task_no} 与本户问题有关的项（★）没有答：{named}；答了以后任务才算查完")
                continue
            if task.state is wanted or (task.state is TaskState.SURVEYED and wanted is TaskState.UNREACHED):
                continue
            reason = "" if wanted is TaskState.SURVEYED else VISIT_LABELS[visit.outcome]
            self._into.changes.append({"task_no": task.task_no, "state": wanted.value, "reason": reason})
            if wanted is TaskState.SURVEYED:
                self._into.problems += task.problems
        answered = {row.item.form.task_no for row in self._rows if row.is_open} - {""}
        missing = sorted(answered - self._visits.tasks() - self._refused)
        if missing:
            named = "、".join(missing[:_NAMED])
            self._into.notes.append(f"没有填到访结果，任务还不算查过：{named}（共 {len(missing)} 户）")
