"""Review workbooks read back: every filled cell becomes a decision or is refused with file, sheet, row and column."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from census_app.archive.sheets import Sheet, read_sheets
from census_app.foundation.canonical import sha256_file
from census_app.foundation.errors import BadInput
from census_app.foundation.jobs import JobContext, silent
from census_app.matching.judging import Verdict
from census_app.matching.sources import shipped_sources
from census_app.reporting.link_review.texts import COLUMNS, ReviewTexts, review_texts
from census_app.reporting.link_review.tokens import opened
from census_app.workspace import acts
from census_app.workspace.linking.current import current_pairs
from census_app.workspace.linking.deciding import JudgedPair, Said, checked_reviewer, record_decisions
from census_app.workspace.linking.decisions import PairDecision, PairKey, Standing, read_decisions, reviewer_key
from census_app.workspace.linking.judged import many_sources, source_name
from census_app.workspace.log.row_codes import RowCodes

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace

REVIEW_TAKEN = "link.review_taken"
_HEADER_WITHIN = 5
_NEEDED = ("key", "verdict", "reviewer", "token", "code")
_LONGEST_REMARK = 500


@dataclass
class TakenReview:
    """`taken` decisions are new, `already` were known; `refused` says where and why."""

    taken: int = 0
    already: int = 0
    blank: int = 0
    disputed: int = 0
    refused: list[str] = field(default_factory=list)
    known_files: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        return dict(self.__dict__)

    def lines(self) -> list[str]:
        """For the terminal."""
        lines = [f"收下 {self.taken:,} 个判定，早已收过 {self.already:,} 个，没填 {self.blank:,} 行"]
        lines += [f"{name} 原样收过，没有变化" for name in self.known_files]
        if self.disputed:
            lines.append(f"现在有 {self.disputed:,} 对意见不一，下次出清单时列在前面，请另一人判")
        if self.refused:
            lines += [f"退回 {len(self.refused):,} 处：", *(f"  {line}" for line in self.refused)]
        return [*lines, *(["census link 以后生效"] if self.taken else [])]


@dataclass(frozen=True)
class AnsweredRow:
    """One row whose codes are as they were written.

    `verdict` None when the cell is blank; `alone` when it says nothing of its record's other rows.
    """

    sheet: Sheet
    number: int
    columns: Mapping[str, int]
    pair: JudgedPair
    verdict: Verdict | None
    reviewer: str
    remark: str
    alone: bool = False

    def place(self, column: str) -> str:
        """File, sheet, row and column of one of the row's cells."""
        return _place(self.sheet, self.number, self.columns[column])


def take_reviews(
    workspace: Workspace, files: Sequence[Path], by: str | None = None, context: JobContext | None = None
) -> TakenReview:
    """The decisions of the workbooks stand in the log; what cannot be taken is refused cell by cell.

    Rows are recognised by their hidden codes wherever they stand. `by` judged the rows without a reviewer. A file
    taken before changes nothing. `BadInput` when no file is a review workbook; then nothing is written.
    """
    context = context or silent()
    result = TakenReview()
    codes, texts = RowCodes.of(workspace), review_texts()
    default = checked_reviewer(by) if by is not None else ""
    taken = acts.list_acts(workspace.engine, kinds=[REVIEW_TAKEN])
    # a file with refusals may be given again, with --by or after the data have come back
    known = {act.payload["sha256"] for act in taken if not act.payload["refused"]}
    rows: list[AnsweredRow] = []
    read: dict[str, str] = {}
    for path in files:
        digest = _digest(path)
        if digest in known:
            result.known_files.append(path.name)
            continue
        found = _read_file(path, codes, texts, default, result, context)
        if found is not None:
            read[digest] = path.name
            rows += found
    if not read and not result.known_files:
        raise BadInput(
            "；".join(result.refused) or "没有可收的文件", "给出 census link review export 写出、填好的复核清单"
        )
    said = _checked(workspace, rows, result)
    result.refused.sort(key=_place_in_order)
    made = record_decisions(workspace, said)
    result.taken, result.already = len(made), result.already + len(said) - len(made)
    for digest, name in read.items():
        content = {"sha256": digest, "taken": result.taken, "refused": len(result.refused)}
        acts.append(workspace.engine, REVIEW_TAKEN, name[:200], content)
    standing = read_decisions(workspace, many_sources())
    result.disputed = sum(one.standing is Standing.DISPUTED for one in standing)
    return result


def _digest(path: Path) -> str:
    if not path.is_file():
        raise BadInput(f"没有这个文件：{path}", "检查路径")
    return sha256_file(path)


def _read_file(
    path: Path, codes: RowCodes, texts: ReviewTexts, default: str, result: TakenReview, context: JobContext
) -> list[AnsweredRow] | None:
    """The rows of all review sheets in the file; None when it has none, with the reason among the refusals."""
    try:
        rows = answered_rows(list(read_sheets([path], context)), codes, texts, default, result)
    except BadInput as error:
        result.refused.append(str(error))
        return None
    if rows is None:
        result.refused.append(f"{path.name}：不是比对复核清单（没有 判定、审核人、行码、校验码 这些列）")
    return rows


def answered_rows(
    sheets: Sequence[Sheet], codes: RowCodes, texts: ReviewTexts, default: str, result: TakenReview
) -> list[AnsweredRow] | None:
    """The rows whose codes are as they were written, "none" carried over to its record's blank rows.

    Other rows that were filled in are refused in `result`, blank ones counted there. None when no sheet is ours.
    """
    found = [(sheet, head) for sheet in sheets if (head := _head(sheet, texts)) is not None]
    rows = [row for sheet, head in found for row in _read_sheet(sheet, *head, codes, texts, default, result)]
    return _spread(rows, result) if found else None


def _head(sheet: Sheet, texts: ReviewTexts) -> tuple[int, dict[str, int]] | None:
    return sheet.header({texts.headers[column]: column for column in COLUMNS}, _NEEDED, _HEADER_WITHIN)


def _read_sheet(
    sheet: Sheet,
    first: int,
    columns: dict[str, int],
    codes: RowCodes,
    texts: ReviewTexts,
    default: str,
    result: TakenReview,
) -> list[AnsweredRow]:
    rows = []
    for number, cells in sheet.rows[first:]:
        row = {name: cells[place].strip() if place < len(cells) else "" for name, place in columns.items()}
        label = row["verdict"]
        pair = opened(row["token"], row["code"], codes)
        if pair is None or (changed := _changed_key(row, pair)):
            if label:
                column = "code" if pair is None else changed
                result.refused.append(f"{_place(sheet, number, columns[column])}：{_strange(row)}")
            continue
        said = texts.said(label)
        if label and said is None:
            place = _place(sheet, number, columns["verdict"])
            result.refused.append(f"{place}：判定看不懂：{label[:20]}，填：{'、'.join(texts.verdicts.values())}")
            continue
        remark = " ".join(row.get("remark", "").split())[:_LONGEST_REMARK]
        reviewer = row["reviewer"] or default
        verdict, alone = (None, False) if said is None else (said.verdict, said.alone)
        rows.append(AnsweredRow(sheet, number, columns, pair, verdict, reviewer, remark, alone))
    return rows


def _changed_key(row: Mapping[str, str], pair: JudgedPair) -> str:
    """The column of a key that is another one than was written there: whoever typed it meant another record."""
    for column, key in (("key", pair.pair.left_key), ("right_key", pair.pair.right_key)):
        if column in row and _key(row[column]) != _key(key):
            return column
    return ""


def _strange(row: Mapping[str, str]) -> str:
    """Why a row is not taken for the one that was written."""
    if not row["token"] and not row["code"]:
        return "这一行没有行码，不是清单里的：要判清单以外的一对，用 census link decide 用户编号 记录号"
    return "行码、校验码、用户编号或记录号与出清单时不符，从原清单重填这一行"


def _spread(rows: Sequence[AnsweredRow], result: TakenReview) -> list[AnsweredRow]:
    """Rows with a verdict, "none" carried over to the blank rows of its record; the others are counted as blank."""
    accepted = {_block(row) for row in rows if row.verdict is Verdict.ACCEPT}
    rejecting: dict[object, AnsweredRow] = {}
    for row in rows:
        if row.verdict is Verdict.NONE and not row.alone and _block(row) not in accepted:
            rejecting.setdefault(_block(row), row)
    spread = []
    for row in rows:
        origin = rejecting.get(_block(row))
        if row.verdict is not None:
            spread.append(row)
        elif origin is not None:
            reviewer = origin.reviewer
            spread.append(AnsweredRow(row.sheet, row.number, row.columns, row.pair, Verdict.NONE, reviewer, row.remark))
        else:
            result.blank += 1
            if row.remark:
                result.refused.append(f"{row.place('verdict')}：写了备注，没有判定，备注没有收")
    return spread


def _checked(workspace: Workspace, rows: Sequence[AnsweredRow], result: TakenReview) -> list[Said]:
    """What may be said; each row that may not is refused with the reason."""
    current = current_pairs(workspace, [row.pair for row in rows])
    standing = {one.pair: one for one in read_decisions(workspace, many_sources())}
    signed = []
    for row in rows:
        try:
            signed.append((row, checked_reviewer(row.reviewer)))
        except BadInput as error:
            result.refused.append(f"{row.place('reviewer')}：{error}")
    words = _Words.of(signed)
    said = []
    for row, reviewer in signed:
        assert row.verdict is not None
        pair = row.pair.pair
        if row.pair.fingerprint != current.get(pair):
            result.refused.append(f"{row.place('token')}：档案或参照数据已经变了，重新出清单再判")
        elif fault := words.fault(row, reviewer):
            result.refused.append(f"{row.place('verdict')}：{fault}")
        elif _needs_another(standing.get(pair), row, reviewer):
            result.refused.append(f"{row.place('reviewer')}：这一对意见不一，{reviewer} 已判过，要换一个人判")
        else:
            said.append(Said(row.pair, row.verdict, reviewer, row.remark))
    return said


@dataclass(frozen=True)
class _Words:
    """What each reviewer says of each pair, and whom of each record, all rows together: of words that contradict each
    other none is the one that was meant."""

    verdicts: Mapping[tuple[PairKey, str], set[Verdict]]
    partners: Mapping[tuple[object, str], set[PairKey]]

    @staticmethod
    def of(signed: Sequence[tuple[AnsweredRow, str]]) -> _Words:
        """The words of rows with their reviewers; sources where a record has many partners allow many."""
        to_one = {source_name(source) for source in shipped_sources().values() if not source.many}
        verdicts: dict[tuple[PairKey, str], set[Verdict]] = {}
        partners: dict[tuple[object, str], set[PairKey]] = {}
        for row, reviewer in signed:
            assert row.verdict is not None
            pair, name = row.pair.pair, reviewer_key(reviewer)
            verdicts.setdefault((pair, name), set()).add(row.verdict)
            if row.verdict is Verdict.ACCEPT and pair.source in to_one:
                partners.setdefault((_owner(pair), name), set()).add(pair)
        return _Words(verdicts, partners)

    def fault(self, row: AnsweredRow, reviewer: str) -> str:
        """What contradicts a row; "" when nothing does."""
        pair, name = row.pair.pair, reviewer_key(reviewer)
        if len(self.verdicts[pair, name]) > 1:
            return "同一人对同一对判得前后不一，都没有收，只留一个"
        if row.verdict is Verdict.ACCEPT and len(self.partners.get((_owner(pair), name), ())) > 1:
            return "这个用户有几行判为“是同一个”，都没有收，只能有一个"
        return ""


def _needs_another(decision: PairDecision | None, row: AnsweredRow, reviewer: str) -> bool:
    """Whether a dispute would be settled by one of those who made it changing his mind in a workbook."""
    if decision is None or decision.standing is not Standing.DISPUTED or decision.fingerprint != row.pair.fingerprint:
        return False
    vote = decision.votes.get(reviewer_key(reviewer))
    return vote is not None and vote.verdict is not row.verdict


def _block(row: AnsweredRow) -> tuple[object, ...]:
    return (row.sheet.file, row.sheet.name, *_owner(row.pair.pair))


def _owner(pair: PairKey) -> tuple[str, str, str]:
    return pair.source, pair.left_table, pair.left_key


def _key(text: str) -> str:
    """A key as people's programs may have turned it into a number."""
    return text.strip().lstrip("0").removesuffix(".0") or "0"


def _place(sheet: Sheet, row: int, column: int) -> str:
    return f"{sheet.place(row)} {_letters(column)} 列"


def _place_in_order(line: str) -> list[tuple[bool, int, str]]:
    """Files, sheets and rows one after another, whatever was looked at first: row 9 before row 10."""
    parts = re.split(r"(\d+)", line.partition("：")[0])
    return [(part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in parts]


def _letters(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
