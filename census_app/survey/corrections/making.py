"""Corrections are made of accepted values: rehearsed, numbered, sealed; a correction of a key tells its succession."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from census_app.foundation.database import writing
from census_app.foundation.errors import BadInput
from census_app.foundation.weeks import week_of
from census_app.survey.corrections.accepted import accepted_values
from census_app.survey.corrections.model import CORRECTIONS_MADE, Accepted, corrections_in
from census_app.survey.corrections.rehearsing import Held, try_out
from census_app.survey.review.decided import reviews_in
from census_app.survey.words import ReviewDecision
from census_app.workspace.log.sealed_rows import append_with_rows
from census_app.workspace.people.permissions import require_kind
from census_app.workspace.survey_tables import corrections

if TYPE_CHECKING:
    from census_app.dictionary.model import Dictionary
    from census_app.foundation.jobs import JobContext
    from census_app.workspace.workspace import Workspace

_MOST_SHOWN = 20


@dataclass
class MadeReport:
    """`made`: correction number → (table, record key, field); `held` with the reasons; `released` against them.
    `places`: key of a held value → what people call it."""

    batch: str = ""
    act: int = 0
    made: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    held: list[Held] = field(default_factory=list)
    solved: int = 0
    left: int = 0
    rules: int = 0
    released: list[str] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        return {
            "batch": self.batch,
            "act": self.act,
            "made": {number: list(place) for number, place in self.made.items()},
            "held": [one.as_json() | {"why": one.why} for one in self.held],
            "solved": self.solved,
            "left": self.left,
            "rules": self.rules,
            "released": self.released,
        }

    def lines(self) -> list[str]:
        """For the terminal."""
        if not self.made and not self.held:
            return ["没有要回填的值：审核通过、与档案不同、还没有回填的才算"]
        lines = []
        if self.made:
            told = f"对照 {self.rules} 条规则预演：会解决 {self.solved} 个问题，仍在 {self.left} 个，没有新引起的"
            lines += [f"回填批 {self.batch}：{len(self.made)} 处更正", told]
            lines.append(f"下一步：census survey corrections export --batch {self.batch} --out 文件夹")
        if self.held:
            lines.append(f"扣下 {len(self.held)} 处，不回填：")
            lines += [
                f"  {one.accepted.key} {self.places[one.accepted.key]}：{one.why}" for one in self.held[:_MOST_SHOWN]
            ]
            if len(self.held) > _MOST_SHOWN:
                lines.append(f"  ……全部 {len(self.held)} 处用 --json")
            lines.append("核对后确实要填的：--release 编号 --reason 为什么")
        return lines


def make_corrections(
    workspace: Workspace,
    unit: str = "",
    *,
    release: Sequence[str] = (),
    reason: str = "",
    today: date | None = None,
    actor: str | None = None,
    context: JobContext | None = None,
) -> MadeReport:
    """All accepted values that cause no new problem are corrections of one new batch; the others are held back.

    `release` names held ones (by the answer's key) that are to be filed all the same, with a `reason` for the log.
    Nothing is written when there is nothing to correct. Making twice makes nothing twice.
    """
    day = today or date.today()
    if release and not reason.strip():
        raise BadInput("放行扣下的更正要写明原因", "用 --reason 写明依据")
    found, accepted = accepted_values(workspace, unit, today=day, context=context)
    report = MadeReport()
    if not accepted:
        return report
    require_kind(workspace, CORRECTIONS_MADE, sorted({one.unit for one in accepted}))
    tried = try_out(workspace, accepted, context)
    released = [one for one in tried.held if one.accepted.key in set(release) and not one.refused]
    strange = sorted(set(release) - {one.accepted.key for one in released})
    if strange:
        raise BadInput(f"没有扣下这些更正：{'、'.join(strange)}", "先不带 --release 运行一次，看扣下的编号")
    report.held = [one for one in tried.held if one not in released]
    report.places = {one.accepted.key: _place(one.accepted, workspace.dictionary) for one in report.held}
    report.solved, report.left, report.rules = tried.solved, tried.left, tried.rules
    report.released = [one.accepted.key for one in released]
    good = [*tried.good, *(one.accepted for one in released)]
    if not good:
        return report
    content: dict[str, Any] = {
        "rehearsed": {"rules": tried.rules, "as_of": tried.as_of, "solved": tried.solved},
        "held": [one.as_json() for one in report.held],
    }
    if released:
        content |= {"released": [one.as_json() for one in released], "reason": reason.strip()}
    with writing(workspace.engine) as connection:
        _refuse_when_overtaken(connection, good, found.until)
        _write(connection, good, day, content, report, actor)
    return report


def _write(
    connection: Connection,
    good: Sequence[Accepted],
    day: date,
    content: dict[str, Any],
    report: MadeReport,
    actor: str | None,
) -> None:
    year_week = week_of(day)
    stem = f"{year_week[2:4]}{year_week[-2:]}"
    report.batch = f"B{stem}-{_next(connection, corrections.c.batch, f'B{stem}-'):02d}"
    first = _next(connection, corrections.c.correction_no, f"C{stem}-")
    rows, problems = [], {}
    for place, one in enumerate(good):
        number = f"C{stem}-{first + place:04d}"
        numbers = sorted(problem.problem_no for problem in one.problems)
        report.made[number] = (one.place.table, one.place.record_key, one.place.field)
        if numbers:
            problems[number] = numbers
        rows.append(
            {
                "correction_no": number,
                "answer_act": one.answer.act,
                "answer_position": one.answer.position,
                "problem_no": numbers[0] if numbers else "",
                "customer": one.customer,
                "table": one.place.table,
                "record_key": one.place.record_key,
                "field": one.place.field,
                "old": one.old,
                "new": one.new,
                "evidence": "；".join(part for part in (one.answer.task_no, one.answer.evidence) if part),
                "person": one.answer.person,
                "reviewer": "、".join(dict.fromkeys(one.reviewers)),
                "batch": report.batch,
            }
        )
    payload = {**content, "batch": report.batch, "problems_of": problems}
    report.act = append_with_rows(
        connection, CORRECTIONS_MADE, report.batch, payload, {"corrections": rows}, actor=actor
    ).seq


def _next(connection: Connection, column: Any, stem: str) -> int:
    found = connection.execute(select(column).where(column.startswith(stem, autoescape=True)).distinct()).scalars()
    return max((int(text.removeprefix(stem)) for text in found), default=0) + 1


def _refuse_when_overtaken(connection: Connection, good: Sequence[Accepted], until: int) -> None:
    """The answers are still accepted, and nobody made corrections of them meanwhile."""
    wanted = {(one.answer.act, one.answer.position) for one in good}
    made = {(one.answer_act, one.answer_position) for one in corrections_in(connection, corrections.c.act > until)}
    passed = {one.answer for one in reviews_in(connection) if one.decision is ReviewDecision.PASSED and one.is_final}
    if wanted & made or not wanted <= passed:
        raise BadInput("这些答复刚刚被别人处理过", "再运行一次")


def _place(one: Accepted, dictionary: Dictionary) -> str:
    """The value as people call it."""
    table = dictionary.table(one.place.table)
    return f"{table.rule_name} {one.place.record_key} {table.field(one.place.field).rule_name}"
