"""Decisions are checked: who may decide what, and nothing twice; then they are written in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from census_app.foundation.database import reading, writing
from census_app.foundation.errors import BadInput
from census_app.survey.review.effects import Said, effect_of
from census_app.survey.review.gathering import Gathered, gather
from census_app.survey.review.model import Entry
from census_app.survey.review.own_work import own_work
from census_app.survey.review.queue import Asked, Index, queue_of
from census_app.survey.review.recording import Decided, DecidedReport, Extra, record, refuse_when_overtaken
from census_app.survey.review.reviewer import reviewer_of
from census_app.survey.review.settings import ReviewSettings, review_settings
from census_app.survey.words import ReviewDecision
from census_app.workspace.people.identity import Roster
from census_app.workspace.people.permissions import require_kind

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext
    from census_app.workspace.workspace import Workspace


def decide(
    workspace: Workspace,
    said: Sequence[Said],
    by: str = "",
    *,
    partly: bool = False,
    today: date | None = None,
    rows: Mapping[str, Sequence[Mapping[str, Any]]] | None = None,
    payload: Mapping[str, Any] | None = None,
    context: JobContext | None = None,
) -> DecidedReport:
    """The decisions stand, with what they do to problems and tasks, or none of them does.

    `by` is the reviewer where nobody signs in (`Said.by` goes before it); whoever signed in reviews for themselves.
    Nobody decides about what they surveyed or answered, nor twice about one answer. With `partly`, decisions that
    cannot be taken are told in `refused` and the others stand; else the first of them raises `BadInput`. `rows` and
    `payload` go into the first act.
    """
    if not said:
        raise BadInput("没有给出决定", "至少给出一个待审编号和一个决定")
    day, settings = today or date.today(), review_settings()
    _refuse_past_day(said, day)
    found = gather(workspace, day, keys=[one.key.strip() for one in said], context=context)
    reviewers = _reviewers(workspace, said, by, found.roster, partly=partly)
    entries = queue_of(found, Asked(), settings).entries
    report = DecidedReport()
    effects = _effects(found, entries, said, reviewers, settings, report, partly=partly)
    if not effects:
        return report
    for one in effects:
        require_kind(workspace, one.effect.kind, [one.entry.unit])
    signed = found.roster.directory.enabled
    with writing(workspace.engine) as connection:
        refuse_when_overtaken(connection, found.until, effects)
        record(
            connection,
            found,
            entries,
            effects,
            report,
            Extra(day, "" if signed else by.strip(), rows or {}, payload or {}),
        )
    return report


def _refuse_past_day(said: Sequence[Said], day: date) -> None:
    past = next((one.until for one in said if one.until is not None and one.until < day), None)
    if past is not None:
        raise BadInput(f"豁免到期日 {past} 已经过去", "到期日应在今天或以后")


def _reviewers(
    workspace: Workspace, said: Sequence[Said], by: str, roster: Roster, *, partly: bool
) -> dict[str, str | BadInput]:
    """What stands in `Said.by` → the reviewer, or why that person cannot be it."""
    found: dict[str, str | BadInput] = {}
    with reading(workspace.engine) as connection:
        for name in dict.fromkeys(one.by for one in said):
            try:
                found[name] = reviewer_of(connection, name or by, roster)
            except BadInput as error:
                if not partly:
                    raise
                found[name] = error
    return found


def _effects(
    found: Gathered,
    entries: Sequence[Entry],
    said: Sequence[Said],
    reviewers: Mapping[str, str | BadInput],
    settings: ReviewSettings,
    report: DecidedReport,
    *,
    partly: bool,
) -> list[Decided]:
    """Each decision with its effect; those that cannot be taken raise, or are told in the report."""
    effects: list[Decided] = []
    index = Index.of(entries)
    settled: dict[str, Said] = {}
    for one in said:
        try:
            reviewer = reviewers[one.by]
            if isinstance(reviewer, BadInput):
                raise reviewer
            chosen = _meant(index.find(one.key), one.decision)
            for entry in chosen:
                _refuse_twice(entry, one, settled)
                own = own_work(found, entry, reviewer)
                if own is not None:
                    raise own
                waiting = any(rival not in settled for rival in entry.rivals)
                effect = effect_of(entry, one, reviewer, settings, rivals_wait=waiting)
                _refuse_strange_unit(found, entry, one.to_unit)
                settled[entry.key] = one
                effects.append(Decided(effect, entry, one))
        except BadInput as error:
            if not partly:
                raise
            report.refused[f"{one.place or one.key}"] = str(error)
    return effects


def _meant(chosen: Sequence[Entry], decision: ReviewDecision) -> Sequence[Entry]:
    """Of all that waits about a problem or task, a decision on appeals means the appeals."""
    if decision not in (ReviewDecision.UPHELD, ReviewDecision.REJECTED):
        return chosen
    return [entry for entry in chosen if decision in entry.choices] or chosen


def _refuse_twice(entry: Entry, said: Said, settled: Mapping[str, Said]) -> None:
    if entry.key in settled:
        raise BadInput(f"{entry.key} 在这次里判了两遍", "只留一个决定")
    winning = (ReviewDecision.PASSED, ReviewDecision.REFUTED, ReviewDecision.UPHELD)
    if said.decision in winning and any(one in settled and settled[one].decision in winning for one in entry.rivals):
        raise BadInput(f"{entry.key} 与另一个答复是同一项，只能采纳一个", "留下对的那个，另一个不用填")


def _refuse_strange_unit(found: Gathered, entry: Entry, unit: str) -> None:
    if unit and unit == entry.unit:
        raise BadInput(f"它现在就在 {entry.unit_name}", "写要转去的另一个单位")
    if unit and unit not in found.units and unit not in found.roster.directory.units:
        raise BadInput(f"没有这个单位：{unit[:40]}", "写供电单位编码，名册或档案里有的")
