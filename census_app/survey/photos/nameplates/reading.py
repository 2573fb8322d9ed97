"""`census survey nameplates`: what the photos of tasks say beside the archive and the answers. Nothing is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from census_app.foundation.database import reading
from census_app.foundation.errors import BadInput
from census_app.foundation.jobs import JobContext, silent
from census_app.survey.answers import Answer, answers_in
from census_app.survey.forms.issued import FormRow
from census_app.survey.photos.nameplates.proposing import propose
from census_app.survey.photos.nameplates.settings import nameplate_settings
from census_app.survey.photos.nameplates.text import TextLine, Unreadable, read_lines
from census_app.survey.results.issued_rows import IssuedRows
from census_app.survey.review.values import Place, Spelling, archive_values, newest_snapshot
from census_app.survey.tasks.model import known_tasks
from census_app.workspace.people.permissions import require
from census_app.workspace.received import received_path
from census_app.workspace.survey_tables import answers, photos, received_files

if TYPE_CHECKING:
    from pathlib import Path

    from census_app.workspace.workspace import Workspace

_PHOTO = "photo"


@dataclass(frozen=True)
class PlateValue:
    """One value read off a photo, beside what the archive says and what was answered (empty: nothing known)."""

    task_no: str
    photo: str
    title: str
    table: str
    record_key: str
    field: str
    value: str
    line: str
    confidence: float
    archive: str
    answered: str
    verdict: str

    def words(self) -> str:
        """For the terminal."""
        beside = "，".join(
            f"{name} {value}" for name, value in (("档案", self.archive), ("答复", self.answered)) if value
        )
        return (
            f"{self.task_no}　{self.photo}　{self.title}：{self.value}（{self.confidence:.0%}，原文“{self.line[:40]}”）"
            f"　{self.verdict}{'：' + beside if beside else ''}"
        )


@dataclass
class NameplateReport:
    """What was read off which photos; `silent` are photos that show nothing that was asked, `refused` says why a photo
    could not be read."""

    photos: int = 0
    values: list[PlateValue] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        return {**self.__dict__, "values": [asdict(value) for value in self.values]}

    def lines(self) -> list[str]:
        """For the terminal."""
        told = [f"读了 {self.photos} 张照片，认出 {len(self.values)} 个值；只是建议，什么也没有写入"]
        told += [value.words() for value in self.values]
        return told + [f"{name}：{why}" for name, why in self.refused.items()]


def read_nameplates(
    workspace: Workspace, task_nos: Sequence[str], context: JobContext | None = None
) -> NameplateReport:
    """What the tasks' photos say of the items their forms asked, as proposals.

    `BadInput` when a task is unknown, none of them has a photo, or text recognition is not installed.
    """
    context, report = context or silent(), NameplateReport()
    with reading(workspace.engine) as connection:
        tasks = known_tasks(connection, list(dict.fromkeys(task_nos)))
        query = (
            select(photos.c.task_no, photos.c.name, photos.c.sha256, received_files.c.name.label("kept"))
            .join(received_files, received_files.c.sha256 == photos.c.sha256)
            .where(photos.c.task_no.in_(list(tasks)), photos.c.kind == _PHOTO)
            .order_by(photos.c.act, photos.c.position)
        )
        taken = [(row.task_no, row.name, received_path(workspace, row.sha256, row.kept)) for row in
                 connection.execute(query)]  # fmt: skip
        said = answers_in(connection, answers.c.task_no.in_(list(tasks)))
    require(workspace, "result.take", {task.unit for task in tasks.values()})
    if not taken:
        raise BadInput("这些任务没有收到照片", "先用 census survey take 收照片")
    with IssuedRows(workspace) as issued:
        asked = {task_no: _asked(issued, task_no) for task_no in tasks}
    beside = _Beside.of(workspace, asked, said)
    for number, (task_no, name, path) in enumerate(taken):
        context.raise_if_cancelled()
        context.progress(number, len(taken), f"认铭牌：{name}")
        _read(report, beside, asked[task_no], (task_no, name, path))
    context.progress(len(taken), len(taken), "铭牌认完")
    return report


def _asked(issued: IssuedRows, task_no: str) -> list[FormRow]:
    """The items of the task's newest form that may stand on a plate."""
    form = issued.form_of(task_no, "")
    if not form:
        return []
    here = (row for row in issued.rows_of(form).values() if row.task_no in (task_no, ""))
    return [row for row in here if nameplate_settings().of(row.table, row.field)]


@dataclass(frozen=True)
class _Beside:
    """What the archive and the surveyors say of the same places."""

    spelling: Spelling
    archive: dict[Place, str]
    answered: dict[tuple[str, Place], str]

    @classmethod
    def of(cls, workspace: Workspace, asked: dict[str, list[FormRow]], said: Sequence[Answer]) -> _Beside:
        snapshot = newest_snapshot(workspace)
        day = date.today() if snapshot is None else snapshot.manifest.data_date
        places = {Place(row.table, row.record_key, row.field) for rows in asked.values() for row in rows}
        known = archive_values(workspace, snapshot, places)
        answered = {(one.task_no, Place(one.table, one.record_key, one.field)): one.value for one in said}
        return cls(Spelling(workspace.dictionary, day), dict(known.known), answered)

    def verdict(self, place: Place, value: str, archive: str, answered: str) -> str:
        """How the plate's value stands to the others."""
        if answered and self.spelling.same(place.table, place.field, value, answered):
            return "与答复相同"
        if answered:
            return "与答复不同，请对照照片"
        if archive and self.spelling.same(place.table, place.field, value, archive):
            return "与档案相同"
        return "与档案不同，请对照照片" if archive else "档案里没有"


def _read(report: NameplateReport, beside: _Beside, asked: Sequence[FormRow], photo: tuple[str, str, Path]) -> None:
    task_no, name, path = photo
    settings = nameplate_settings()
    report.photos += 1
    try:
        lines = read_lines(path, settings.longest_side)
    except Unreadable as error:
        report.refused[name] = str(error)
        return
    found = list(_values(beside, asked, lines, task_no, name))
    report.values += found
    if not found:
        report.silent.append(name)


def _values(
    beside: _Beside, asked: Sequence[FormRow], lines: Sequence[TextLine], task_no: str, photo: str
) -> Iterator[PlateValue]:
    settings = nameplate_settings()
    for row in asked:
        proposal = propose(lines, settings.of(row.table, row.field), settings.least_confidence)
        if proposal is None:
            continue
        place = Place(row.table, row.record_key, row.field)
        value = beside.spelling.canonical(row.table, row.field, proposal.value)
        archive, answered = beside.archive.get(place, ""), beside.answered.get((task_no, place), "")
        yield PlateValue(
            task_no, photo, row.title, row.table, row.record_key, row.field, value, proposal.line,
            round(proposal.confidence, 3), archive, answered, beside.verdict(place, value, archive, answered),
        )  # fmt: skip
