"""A correction found at the desk: an answer with evidence, which somebody else has to accept before it is filed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from census_app.foundation.database import reading, writing
from census_app.foundation.errors import BadInput
from census_app.survey.answers import Answer, known_digests
from census_app.survey.review.concerns import Concern, load_concerns
from census_app.survey.review.reviewer import reviewer_of
from census_app.survey.review.values import ArchiveValues, Place, Spelling, archive_values, newest_snapshot
from census_app.survey.values import ValueReader
from census_app.survey.words import AnswerOutcome, AnswerSource
from census_app.workspace.people.identity import Roster
from census_app.workspace.people.permissions import require_in
from census_app.workspace.people.settings import people_settings
from census_app.workspace.sealed_rows import append_with_rows

if TYPE_CHECKING:
    from census_app.workspace.acts import Act
    from census_app.workspace.workspace import Workspace

CORRECTION_PROPOSED = "correction.proposed"
_LONGEST_EVIDENCE = 200
_MOST_VALUES = 20


@dataclass(frozen=True)
class ProposedValue:
    """What a field of a record should say, as a person writes it."""

    table: str
    record_key: str
    field: str
    value: str


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
    day = today or date.today()
    told = " ".join(evidence.split())
    if not told:
        raise BadInput("更正建议要写依据", "写清凭什么这样改，例如合同编号、铭牌照片、电话核实")
    if len(told) > _LONGEST_EVIDENCE:
        raise BadInput(f"依据超过 {_LONGEST_EVIDENCE} 字", "写短一些，长的另附文件")
    if not 0 < len(values) <= _MOST_VALUES:
        raise BadInput("没有要更正的值" if not values else f"一次最多更正 {_MOST_VALUES} 项", "先在预演里写好新值")
    concern = _concern(workspace, problem_no)
    canonical = _checked(workspace, values, day)
    with reading(workspace.engine) as connection:
        person = reviewer_of(connection, "", Roster.of(connection, day))
    answers = [
        Answer(
            source=AnswerSource.DESK,
            document="",
            outcome=AnswerOutcome.DIFFERENT,
            problem_no=concern.problem_no,
            table=one.table,
            record_key=one.record_key,
            field=one.field,
            value=value,
            evidence=told,
            person=person,
            day=day.isoformat(),
        )
        for one, value in zip(values, canonical, strict=True)
    ]
    return _write(workspace, concern, answers)


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


def _checked(workspace: Workspace, values: Sequence[ProposedValue], day: date) -> list[str]:
    """Each value in its one spelling."""
    snapshot = newest_snapshot(workspace)
    dictionary = workspace.dictionary
    spelling, reader = Spelling(dictionary, day), ValueReader(dictionary, day)
    places = [Place(one.table, one.record_key, one.field) for one in values]
    if len(set(places)) < len(places):
        raise BadInput("同一个字段写了两个新值", "留下对的那个")
    strange = next((one for one in places if not spelling.is_kept(one)), None)
    if strange is not None:
        raise BadInput(f"没有这个字段：{strange.table} {strange.field}", "从列出的字段里选")
    known = archive_values(workspace, snapshot, places)
    return [_value(spelling, reader, known, place, one.value) for place, one in zip(places, values, strict=True)]


def _value(spelling: Spelling, reader: ValueReader, known: ArchiveValues, place: Place, text: str) -> str:
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
    return read.value
