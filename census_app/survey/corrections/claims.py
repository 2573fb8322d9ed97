"""What became of claims: a problem claimed fixed is proved by the next official run, or was wrong all the same."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from census_app.archive.columns import quote_path
from census_app.foundation.database import reading
from census_app.survey.corrections.model import CorrectionRow, corrections_in
from census_app.survey.review.decided import undone_acts
from census_app.survey.review.effects import ANSWER_ACCEPTED
from census_app.survey.review.values import ArchiveValues, Place, Spelling, archive_values, newest_snapshot
from census_app.workspace.acts import Act, iterate
from census_app.workspace.engine import scratch_engine
from census_app.workspace.people.identity import Roster
from census_app.workspace.problems.effects import local_day
from census_app.workspace.problems.model import State
from census_app.workspace.problems.succession import CORRECTIONS_EXPORTED
from census_app.workspace.runs.record import RunRecord, last_official, official_runs
from census_app.workspace.survey_tables import answers, reviews

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace


class ClaimOutcome(StrEnum):
    """What the data said of a claim."""

    WAITING = "waiting"
    PROVEN = "proven"
    REFUTED = "refuted"
    LEFT = "left"


CLAIM_LABELS = {
    ClaimOutcome.WAITING: "等新数据",
    ClaimOutcome.PROVEN: "已证实",
    ClaimOutcome.REFUTED: "仍有错",
    ClaimOutcome.LEFT: "以别的方式离开",
}
ENTERED_LABELS = {"yes": "已改", "no": "没改", "other": "改成了别的值", "": "不知道"}


@dataclass(frozen=True)
class Claim:
    """One problem somebody said is fixed. `correction_no` when it was by a filed correction; `entered` then says
    whether the newest data hold the new value (`yes`, `no`, `other`, "" where nothing is known). `unjudged`: the run
    on data younger than the claim that could not judge it, "" where there was none."""

    problem_no: str
    claimer: str
    day: str
    act: int
    correction_no: str = ""
    outcome: ClaimOutcome = ClaimOutcome.WAITING
    run: str = ""
    entered: str = ""
    unjudged: str = ""

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        return {**self.__dict__, "outcome": self.outcome.value}


@dataclass(frozen=True)
class ClaimsReport:
    """All claims, oldest first; `names`: account → name."""

    claims: tuple[Claim, ...]
    names: Mapping[str, str] = field(default_factory=dict)

    def tally(self) -> dict[str, Counter[ClaimOutcome]]:
        """Claimer → how their claims came out; those with most refuted first."""
        counted: dict[str, Counter[ClaimOutcome]] = defaultdict(Counter)
        for one in self.claims:
            counted[one.claimer][one.outcome] += 1
        order = sorted(counted, key=lambda name: (-counted[name][ClaimOutcome.REFUTED], name))
        return {name: counted[name] for name in order}

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        return {
            "claimers": {
                name: {outcome.value: counts[outcome] for outcome in ClaimOutcome}
                for name, counts in self.tally().items()
            },
            "claims": [one.as_json() for one in self.claims],
        }

    def lines(self) -> list[str]:
        """For the terminal."""
        if not self.claims:
            return ["还没有声称整改的问题"]
        lines = []
        for name, counts in self.tally().items():
            judged = counts[ClaimOutcome.PROVEN] + counts[ClaimOutcome.REFUTED]
            told = "，".join(f"{CLAIM_LABELS[one]} {counts[one]}" for one in ClaimOutcome if counts[one])
            lines.append(f"{self.names.get(name, name) or '没写是谁'}：声称 {counts.total()}，{told}")
            if judged:
                lines[-1] += f"；判过的 {judged} 个里 {counts[ClaimOutcome.REFUTED]} 个仍有错"
        for one in self.claims:
            if one.unjudged:
                name = self.names.get(one.claimer, one.claimer)
                lines.append(
                    f"  {one.problem_no} {name} {one.day}：新数据（批次 {one.unjudged}）没能复核它，"
                    f"census explain {one.problem_no} 看缺什么"
                )
            if one.outcome is ClaimOutcome.PROVEN and one.entered == "other":
                lines.append(
                    f"  {one.problem_no} {self.names.get(one.claimer, one.claimer)} {one.day}：已证实，"
                    f"但更正 {one.correction_no} 在新数据里{ENTERED_LABELS[one.entered]}，请核对是谁录错"
                )
            if one.outcome is ClaimOutcome.REFUTED:
                by = f"，更正 {one.correction_no} 在新数据里{ENTERED_LABELS[one.entered]}" if one.correction_no else ""
                lines.append(f"  {one.problem_no} {self.names.get(one.claimer, one.claimer)} {one.day}：仍有错{by}")
        return lines


def claims_refuted(workspace: Workspace) -> dict[str, int]:
    """Claimer (account, or name as written) → how many of their claims an official run found still wrong."""
    tally = claims_report(workspace).tally()
    return {name: counts[ClaimOutcome.REFUTED] for name, counts in tally.items() if counts[ClaimOutcome.REFUTED]}


def claims_report(workspace: Workspace) -> ClaimsReport:
    """Every claim that stands, and what the first official run that could judge it said.

    A claim is made by an accepted answer (claimed by who answered) or by a correction that went out (by who surveyed).
    """
    with reading(workspace.engine) as connection:
        made = corrections_in(connection)
        claims = sorted(
            [*_by_answers(connection), *_by_corrections(connection, made)], key=lambda one: (one.act, one.problem_no)
        )
        names = Roster.of(connection, date.today()).names
    entered = entered_now(workspace, made)
    settled = _settled(workspace, claims)
    newest = last_official(workspace)
    told = []
    for place, one in enumerate(claims):
        outcome, run = settled.get(place, (ClaimOutcome.WAITING, ""))
        unjudged = "" if newest is None or place in settled or not _is_younger(newest, one) else newest.run
        filed = entered.get(one.correction_no, "")
        told.append(replace(one, outcome=outcome, run=run, entered=filed, unjudged=unjudged))
    return ClaimsReport(tuple(told), names)


def _by_answers(connection: Connection) -> list[Claim]:
    """Claims of accepted answers; who answered, or who acted where no answer stands behind it."""
    people: dict[tuple[int, str], str] = {}
    joined = (reviews.c.answer_act == answers.c.act) & (reviews.c.answer_position == answers.c.position)
    query = select(reviews.c.act, reviews.c.problem_no, answers.c.person).join(answers, joined)
    for row in connection.execute(query):
        people.setdefault((row.act, row.problem_no), row.person)
    return [
        Claim(number, people.get((act.seq, number), "") or act.actor, local_day(act), act.seq)
        for act in _standing_acts(connection, ANSWER_ACCEPTED)
        for number in act.payload.get("problems", [])
    ]


def _by_corrections(connection: Connection, made: list[CorrectionRow]) -> list[Claim]:
    by_batch: dict[str, dict[str, CorrectionRow]] = defaultdict(dict)
    for one in made:
        for number in one.problems:
            by_batch[one.batch].setdefault(number, one)
    claims = []
    for act in _standing_acts(connection, CORRECTIONS_EXPORTED):
        filed = by_batch.get(act.subject, {})
        for number in act.payload.get("problems", []):
            row = filed.get(number)
            if row is not None:
                claims.append(Claim(number, row.person, local_day(act), act.seq, row.correction_no))
    return claims


def _standing_acts(connection: Connection, kind: str) -> list[Act]:
    gone = undone_acts(connection)
    return [act for act in iterate(connection, kinds=[kind]) if act.seq not in gone]


def _settled(workspace: Workspace, claims: list[Claim]) -> dict[int, tuple[ClaimOutcome, str]]:
    """Place of a claim → its outcome and the run that said so."""
    open_claims: dict[str, int] = {}
    settled: dict[int, tuple[ClaimOutcome, str]] = {}
    waiting = list(enumerate(claims))
    numbers = sorted({one.problem_no for one in claims})
    if not numbers:
        return settled
    with scratch_engine(workspace.cache) as connection:
        for run in official_runs(workspace):
            path = run.states_path(workspace)
            while waiting and waiting[0][1].act <= run.acts_seq:
                place, one = waiting.pop(0)
                if one.problem_no in open_claims:
                    # sent back and claimed again before any data came
                    settled[open_claims[one.problem_no]] = (ClaimOutcome.LEFT, "")
                open_claims[one.problem_no] = place
            if path is None or not open_claims:
                continue
            rows = connection.execute(
                f"SELECT problem_no, state, reason FROM read_parquet({quote_path(path)}) "
                "WHERE state_run = $run AND problem_no IN (SELECT unnest($numbers))",
                {"run": run.run, "numbers": numbers},
            ).fetchall()
            for number, state, reason in rows:
                if number in open_claims:
                    settled[open_claims.pop(number)] = (_outcome(state, reason), run.run)
    return settled


def _is_younger(run: RunRecord, claim: Claim) -> bool:
    """Whether the run came after the claim, on data that can show what was done."""
    return claim.act <= run.acts_seq and run.data_date.isoformat() > claim.day


def _outcome(state: str, reason: str | None) -> ClaimOutcome:
    if state == State.FIXED:
        return ClaimOutcome.PROVEN
    return ClaimOutcome.REFUTED if reason == "refuted" else ClaimOutcome.LEFT


def entered_now(workspace: Workspace, made: list[CorrectionRow]) -> dict[str, str]:
    """Correction number → whether the newest data hold the new value: `yes`, `no` (still the old one), `other`, or ""
    where nothing is known."""
    snapshot = newest_snapshot(workspace) if made else None
    if snapshot is None:
        return {}
    places = [Place(one.table, one.record_key, one.field) for one in made]
    values = archive_values(workspace, snapshot, places)
    spelling = Spelling(workspace.dictionary, snapshot.manifest.data_date)
    return {one.correction_no: _entered(one, values, spelling) for one in made}


def _entered(row: CorrectionRow, values: ArchiveValues, spelling: Spelling) -> str:
    now = values.of(Place(row.table, row.record_key, row.field))
    if now is None or row.new is None:
        return ""
    if spelling.same(row.table, row.field, now, row.new):
        return "yes"
    return "no" if spelling.same(row.table, row.field, now, row.old or "") else "other"
