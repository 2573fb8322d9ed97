"""What a given file turns out to be: a filled form, a phone's export with its media, photos in a zip, or several."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from census_app.archive.extract import readable_name
from census_app.archive.sheets import Sheet, SheetReader
from census_app.foundation.errors import BadInput
from census_app.foundation.jobs import JobContext
from census_app.survey.photos.names import is_photo
from census_app.survey.results.phone import is_export
from census_app.survey.results.workbook import is_form

_AHEAD = 60
_TABLES = frozenset({".csv", ".tsv", ".txt", ".xlsx"})
_NEITHER = "不是普查表，也不是手机导出：没有 普查项、核对结果、现场值、行号 这些列，也没有 form_no、task_no"
_ADVICE = "给出系统发出、填好的普查表，或手机表单导出的 csv、zip"


@dataclass(frozen=True)
class Content:
    """One document: `path` are its bytes as given (of a form inside a zip, the unpacked form), `media` its pictures by
    file name. `refusal` says why it cannot be taken; then the rest is empty."""

    name: str
    path: Path
    sheets: tuple[Sheet, ...] = ()
    media: Mapping[str, Path] = field(default_factory=dict)
    is_form: bool = False
    photos: tuple[Path, ...] = ()
    refusal: BadInput | None = None


@contextmanager
def read_ahead(reader: SheetReader, paths: Sequence[Path], context: JobContext) -> Iterator[Iterator[list[Content]]]:
    """Yields an iterator over what each file holds, in their order: the next files are read by their own process while
    the last ones are verified and stored. It raises `Cancelled` when the job is."""
    with ThreadPoolExecutor(1, thread_name_prefix="census-read") as pool:
        waiting: deque[Future[list[Content]]] = deque()

        def contents() -> Iterator[list[Content]]:
            left = iter(paths)
            for number in range(len(paths)):
                while len(waiting) < _AHEAD and (path := next(left, None)) is not None:
                    waiting.append(pool.submit(contents_of, reader, path))
                context.progress(number, len(paths), "收回普查结果")
                yield waiting.popleft().result()

        try:
            yield contents()
        finally:
            for future in waiting:
                future.cancel()


def contents_of(reader: SheetReader, path: Path) -> list[Content]:
    """Everything one file holds; what cannot be read stands in it as a refusal."""
    name = readable_name(path.name)
    try:
        found = reader.read(path, name)
        if found.members:
            return _of_zip(reader, path, name, found.members)
        return [_of_sheets(name, path, found.sheets, {})]
    except BadInput as refusal:
        return [Content(name, path, refusal=refusal)]


def _of_sheets(name: str, path: Path, sheets: tuple[Sheet, ...], media: Mapping[str, Path]) -> Content:
    if is_form(sheets):
        return Content(name, path, sheets, is_form=True)
    if is_export(sheets):
        return Content(name, path, sheets, media)
    return Content(name, path, refusal=BadInput(f"{name} {_NEITHER}", _ADVICE))


def _of_zip(reader: SheetReader, path: Path, name: str, members: Sequence[tuple[str, Path]]) -> list[Content]:
    """A zip of forms, an export with its media, or photos; tables that are neither are refused by name."""
    media = {PurePosixPath(inside).name: file for inside, file in members if is_photo(inside)}
    forms: list[Content] = []
    tables: list[Sheet] = []
    for inside, file in members:
        if PurePosixPath(inside).suffix.lower() not in _TABLES:
            continue
        shown = f"{name}/{inside}"
        try:
            sheets = reader.read(file, shown, depth=1).sheets
        except BadInput as refusal:
            forms.append(Content(shown, file, refusal=refusal))
            continue
        if is_form(sheets):
            forms.append(Content(shown, file, sheets, is_form=True))
        else:
            tables += [
                Sheet(sheet.file, f"{PurePosixPath(inside).stem} {sheet.name}".strip(), sheet.rows) for sheet in sheets
            ]
    if tables:
        forms.append(_of_sheets(name, path, tuple(tables), media))
    if media and not tables:
        forms.append(Content(name, path, photos=tuple(media.values()), media=media))
    return forms or [Content(name, path, refusal=BadInput(f"{name} {_NEITHER}", _ADVICE))]
