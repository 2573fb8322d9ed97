"""One pair as the cells of a row: two lines per value, what differs as runs of their own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from census_app.matching.explaining import EvidenceLine, LinkExplanation
from census_app.matching.showing import Piece, Shown, plain
from census_app.matching.vetoes import doubt_told
from census_app.reporting.link_review.texts import ReviewTexts
from census_app.reporting.link_review.tokens import sealed
from census_app.workspace.linking.queue import QueuedPair, QueuedRecord
from census_app.workspace.log.row_codes import RowCodes

_VALUE_COLUMNS = ("name", "identifier", "phone", "address")


@dataclass(frozen=True)
class ReviewRow:
    """Texts by column id; `values` are the compared ones, as runs. `first` begins a record's block."""

    texts: dict[str, str]
    values: dict[str, Shown]
    first: bool


def review_rows(records: Iterable[QueuedRecord], codes: RowCodes, texts: ReviewTexts) -> list[ReviewRow]:
    """The rows of the records in their order, numbered 1, 2-1, 2-2, 3 …"""
    rows = []
    for number, record in enumerate(records, 1):
        for place, pair in enumerate(record.pairs, 1):
            label = str(number) if len(record.pairs) == 1 else f"{number}-{place}"
            rows.append(_row(record, pair, label, place == 1, codes, texts))
    return rows


def _row(
    record: QueuedRecord, pair: QueuedPair, label: str, first: bool, codes: RowCodes, texts: ReviewTexts
) -> ReviewRow:
    token, code = sealed(pair.shown, codes)
    key = pair.shown.pair
    before = f"\n判过：{'、'.join(pair.reviewers)}" if pair.reviewers else ""
    said = {
        "number": label,
        "key": key.left_key,
        "unit": record.unit,
        "source": record.source.zh,
        "right_key": key.right_key,
        "share": pair.share.words() + before,
        "evidence": _evidence(pair.explanation, doubt_told(record.source, pair.shown.levels)),
        "token": token,
        "code": code,
    }
    return ReviewRow(said, _values(pair.explanation.lines, texts), first)


def _values(lines: Sequence[EvidenceLine], texts: ReviewTexts) -> dict[str, Shown]:
    cells: dict[str, list[Piece]] = {}
    for line in lines:
        if not line.left and not line.right:
            continue
        column = line.role if line.role in _VALUE_COLUMNS else "others"
        pieces = cells.setdefault(column, [])
        if column == "others":
            pieces.append(Piece(("\n" if pieces else "") + line.name + "\n", False))
        pieces += _two_lines(line, texts)
    return {column: tuple(pieces) for column, pieces in cells.items()}


def _two_lines(line: EvidenceLine, texts: ReviewTexts) -> list[Piece]:
    nothing = (Piece(texts.empty, False),)
    return [
        Piece(f"{texts.sides['left']} ", False),
        *(line.left or nothing),
        Piece(f"\n{texts.sides['right']} ", False),
        *(line.right or nothing),
    ]


def _evidence(found: LinkExplanation, doubt: str) -> str:
    told = [f"{line.bits:+.1f} {line.name} {'，'.join(line.said)}" for line in found.lines if line.level]
    lines = [*told, *found.reckoned(doubt)]
    return "\n".join([doubt, *lines] if doubt else lines)


def cell_text(row: ReviewRow, column: str) -> str:
    """The text of any cell, as it is measured for the row's height."""
    return row.texts[column] if column in row.texts else plain(row.values.get(column, ()))
