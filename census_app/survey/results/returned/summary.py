"""The summary of one document, as rows of a sheet: how many rows became what, and which to look at first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from census_app.survey.results.submission import STANDING_LABELS, Mark, Standing

OUTCOME_SHEET = "收回结果"
OUTCOME_HEADER = "收回结果"
REASON_HEADER = "原因、怎么办"
WHAT_TO_DO = {
    Standing.REFUSED: "改好红色的格，把这份文件再交一次；已收的行不会重复",
    Standing.CONFLICT: "不用改；两种说法都留着，由审核定。填错了就改好再交",
    Standing.TAKEN: "不用再做",
    Standing.KNOWN: "以前收过，这次没有变",
    Standing.EMPTY: "没有填；还要普查的填好再交",
}
PHOTOS_TO_DO = WHAT_TO_DO | {Standing.REFUSED: "按下面说的改文件名或重拍，再交一次；收过的不会重复"}
ORDER = (Standing.REFUSED, Standing.CONFLICT, Standing.TAKEN, Standing.KNOWN, Standing.EMPTY)
GROUNDS = {
    Standing.REFUSED: "F8C9C4",
    Standing.CONFLICT: "FFE9C4",
    Standing.TAKEN: "E6F4EA",
    Standing.KNOWN: "F3F5F8",
    Standing.EMPTY: "FFFFFF",
}
_LISTED = 500


@dataclass(frozen=True)
class Line:
    """One row of the summary; `style` names its look, cells are texts."""

    style: str
    cells: tuple[str, ...]


def counts_of(marks: Sequence[Mark]) -> dict[Standing, int]:
    """How many rows became what."""
    counted = Counter(mark.standing for mark in marks)
    return {standing: counted.get(standing, 0) for standing in ORDER}


def summary_lines(
    title: str,
    head: Sequence[str],
    marks: Sequence[Mark],
    notes: Sequence[str],
    to_do: Mapping[Standing, str] = WHAT_TO_DO,
) -> list[Line]:
    """Title, counts with what to do, remarks, then every refused and every conflicting row with its place."""
    lines = [Line("title", (title,)), *(Line("plain", (text,)) for text in head), Line("plain", ())]
    lines.append(Line("header", ("结果", "行数", "怎么办")))
    for standing, count in counts_of(marks).items():
        lines.append(Line(standing.value, (STANDING_LABELS[standing], f"{count:,}", to_do[standing])))
    if notes:
        lines += [Line("plain", ()), Line("header", ("请注意", "", ""))]
        lines += [Line("plain", (note,)) for note in notes]
    ordered = sorted(marks, key=lambda mark: (ORDER.index(mark.standing), mark.sheet, mark.row))
    listed = [mark for mark in ordered if mark.standing in ORDER[:2]]
    if listed:
        lines += [Line("plain", ()), Line("header", ("结果", "位置", "原因"))]
        lines += [
            Line(mark.standing.value, (STANDING_LABELS[mark.standing], mark.where, mark.says))
            for mark in listed[:_LISTED]
        ]
    if len(listed) > _LISTED:
        lines.append(Line("plain", (f"另有 {len(listed) - _LISTED:,} 行，看各表最右边的“{OUTCOME_HEADER}”列",)))
    return lines
