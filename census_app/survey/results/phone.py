"""Exports of phones (ODK Central, KoboToolbox): one submission a row, questions found by the checks of row codes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Protocol

from census_app.archive.sheets import Sheet
from census_app.foundation.errors import BadInput
from census_app.survey.forms import layout
from census_app.survey.forms.issued import FormRow
from census_app.survey.photos.names import is_photo
from census_app.survey.results.issued_rows import IssuedRows
from census_app.survey.results.reading import cell_at, said, text_faults
from census_app.survey.results.submission import Mark, Place, SaidItem, SaidPhoto, SaidVisit, Standing, Submission
from census_app.survey.words import AnswerSource
from census_app.workspace.received import Received

_LAST_PART = re.compile(r"[-/.:]")
_NEEDED = {layout.PHONE_FORM, layout.PHONE_TASK}
_KEYS, _PARENTS = ("KEY", "_index"), ("PARENT_KEY", "_parent_index")
_SENT = ("SubmissionDate", "_submission_time")
_STARTED = ("meta_start", "start")
_LATITUDE, _LONGITUDE, _ACCURACY = "Latitude", "Longitude", "Accuracy"
_KOBO_PLACE = {f"_{layout.PHONE_PLACE}_latitude": _LATITUDE, f"_{layout.PHONE_PLACE}_longitude": _LONGITUDE}
_UNKNOWN_FORM = "不是这个工作区发出的表"
_OTHER_TASK = "选的任务不在这份表里"
_WRONG_QR = "扫的二维码是另一户的"


class Export(Protocol):
    """The tables of one export, and the media that came with them by file name."""

    @property
    def sheets(self) -> Sequence[Sheet]:
        """Its tables in order."""

    @property
    def media(self) -> Mapping[str, Path]:
        """File name → file."""


def is_export(sheets: Sequence[Sheet]) -> bool:
    """Whether one of the tables holds submissions of a form of ours."""
    return any(set(_columns(sheet)) >= _NEEDED for sheet in sheets)


def read_export(path: Path, kept: Received, export: Export, issued: IssuedRows) -> list[Submission]:
    """What the export says, one document per form it has submissions of. `BadInput` when no form of it is ours."""
    return list(_Reading(path, kept, export, issued).submissions())


class _Reading:
    def __init__(self, path: Path, kept: Received, export: Export, issued: IssuedRows) -> None:
        self._path, self._kept, self._export, self._issued = path, kept, export, issued
        self._into: dict[str, Submission] = {}
        self._strange: list[Mark] = []
        self._below: dict[str, list[dict[str, str]]] = {}

    def submissions(self) -> Iterator[Submission]:
        tables = [(sheet, _columns(sheet)) for sheet in self._export.sheets]
        for sheet, columns in tables:
            if not set(columns) >= _NEEDED:
                self._repeats(sheet, columns)
        for sheet, columns in tables:
            if set(columns) >= _NEEDED:
                for row, cells in sheet.rows[1:]:
                    self._submission(sheet, columns, row, cells)
        if not self._into:
            raise BadInput(f"{self._path.name} 里没有一份提交是这个工作区的表", "核对是不是别的县的导出")
        first = next(iter(self._into.values()))
        first.marks += self._strange
        yield from self._into.values()

    def _repeats(self, sheet: Sheet, columns: Mapping[str, int]) -> None:
        """Rows of a repeat group stand in a table of their own and name the submission they belong to."""
        parent = next((columns[name] for name in _PARENTS if name in columns), None)
        if parent is None or not any(layout.read_phone_question(name) for name in columns):
            return
        for _, cells in sheet.rows[1:]:
            texts = {name: cell_at(cells, column) for name, column in columns.items()}
            self._below.setdefault(said(cell_at(cells, parent)), []).append(texts)

    def _submission(self, sheet: Sheet, columns: Mapping[str, int], row: int, cells: Sequence[str]) -> None:
        form_no = said(cell_at(cells, columns[layout.PHONE_FORM]))
        task_no = said(cell_at(cells, columns[layout.PHONE_TASK]))
        if not self._issued.knows_form(form_no):
            self._strange.append(Mark(sheet.name, row, Standing.REFUSED, f"{_UNKNOWN_FORM}：{form_no[:40]}"))
            return
        into = self._document(form_no)
        into.beside[sheet.name] = (sheet.rows[0][0], len(sheet.rows[0][1]))
        texts = {name: cell_at(cells, column) for name, column in columns.items()}
        person = said(texts.get("meta_username", "")) or into.person
        below = [one for name in _KEYS for one in self._below.get(said(texts.get(name, "")), ()) if texts.get(name)]
        items = [item for one in (texts, *below) for item in self._items(sheet, form_no, task_no, row, one)]
        is_task = task_no in self._issued.tasks(form_no)
        if not is_task and not items:
            into.marks.append(Mark(sheet.name, row, Standing.REFUSED, f"{_OTHER_TASK}：{task_no[:40]}"))
            return
        if is_task and self._wrong_code(texts, task_no):
            into.marks.append(Mark(sheet.name, row, Standing.REFUSED, _WRONG_QR))
            return
        into.items += [_by(item, person, into.person) for item in items]
        if is_task:
            into.visits.append(_visit(form_no, task_no, Place(sheet.name, row, columns), texts, person))
            into.photos += [photo for one in (texts, *below) for photo in self._photos(form_no, task_no, one)]
            named = (PurePosixPath(text.strip()).name for one in (texts, *below) for text in one.values())
            into.absent += [name for name in named if is_photo(name) and name not in self._export.media]

    def _document(self, form_no: str) -> Submission:
        if form_no not in self._into:
            person = self._issued.surveyor(form_no)
            self._into[form_no] = Submission(AnswerSource.PHONE, form_no, person, self._path, self._kept)
        return self._into[form_no]

    def _wrong_code(self, texts: Mapping[str, str], task_no: str) -> bool:
        scanned = said(texts.get(layout.PHONE_QR, ""))
        return bool(scanned) and layout.read_qr(self._issued.codes, scanned) != ("T", task_no)

    def _items(self, sheet: Sheet, form_no: str, key: str, row: int, texts: Mapping[str, str]) -> Iterator[SaidItem]:
        """The items of the chosen task or batch that were answered."""
        parts: dict[str, dict[str, str]] = {}
        for name, text in texts.items():
            question = layout.read_phone_question(name)
            if question is not None and text.strip():
                parts.setdefault(question[0], {})[question[1]] = text
        rows = self._issued.by_check(form_no)
        for check, answered in parts.items():
            form = rows.get(check)
            if form is not None and key in (form.task_no, form.batch):
                yield _item(form, Place(sheet.name, row), answered)

    def _photos(self, form_no: str, task_no: str, texts: Mapping[str, str]) -> Iterator[SaidPhoto]:
        """The pictures a submission names, of which the files came along."""
        rows = self._issued.by_check(form_no)
        for name, text in texts.items():
            file = self._export.media.get(PurePosixPath(text.strip()).name) if is_photo(text.strip()) else None
            if file is None:
                continue
            question = layout.read_phone_question(name)
            form = rows.get(question[0]) if question is not None else None
            item = form.item if form is not None else name
            yield SaidPhoto(task_no, item, PurePosixPath(text.strip()).name, file, name == layout.PHONE_SIGNATURE)


def _item(form: FormRow, place: Place, answered: Mapping[str, str]) -> SaidItem:
    value = answered.get("scan", "") or answered.get("value", "")
    faults = tuple((fault, ()) for raw in answered.values() if (fault := text_faults(raw)))
    return SaidItem(
        form,
        place,
        said(answered.get("result", "")),
        said(value),
        said(answered.get("reason", "")),
        said(answered.get("photo", "")),
        faults=faults,
    )


def _by(item: SaidItem, person: str, owner: str) -> SaidItem:
    return item if person == owner else replace(item, person=person)


def _visit(document: str, task_no: str, place: Place, texts: Mapping[str, str], person: str) -> SaidVisit:
    longitude, latitude, accuracy = _place(texts)
    return SaidVisit(
        document,
        task_no,
        place,
        outcome=said(texts.get(layout.PHONE_OUTCOME, "")),
        day=said(texts.get(layout.PHONE_DAY, "")),
        arrived=_clock(texts.get(layout.PHONE_ARRIVED, "")),
        left=_clock(texts.get(layout.PHONE_LEFT, "")),
        signature=said(texts.get(layout.PHONE_SIGNED, "")),
        note="；".join(text for text in (said(texts.get(layout.PHONE_NOTE, "")), _recorded(texts, accuracy)) if text),
        longitude=longitude,
        latitude=latitude,
        started=said(_first(texts, _STARTED)),
        sent=said(_first(texts, _SENT)),
        person=person,
    )


def _recorded(texts: Mapping[str, str], accuracy: str) -> str:
    """What the phone noted by itself, whatever the surveyor wrote: when the form was open, how sure the place is."""
    opened, closed = said(texts.get("meta_start", ""))[:16], said(texts.get("meta_end", ""))[:16]
    parts = [f"手机记录 {opened} 到 {closed or '？'}"] if opened else []
    parts += [f"定位误差 {accuracy} 米"] if accuracy else []
    return "，".join(parts)


def _clock(text: str) -> str:
    """`09:30:00.000+08:00` → `09:30`: the phone's zone is not the question."""
    return said(text)[:5]


def _place(texts: Mapping[str, str]) -> tuple[str, str, str]:
    """Longitude, latitude, accuracy: of columns of their own (ODK, Kobo) or `38.9 115.9 0 4` in one cell."""
    own = {wanted: said(texts.get(name, "")) for name, wanted in _KOBO_PLACE.items()}
    for wanted in (_LATITUDE, _LONGITUDE, _ACCURACY):
        own[wanted] = said(texts.get(f"{layout.PHONE_PLACE}-{wanted}", "")) or own.get(wanted, "")
    if own[_LATITUDE] and own[_LONGITUDE]:
        return own[_LONGITUDE], own[_LATITUDE], own[_ACCURACY]
    numbers = said(texts.get(layout.PHONE_PLACE, "")).split()
    if len(numbers) >= 2:
        return numbers[1], numbers[0], numbers[3] if len(numbers) > 3 else ""
    return "", "", ""


def _first(texts: Mapping[str, str], names: Sequence[str]) -> str:
    return next((texts[name] for name in names if texts.get(name)), "")


def _columns(sheet: Sheet) -> dict[str, int]:
    """Our name of each column, whatever groups stand before it: `visit-visit_place-Latitude`, `visit/visit_day`."""
    found: dict[str, int] = {}
    for column, header in enumerate(sheet.rows[0][1] if sheet.rows else ()):
        parts = _LAST_PART.split(header.strip())
        name = "-".join(parts[-2:]) if parts[-1] in (_LATITUDE, _LONGITUDE, _ACCURACY) else parts[-1]
        found.setdefault(name, column)
    return found
