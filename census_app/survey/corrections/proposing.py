"""A correction found at the desk: an answer with evidence, which somebody else has to accept before it is filed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from census_app.dictionary.names import Names
from census_app.foundation.database import reading, writing
from census_app.foundation.errors import BadInput
from census_app.survey.answers import Answer, known_digests
from census_app.survey.review.concerns import Concern, load_concerns
from census_app.survey.review.reviewer import reviewer_of
from census_app.survey.review.values import ArchiveValues, Place, Spelling, archive_values, newest_snapshot
from census_app.survey.values import ValueReader
from census_app.survey.words import AnswerOutcome, AnswerSource
from census_app.workspace.log.sealed_rows import append_with_rows
from census_app.workspace.people.identity import Roster
from census_app.workspace.people.permissions import require_in
from census_app.workspace.people.settings import people_settings
from census_app.workspace.problems.numbers import normalise

if TYPE_CHECKING:
    from census_app.workspace.acts import Act
    from census_app.workspace.workspace import Workspace

CORRECTION_PROPOSED = "correction.proposed"
_LONGEST_EVIDENCE = 200
_MOST_VALUES = 20


@dataclass(frozen=True)
class ProposedValue:
    """What a field of a record should say, as a person writes it: table and field by id or Chinese name."""

    table: str
    record_key: str
    field: str
    value: str


@dataclass(frozen=True)
class ProposedChange:
    """A value as understood: where it stands, what people call the field, what the archive says, what it should say.

    `now` and `shown` are as people may see them: personal values masked.
    """

    place: Place
    name: str
    value: str
    now: str
    shown: str


@dataclass(frozen=True)
class Proposal:
    """What would wait for review, checked; nothing is written by making one."""

    concern: Concern
    changes: tuple[ProposedChange, ...]
    evidence: str
    day: date

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        return {
            "problem": self.concern.problem_no,
            "unit": self.concern.unit,
            "evidence": self.evidence,
            "values": [
                {**asdict(one.place), "name": one.name, "now": one.now, "value": one.shown} for one in self.changes
            ],
        }

    def lines(self) -> list[str]:
        """For the terminal."""
        concern = self.concern
        head = f"{concern.problem_no}　{concern.rule_id} {concern.rule_title}　{concern.unit_name}"
        said = [
            f"  {one.place.table} {one.place.record_key}　{one.name}：{one.now or '（空）'} → {one.shown}"
            for one in self.changes
        ]
        return [head, *said, f"  依据：{self.evidence}"]


def check_proposal(
    workspace: Workspace,
    problem_no: str,
    values: Sequence[ProposedValue],
    evidence: str,
    *,
    today: date | None = None,
) -> Proposal:
    """What `propose_correction` would write, and the same refusals; nothing is written."""
    day = today or date.today()
    told = " ".join(evidence.split())
    if not told:
        raise BadInput("更正建议要写依据", "写清凭什么这样改，例如合同编号、铭牌照片、电话核实")
    if len(told) > _LONGEST_EVIDENCE:
        raise BadInput(f"依据超过 {_LONGEST_EVIDENCE} 字", "写短一些，长的另附文件")
    if not 0 < len(values) <= _MOST_VALUES:
        raise BadInput("没有要更正的值" if not values else f"一次最多更正 {_MOST_VALUES} 项", "先在预演里写好新值")
    concern = _concern(workspace, normalise(problem_no))
    return Proposal(concern, tuple(_checked(workspace, values, day)), told, day)


def propose_correction(
    workspace: Workspace,
    problem_no: str,
    values: Sequence[ProposedValue],
    evidence: str,
    *,
    today: date | None = None,
) -> Act:
    """The values wait for review as answers about the problem, by whoever proposes them; the archive stays as it is.

    `BadInput`, and nothing is written, when a value cannot be one, is what the archive has already, or stands on no
    record; when there is no evidence; when the problem is closed; or when whoever proposes may not.
    """
    return file_proposal(workspace, check_proposal(workspace, problem_no, values, evidence, today=today))


def file_proposal(workspace: Workspace, proposal: Proposal) -> Act:
    """A checked proposal waits for review; `BadInput` when it does already, or whoever proposes may not."""
    with reading(workspace.engine) as connection:
        person = reviewer_of(connection, "", Roster.of(connection, proposal.day))
    answers = [
        Answer(
            source=AnswerSource.DESK,
            document="",
            outcome=AnswerOutcome.DIFFERENT,
            problem_no=proposal.concern.problem_no,
            table=one.place.table,
            record_key=one.place.record_key,
            field=one.place.field,
            value=one.value,
            evidence=proposal.evidence,
            person=person,
            day=proposal.day.isoformat(),
        )
        for one in proposal.changes
    ]
    return _write(workspace, proposal.concern, answers)


def _write(workspace: Workspace, concern: Concern, answers: Sequence[Answer]) -> Act:
    with writing(workspace.engine) as connection:
        require_in(connection, people_settings().permission_of(CORRECTION_PROPOSED), [concern.unit])
        if known_digests(connection, (one.digest for one in answers)):
            raise BadInput("同样的更正今天已经提过", "等另一名审核员审；要改就换一个值或依据")
        fields = [[one.table, one.record_key, one.field] for one in answers]
        payload = {"problems": [concern.problem_no], "fields": fields}
        rows = {"answers": [one.row() for one in answers]}
        return append_with_rows(connection, CORRECTION_PROPOSED, concern.problem_no, payload, rows)


def _concern(workspace: Workspace, problem_no: str) -> Concern:
    found = load_concerns(workspace, [problem_no], whole=False).get(problem_no)
    if found is None:
        raise BadInput(f"没有这个问题：{problem_no[:20]}", "更正建议要说明是为哪个问题提的")
    if not found.is_outstanding:
        raise BadInput(f"{problem_no} 已经了结，不用再更正", "选这一户还没有了结的问题")
    return found


def _checked(workspace: Workspace, values: Sequence[ProposedValue], day: date) -> list[ProposedChange]:
    """Each value in its one spelling, beside what the archive says."""
    snapshot = newest_snapshot(workspace)
    dictionary = workspace.dictionary
    spelling, reader = Spelling(dictionary, day), ValueReader(dictionary, day)
    names = Names(dictionary)
    places = [_place(names, one) for one in values]
    if len(set(places)) < len(places):
        raise BadInput("同一个字段写了两个新值", "留下对的那个")
    known = archive_values(workspace, snapshot, places)
    return [_change(spelling, reader, known, place, one.value) for place, one in zip(places, values, strict=True)]


def _place(names: Names, one: ProposedValue) -> Place:
    table = names.table(one.table)
    entry = names.field(table.id, one.field) if table is not None else None
    if table is None or entry is None:
        raise BadInput(f"没有这个字段：{one.table} {one.field}", "用数据字典里的表名和字段名，例如 用电客户、合同容量")
    return Place(table.id, one.record_key, entry.id)


def _change(spelling: Spelling, reader: ValueReader, known: ArchiveValues, place: Place, text: str) -> ProposedChange:
    entry = spelling.entry(place.table, place.field)
    name = entry.rule_name if entry is not None else place.field
    now = known.of(place)
    if now is None:
        raise BadInput(
            f"现在的档案里没有 {place.table} {place.record_key}，或有几条编号相同", "换一条记录，或先导入新数据"
        )
    read = reader.read(place.table, place.field, text)
    if read.fault:
        raise BadInput(f"{name}：{read.fault}", "改成能导入的写法")
    if not read.value:
        raise BadInput(f"{name}：更正建议要有新值", "查不到真值的，派现场核实")
    if spelling.same(place.table, place.field, now, read.value):
        raise BadInput(f"{name}：和档案现在的值一样", "写应当改成的值")
    shown = [spelling.shown(place.table, place.field, one) for one in (now, read.value)]
    return ProposedChange(place, name, read.value, *shown)
