"""What a recheck says: per task which items came out otherwise, per surveyor and for the lot with exact intervals."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from census_app.foundation.database import reading
from census_app.survey.answers import Answer, answers_in
from census_app.survey.review.decided import reviews_in
from census_app.survey.review.sampling.lots import Drawn, sample_in
from census_app.survey.review.sampling.statistics import Interval, exact_interval
from census_app.survey.review.values import ArchiveValues, Place, Spelling, archive_values, newest_snapshot
from census_app.survey.tasks.model import tasks_in
from census_app.survey.words import AnswerOutcome, ReviewDecision
from census_app.workspace.people.identity import Roster
from census_app.workspace.survey_tables import answers

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace

_MOST_SHOWN = 30


class LotVerdict(StrEnum):
    """Whether the lot may stand."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    UNFINISHED = "unfinished"


VERDICT_LABELS = {
    LotVerdict.ACCEPTED: "通过",
    LotVerdict.REFUSED: "不通过：这一批全部复查，或退回重做",
    LotVerdict.UNFINISHED: "还没有查完",
}


@dataclass
class Rechecked:
    """One pair. `wrong` names the items that came out otherwise; `why` says why the recheck does not count (yet)."""

    task: str
    of: str
    surveyor: str
    compared: int = 0
    wrong: list[str] = field(default_factory=list)
    why: str = ""

    @property
    def counts(self) -> bool:
        """Whether anything was compared by somebody else."""
        return not self.why


@dataclass(frozen=True)
class Part:
    """One surveyor's share, or the whole lot: tasks in the lot, drawn, checked and wrong; the interval of how many of
    the lot are wrong."""

    name: str
    lot: int
    drawn: int
    checked: int
    wrong: int
    interval: Interval

    def words(self) -> str:
        """One line in Chinese; no rate without its interval."""
        head = f"{self.name or '没写是谁'}：批 {self.lot:,}，抽 {self.drawn}，已查 {self.checked}，有错 {self.wrong}"
        return head + (f"，错误率区间 {self.interval.words()}" if self.checked else "")


@dataclass(frozen=True)
class SampleResults:
    """All of a sample."""

    sample: Drawn
    verdict: LotVerdict
    whole: Part
    parts: tuple[Part, ...]
    pairs: tuple[Rechecked, ...]

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""

        def part(one: Part) -> dict[str, Any]:
            return {**one.__dict__, "interval": [one.interval.low, one.interval.high, one.interval.lot]}

        return {
            "sample": self.sample.sample_no,
            "verdict": self.verdict.value,
            "accept": self.sample.accept,
            "confidence": self.sample.confidence,
            "whole": part(self.whole),
            "surveyors": [part(one) for one in self.parts],
            "pairs": [one.__dict__ for one in self.pairs],
        }

    def lines(self) -> list[str]:
        """For the terminal."""
        percent = f"{Decimal(self.sample.confidence) * 100:f}".rstrip("0").rstrip(".")
        lines = [
            f"抽样 {self.sample.sample_no}（{self.sample.wanted.words()}）：{VERDICT_LABELS[self.verdict]}",
            f"  接收数 {self.sample.accept}，区间的把握 {percent}%",
            f"  {self.whole.words()}",
            *(f"  {one.words()}" for one in self.parts),
        ]
        told = [one for one in self.pairs if one.wrong or one.why]
        for one in told[:_MOST_SHOWN]:
            lines.append(f"  {one.of}（复查 {one.task}）：{one.why or '不一样：' + '、'.join(one.wrong)}")
        return lines


def sample_results(workspace: Workspace, sample_no: str, *, today: date | None = None) -> SampleResults:
    """What the rechecks that have come in say. Only items both visits answered are compared, by meaning; an item
    that could not be verified says nothing, and nobody rechecks themselves."""
    with reading(workspace.engine) as connection:
        sample = sample_in(connection, sample_no)
        wanted = [number for pair in sample.pairs for number in pair]
        known = {task.task_no: task for task in tasks_in(connection, numbers=wanted)}
        told = _answers_of(connection, wanted)
        roster = Roster.of(connection, today or date.today())
    snapshot = newest_snapshot(workspace)
    places = {place for listed in told.values() for place in listed}
    values = archive_values(workspace, snapshot, places)
    day = date.today() if snapshot is None else snapshot.manifest.data_date
    spelling = Spelling(workspace.dictionary, day)
    pairs = []
    for new, old in sample.pairs:
        one = Rechecked(new, old, known[old].surveyor)
        _compare(one, told.get(old, {}), told.get(new, {}), values, spelling)
        again = [answer.person for answer in told.get(new, {}).values()]
        first = [answer.person for answer in told.get(old, {}).values()] or [one.surveyor]
        same = roster.why_same("、".join(filter(None, again)), filter(None, first)) if again else ""
        one.why = f"不算：{same}" if same else one.why
        pairs.append(one)
    return _results(sample, pairs)


def _answers_of(connection: Connection, numbers: list[str]) -> dict[str, dict[Place, Answer]]:
    """Task → place → the newest answer that was not sent back."""
    back = {one.answer for one in reviews_in(connection) if one.decision is ReviewDecision.RETURNED}
    found: dict[str, dict[Place, Answer]] = {}
    for start in range(0, len(numbers), 500):
        for answer in answers_in(connection, answers.c.task_no.in_(numbers[start : start + 500])):
            if answer.field and (answer.act, answer.position) not in back:
                place = Place(answer.table, answer.record_key, answer.field)
                found.setdefault(answer.task_no, {})[place] = answer
    return found


def _compare(
    one: Rechecked,
    first: dict[Place, Answer],
    again: dict[Place, Answer],
    values: ArchiveValues,
    spelling: Spelling,
) -> None:
    if not again:
        one.why = "还没有复查结果"
        return
    for place in sorted(first.keys() & again.keys()):
        was, now = _value(first[place], place, values), _value(again[place], place, values)
        if was is None or now is None:
            continue
        one.compared += 1
        if not spelling.same(place.table, place.field, was, now):
            entry = spelling.entry(place.table, place.field)
            one.wrong.append(entry.rule_name if entry is not None else place.field)
    if not one.compared:
        one.why = "没有一项可比"


def _value(answer: Answer, place: Place, values: ArchiveValues) -> str | None:
    """What the answer says the value is; None where it says nothing."""
    if answer.outcome is AnswerOutcome.UNVERIFIABLE:
        return None
    return values.of(place) if answer.outcome is AnswerOutcome.CONSISTENT else answer.value


def _results(sample: Drawn, pairs: list[Rechecked]) -> SampleResults:
    confidence = Decimal(sample.confidence)
    parts = tuple(
        _part(name, count, [one for one in pairs if one.surveyor == name], confidence)
        for name, count in sample.lot.items()
    )
    whole = _part("全批", sample.lot_size, pairs, confidence)
    if whole.wrong > sample.accept:
        verdict = LotVerdict.REFUSED
    else:
        verdict = LotVerdict.ACCEPTED if whole.checked == whole.drawn else LotVerdict.UNFINISHED
    return SampleResults(sample, verdict, whole, parts, tuple(pairs))


def _part(name: str, lot: int, pairs: list[Rechecked], confidence: Decimal) -> Part:
    checked = [one for one in pairs if one.counts]
    wrong = sum(bool(one.wrong) for one in checked)
    return Part(name, lot, len(pairs), len(checked), wrong, exact_interval(lot, len(checked), wrong, confidence))
