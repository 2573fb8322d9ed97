"""One row becomes an answer that is taken, kept, in conflict, known or refused, with everything that is to be said."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from census_app.reporting.answered_lists.cells import CellReader, ReadCells, formula_columns
from census_app.reporting.answered_lists.earlier import Earlier, is_late_visit, only_shortened, says_the_same
from census_app.reporting.answered_lists.evidence import PhotoFolder
from census_app.reporting.answered_lists.identify import Fault, identify, written_elsewhere
from census_app.reporting.answered_lists.issued import IssuedRow, ListFacts
from census_app.reporting.answered_lists.known import KnownProblem
from census_app.reporting.answered_lists.model import RowResult, RowStatus
from census_app.reporting.answered_lists.people import Roster
from census_app.reporting.answered_lists.sheet import ListRow
from census_app.survey.answers import Answer
from census_app.survey.words import ANSWER_LABELS, AnswerOutcome, AnswerSource, AnswerStanding
from census_app.workspace.log.row_codes import RowCodes
from census_app.workspace.problems.effects import EFFECTS
from census_app.workspace.problems.model import OUTSTANDING, STATE_LABELS, State

ANSWER_RECEIVED = "answer.received"
APPEAL_FILED = "appeal.filed"
MOVING = {
    AnswerOutcome.RECTIFIED: ANSWER_RECEIVED,
    AnswerOutcome.NOT_ABNORMAL: ANSWER_RECEIVED,
    AnswerOutcome.APPEALED: APPEAL_FILED,
}
"""The act that an answer which is taken moves its problem by; a visit is asked for without one."""


@dataclass
class Rules:
    """What rows are judged by, the same for all files of a take."""

    cells: CellReader
    codes: RowCodes
    roster: Roster
    days_of: Callable[[ListFacts], tuple[date, date]]
    permitted: Callable[[str], bool]
    personal_answers: tuple[str, ...]


@dataclass
class Beside:
    """What one file's rows are held against; `said` collects the answers of the file itself, `stored`: digest →
    standing of answers that stand already."""

    issued: Mapping[str, Sequence[IssuedRow]]
    of_code: Mapping[str, str]
    known: Mapping[str, KnownProblem]
    earlier: Mapping[str, Earlier]
    cover: str
    photos: PhotoFolder
    sha256: str
    said: dict[str, Answer] = field(default_factory=dict)
    stored: Mapping[str, AnswerStanding] = field(default_factory=dict)


def read_row(row: ListRow, formulas: Collection[int], rules: Rules, beside: Beside) -> RowResult:
    """The row read and verified: refused, unanswered, or with an answer that `settle` holds against the others."""
    candidates = beside.issued.get(row.problem_no, ())
    if not row.answered and next(formula_columns(row, formulas), None) is None:
        if row.problem_no and not candidates:
            return _refused(row, identify(row, candidates, beside.of_code, beside.cover, rules.codes).faults, ())
        notes = written_elsewhere(row, candidates, rules.codes)
        return RowResult(row, RowStatus.UNANSWERED, notes=notes, problem_no=row.problem_no)
    identified = identify(row, candidates, beside.of_code, beside.cover, rules.codes)
    issued, problem = identified.issued, beside.known.get(row.problem_no)
    if issued is None:
        return _refused(row, identified.faults, identified.notes, problem)
    if problem is None:
        fault = Fault("problem_no", "下发它的批次已经作废，问题不在了；答复保留在收回的文件里")
        return _refused(row, (fault,), identified.notes)
    granted = next((unit for unit in (issued.facts.unit, problem.unit) if rules.permitted(unit)), None)
    if granted is None:
        unit = problem.unit_name or rules.roster.unit_name(problem.unit)
        return _refused(row, (Fault("", f"这是{unit}的问题，登录的人不能替它收答复"),), identified.notes, problem)
    read = rules.cells.read(row, problem, issued.facts.unit, rules.days_of(issued.facts), beside.photos, formulas)
    if read.faults and not identified.faults and problem.state not in OUTSTANDING:
        notes = (_settled_words(problem), f"填的没有收：{read.faults[0].text}")
        return RowResult(row, RowStatus.KEPT, notes=notes, problem=problem, problem_no=row.problem_no)
    if identified.faults or read.faults:
        return _refused(row, (*identified.faults, *read.faults), (*identified.notes, *read.notes), problem)
    return RowResult(
        row,
        RowStatus.TAKEN,
        _answer(row, read, issued, problem, beside.sha256),
        notes=(*identified.notes, *_moved(issued, problem), *read.notes),
        photos=read.photos,
        problem=problem,
        problem_no=problem.problem_no,
        granted_over=granted,
    )


def settle(result: RowResult, rules: Rules, beside: Beside) -> None:
    """The answer has its place beside what was said before: in this file, in earlier files, and by what became of the
    problem. What stands already changes nothing."""
    answer, problem = result.answer, result.problem
    if answer is None or problem is None:
        return
    status, note, old = _against_earlier(answer, problem, rules, beside)
    result.status, result.earlier = status, old
    result.again = status is RowStatus.TAKEN and answer.digest in beside.stored
    result.notes = (*result.notes, note) if note else result.notes
    standing = AnswerStanding.CONFLICT if status is RowStatus.CONFLICT else AnswerStanding.TAKEN
    result.answer = replace(answer, standing=standing, said="；".join(result.notes))


def _settled_words(problem: KnownProblem) -> str:
    return f"问题现在是“{STATE_LABELS[problem.state]}”，不用再答"


def _refused(
    row: ListRow, faults: Sequence[Fault], notes: Sequence[str], problem: KnownProblem | None = None
) -> RowResult:
    return RowResult(
        row,
        RowStatus.REFUSED,
        faults=tuple(faults),
        notes=tuple(notes),
        problem=problem,
        problem_no=row.problem_no,
    )


def _answer(row: ListRow, read: ReadCells, issued: IssuedRow, problem: KnownProblem, sha256: str) -> Answer:
    assert read.outcome is not None and read.day is not None
    return Answer(
        source=AnswerSource.LIST,
        document=issued.facts.list_no,
        outcome=read.outcome,
        problem_no=problem.problem_no,
        table=problem.table,
        record_key=problem.record_key,
        field=problem.answer_field,
        value=read.value,
        reason=read.reason,
        note=read.note,
        evidence=read.evidence,
        person=read.person,
        day=read.day.isoformat(),
        file=sha256,
        sheet=row.sheet.name,
        source_row=row.number,
    )


def _moved(issued: IssuedRow, problem: KnownProblem) -> list[str]:
    notes = []
    if problem.moved_from:
        notes.append(f"{problem.moved_from} 已并入 {problem.problem_no}，答复记在后者名下")
    if problem.unit != issued.shown.get("unit", problem.unit):
        notes.append(f"下发以后问题改归{problem.unit_name or problem.unit}")
    return notes


_Settled = tuple[RowStatus, str, Answer | None]


def _against_earlier(answer: Answer, problem: KnownProblem, rules: Rules, beside: Beside) -> _Settled:
    before = beside.earlier.get(problem.problem_no)
    if answer.digest in beside.stored:
        if before is not None and _was_undone(answer, problem, before):
            return RowStatus.TAKEN, "收过又撤销的答复，重新收下", None
        return RowStatus.ALREADY, _said_again(beside.stored[answer.digest], problem.state), None
    mine = beside.said.setdefault(problem.problem_no, answer)
    if mine is not answer:
        if says_the_same(answer, mine):
            return RowStatus.ALREADY, f"与第 {mine.source_row} 行重复", None
        return RowStatus.CONFLICT, f"与本文件第 {mine.source_row} 行的答复不同", mine
    if problem.state not in OUTSTANDING:
        return RowStatus.KEPT, _settled_words(problem), None
    if before is None or (before.decided and problem.state is not State.CLAIMED):
        return RowStatus.TAKEN, "", None
    return _against_pending(answer, problem, before, rules)


def _said_again(standing: AnswerStanding, state: State) -> str:
    """What there is to know about an answer that was taken before."""
    if standing is AnswerStanding.CONFLICT:
        return "与先到的答复不一致，由审核员定"
    return "审核退回了这条答复，改好后再发" if state is State.RETURNED else ""


def _was_undone(answer: Answer, problem: KnownProblem, before: Earlier) -> bool:
    """Whether the same answer was taken and that was taken back, so that its problem stands where it may move again."""
    kind = MOVING.get(answer.outcome)
    if kind is None or before.decided or not before.undone or before.answer.digest != answer.digest:
        return False
    return problem.state in EFFECTS[kind].taken_from and problem.state is not EFFECTS[kind].to


def _against_pending(answer: Answer, problem: KnownProblem, before: Earlier, rules: Rules) -> _Settled:
    """The problem has an answer that a reviewer has not put aside."""
    old = before.answer
    said = f"{rules.roster.name(old.person)} {old.day} {ANSWER_LABELS[old.outcome]}"
    pending = before.is_pending(problem.state)
    if only_shortened(answer, old, rules.personal_answers):
        return RowStatus.ALREADY, "完整的值以前收过", None
    if says_the_same(answer, old) and (pending or problem.state is State.CLAIMED):
        return RowStatus.KEPT, f"与 {said} 的答复一致", None
    if not pending or is_late_visit(old):
        return RowStatus.TAKEN, "", None
    if answer.person != old.person:
        return RowStatus.CONFLICT, f"与 {said} 的答复不同，先到的有效，由审核员定", old
    if answer.day < old.day:
        return RowStatus.KEPT, f"本人 {old.day} 已有更新的答复", None
    return RowStatus.TAKEN, f"代替本人 {old.day} 的答复", None
