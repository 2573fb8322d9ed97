"""A visit as reported → the visit as it is kept: its day and times, how it ended, how far from the archive's place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta

from census_app.archive.settings import fold_word
from census_app.foundation.canonical import canonical_json, sha256_text
from census_app.foundation.places import metres_between
from census_app.survey.forms.layout import SIGNATURES
from census_app.survey.results.circumstances import Circumstances
from census_app.survey.results.moments import moment_of, read_day, read_moment
from census_app.survey.results.settings import result_settings
from census_app.survey.results.submission import SaidVisit
from census_app.survey.results.values import ValueReader
from census_app.survey.tasks.model import Task
from census_app.survey.words import VISIT_LABELS, VisitOutcome

_SHOWN = 20


@dataclass(frozen=True)
class Visit:
    """A verified visit. `fault` says why it is refused (`cells` where); `notes` are worth a look."""

    outcome: VisitOutcome | None = None
    day: date | None = None
    arrived: time | None = None
    left: time | None = None
    distance: str = ""
    fault: str = ""
    cells: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def iso_day(self) -> str:
        """The day as stored; empty where it was not given or cannot be."""
        return "" if self.day is None else self.day.isoformat()


def judge_visit(said: SaidVisit, task: Task, person: str, known: Circumstances, values: ValueReader) -> Visit:
    """The visit with everything that can be told from the row itself, the task and the roster."""
    if said.faults:
        return Visit(fault="；".join(says for says, _ in said.faults))
    outcome = result_settings().visits.get(fold_word(said.outcome)) if said.outcome else None
    if outcome is None:
        fault = (
            f"到访结果不能写“{said.outcome[:_SHOWN]}”，可以选 {'、'.join(VISIT_LABELS.values())}"
            if said.outcome
            else "没有选到访结果"
        )
        return Visit(fault=fault, cells=("outcome",))
    written, arrived, fault = _time(said.arrived, "到达时间")
    if fault:
        return Visit(fault=fault, cells=("arrived",))
    _, left, fault = _time(said.left, "离开时间")
    if fault:
        return Visit(fault=fault, cells=("left",))
    if arrived is not None and left is not None and left < arrived:
        return Visit(fault="离开时间早于到达时间", cells=("arrived", "left"))
    day_text = said.day or written
    day = read_day(day_text, values, known.today) if day_text else None
    fault = _day_fault(day_text, day, task, known)
    if fault:
        return Visit(fault=fault)
    distance, notes = _distance(said, task)
    notes += _notes(said, day, person, known)
    return Visit(outcome, day, arrived, left, distance, notes=tuple(notes))


def visit_row(said: SaidVisit, task_no: str, visit: Visit, person: str, file: str) -> dict[str, object]:
    """The row of `survey_tables.visits`; its digest names what was said, not where."""
    content: dict[str, object] = {
        "document": said.document,
        "task_no": task_no,
        "outcome": "" if visit.outcome is None else visit.outcome.value,
        "surveyor": person,
        "day": visit.iso_day,
        "arrived": "" if visit.arrived is None else visit.arrived.isoformat("minutes"),
        "left": "" if visit.left is None else visit.left.isoformat("minutes"),
        "signature": said.signature,
        "longitude": said.longitude,
        "latitude": said.latitude,
        "distance": visit.distance,
        "note": "；".join(text for text in (said.note, *visit.notes) if text),
    }
    digest = sha256_text(canonical_json([content[name] for name in sorted(content)]))
    return {
        **content,
        "digest": digest,
        "file": file,
        "sheet": said.place.sheet,
        "source_row": said.place.row,
    }


def _time(text: str, name: str) -> tuple[str, time | None, str]:
    """(day it was written with, time, fault)."""
    if not text:
        return "", None, ""
    day, found = read_moment(text)
    hours = result_settings().hours
    if found is None:
        return "", None, f"{name}“{text[:_SHOWN]}”看不懂：写成 09:30"
    if not hours.first <= found <= hours.last:
        return "", None, f"{name} {found:%H:%M} 不在 {hours.first:%H:%M}–{hours.last:%H:%M} 之间"
    return day, found, ""


def _day_fault(text: str, day: date | None, task: Task, known: Circumstances) -> str:
    if not text:
        return ""
    if day is None:
        return f"到访日期“{text[:_SHOWN]}”看不懂：写成 2026-11-24"
    dispatched = known.dispatched.get(task.act)
    settings = result_settings()
    if dispatched is not None and day < dispatched - timedelta(days=settings.days_before_form):
        return f"到访日期 {day} 在派发（{dispatched}）之前：日期写错了，或手机时钟往回拨过"
    if day > known.today + timedelta(days=settings.future_days):
        return f"到访日期 {day} 还没有到：日期写错了，或电脑、手机的时钟不对"
    return ""


def _distance(said: SaidVisit, task: Task) -> tuple[str, list[str]]:
    metres = metres_between((said.longitude, said.latitude), (task.longitude, task.latitude))
    if metres is None:
        return "", []
    limit = result_settings().distance_metres
    return f"{metres:.0f}", [f"定位离档案坐标 {metres:,.0f} 米"] if metres > limit else []


def _notes(said: SaidVisit, day: date | None, person: str, known: Circumstances) -> list[str]:
    notes = []
    if day is None:
        notes.append("没有填到访日期")
    elif known.has_left(person, day):
        notes.append(f"{known.called(person)} 那天已不在岗")
    if said.signature and said.signature not in SIGNATURES:
        notes.append(f"签字情况写的是“{said.signature[:_SHOWN]}”")
    if _runs_back(said.started, said.sent):
        notes.append("提交时间早于打开时间：手机时钟往回拨过")
    return notes


def _runs_back(started: str, sent: str) -> bool:
    first, second = moment_of(started), moment_of(sent)
    if first is None or second is None or (first.tzinfo is None) != (second.tzinfo is None):
        return False
    return second < first
