"""What one document says, before anybody believes it: the same for a filled workbook and for a phone's export."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.survey.forms.issued import FormRow
from census_app.survey.words import AnswerSource

if TYPE_CHECKING:
    from census_app.workspace.received import Received


class Standing(StrEnum):
    """What became of a row. `known`: taken before; `empty`: nothing was filled in."""

    TAKEN = "taken"
    CONFLICT = "conflict"
    REFUSED = "refused"
    KNOWN = "known"
    EMPTY = "empty"


STANDING_LABELS = {
    Standing.TAKEN: "已收",
    Standing.CONFLICT: "有冲突",
    Standing.REFUSED: "退回",
    Standing.KNOWN: "收过了",
    Standing.EMPTY: "未填",
}


def unchanged_words(standings: Iterable[Standing]) -> str:
    """What to say where a take changed nothing: "taken before" only of what was."""
    return "以前收过，什么都没有变" if Standing.KNOWN in standings else "没有新收下的，什么都没有变"


@dataclass(frozen=True)
class Place:
    """A row of a document; `columns`: our name of a cell → its column from 0."""

    sheet: str
    row: int
    columns: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Mark:
    """What is written back beside a row; `cells` are the columns (from 0) it is about, `name` what people call the row
    where it is not a row of theirs (a photo's file)."""

    sheet: str
    row: int
    standing: Standing
    says: str = ""
    cells: tuple[int, ...] = ()
    name: str = ""

    @property
    def where(self) -> str:
        """How people find it."""
        return self.name or f"{self.sheet} 第 {self.row} 行".strip()


@dataclass(frozen=True)
class SaidItem:
    """One item as answered, in the texts of the document. `task_no` is empty on a batch row; `faults` were seen on
    reading (a formula, a merged cell, an edited original): the row is refused with them."""

    form: FormRow
    place: Place
    outcome: str = ""
    value: str = ""
    reason: str = ""
    photos: str = ""
    note: str = ""
    person: str = ""
    faults: tuple[tuple[str, tuple[int, ...]], ...] = ()

    @property
    def why(self) -> str:
        """Why it could not be verified: 原因, or on a batch row, which has no such column, the remark."""
        return self.reason or (self.note if self.form.batch else "")

    @property
    def filled(self) -> bool:
        """Whether anybody wrote anything: 核对结果 alone counts only where the system did not write it."""
        return bool(self.value or self.reason or self.photos or self.note or self.outcome)


@dataclass(frozen=True)
class SaidVisit:
    """A visit as reported; times as written. `document` is the number of its form; `started` and `sent` are a phone's
    own moments of opening and sending it."""

    document: str
    task_no: str
    place: Place
    outcome: str = ""
    day: str = ""
    arrived: str = ""
    left: str = ""
    signature: str = ""
    note: str = ""
    longitude: str = ""
    latitude: str = ""
    started: str = ""
    sent: str = ""
    person: str = ""
    faults: tuple[tuple[str, tuple[int, ...]], ...] = ()

    @property
    def filled(self) -> bool:
        """Whether anything was written about the visit."""
        return bool(self.outcome or self.arrived or self.left or self.signature or self.faults)


@dataclass(frozen=True)
class SaidPhoto:
    """A picture that came with the document; `file` lies in scratch until it is kept."""

    task_no: str
    item: str
    name: str
    file: Path
    signature: bool = False


@dataclass
class Submission:
    """All of one document. `document` is the form's number; `marks` are rows that could not even be read as answers;
    `beside`: sheet → header row and the first free column (from 0), where outcomes are written back; `absent`: pictures
    it names whose files did not come along."""

    source: AnswerSource
    document: str
    person: str
    file: Path
    kept: Received
    items: list[SaidItem] = field(default_factory=list)
    visits: list[SaidVisit] = field(default_factory=list)
    photos: list[SaidPhoto] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    beside: dict[str, tuple[int, int]] = field(default_factory=dict)
    absent: list[str] = field(default_factory=list)
