"""Where written-back copies go, and which way each is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath

from census_app.archive.sheets import Sheet
from census_app.survey.results.contents import Content
from census_app.survey.results.report import FileOutcome
from census_app.survey.results.returned.copying import write_copy
from census_app.survey.results.returned.listing import write_listing
from census_app.survey.results.returned.summary import OUTCOME_SHEET, PHOTOS_TO_DO, summary_lines
from census_app.survey.results.storing import Stored
from census_app.survey.results.submission import Mark, Submission, unchanged_words

_PHOTOS = "照片"


@dataclass
class Copies:
    """The copies of one take, each under a name of its own in `folder`."""

    folder: Path
    now: datetime
    _written: set[Path] = field(default_factory=set)

    def of_document(self, content: Content, done: Sequence[tuple[Submission, Stored]]) -> Path:
        """The document with the outcomes of all that was read from it."""
        marks = [mark for _, stored in done for mark in stored.verified.marks]
        notes = [note for _, stored in done for note in stored.verified.notes]
        head = [
            f"表号 {submission.document}　普查员 {submission.person}　{self.now:%Y-%m-%d %H:%M} 收"
            for submission, _ in done
        ]
        if not any(stored.act for _, stored in done):
            head.append(unchanged_words(mark.standing for mark in marks))
        lines = summary_lines(f"收回结果　{content.name}", head, marks, notes)
        target = self._target(content.name, content.path)
        beside = {sheet: place for submission, _ in done for sheet, place in submission.beside.items()}
        if not content.is_form or not write_copy(content.path, target, marks, beside, lines):
            write_listing(target, content.sheets, marks, lines)
        return target

    def of_photos(self, name: str, listed: Sheet, marks: Sequence[Mark], outcome: FileOutcome) -> Path:
        """The list of a folder's files with what became of each."""
        head = [f"照片 {len(marks):,} 个文件，{self.now:%Y-%m-%d %H:%M} 收，新留下 {outcome.photos:,} 张"]
        head += [unchanged_words(outcome.counts)] if outcome.unchanged else []
        called = name if _PHOTOS in name else f"{_PHOTOS} {name}"
        target = self._target(called, None)
        write_listing(
            target, [listed], marks, summary_lines(f"收回结果　{called}", head, marks, outcome.notes, PHOTOS_TO_DO)
        )
        return target

    def _target(self, name: str, source: Path | None) -> Path:
        """A name no other copy of this take has, and never the source itself."""
        stem = PurePosixPath(name).name.removesuffix(".xlsx").removesuffix(f".{OUTCOME_SHEET}")
        number = 1
        while True:
            more = "" if number == 1 else f"({number})"
            target = self.folder / f"{stem[:80]}{more}.{OUTCOME_SHEET}.xlsx"
            if target not in self._written and (source is None or target.absolute() != source.absolute()):
                self._written.add(target)
                return target
            number += 1
