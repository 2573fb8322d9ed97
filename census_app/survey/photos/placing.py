"""Whose picture it is: by its name, by the task's QR code in it, or nobody's yet. Wrong names are told, never lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from census_app.survey.forms.layout import read_qr
from census_app.survey.photos.names import read_name
from census_app.survey.photos.reading import PhotoFacts
from census_app.survey.tasks.model import Task
from census_app.workspace.log.row_codes import RowCodes

_TASK = "T"


@dataclass(frozen=True)
class Placed:
    """The task of a picture (empty: unknown), the name it goes by, and what is worth saying."""

    task_no: str
    name: str
    signature: bool = False
    notes: tuple[str, ...] = ()

    @property
    def advice(self) -> str:
        """What to do about a picture nobody could place."""
        return "" if self.task_no else "文件名改成 任务号-序号（例如 T2648-0137-1）再交一次，或把本户的二维码照进去"


def place_photo(file_name: str, facts: PhotoFacts, tasks: Mapping[str, Task], codes: RowCodes) -> Placed:
    """Where the picture belongs; `tasks` are those that exist of the ones named."""
    named = read_name(file_name)
    shown = {found[1] for text in facts.barcodes if (found := read_qr(codes, text)) and found[0] == _TASK}
    signature = named is not None and named.signature
    if named is not None and named.task_no in tasks:
        others = sorted(shown - {named.task_no})
        notes = (f"照片里的二维码是 {'、'.join(others)} 的",) if others else ()
        return Placed(named.task_no, named.text, signature, notes)
    if len(shown) == 1:
        task_no = next(iter(shown))
        return Placed(task_no, file_name, signature, (f"按照片里的二维码归到 {task_no}",))
    if named is not None:
        return Placed("", file_name, signature, (f"没有任务 {named.task_no}",))
    return Placed("", file_name, signature, ("文件名里没有任务号",))


def tasks_named(file_names: list[str], facts: list[PhotoFacts], codes: RowCodes) -> set[str]:
    """Every task that names or QR codes speak of."""
    named = {name.task_no for name in map(read_name, file_names) if name is not None}
    shown = {found[1] for one in facts for text in one.barcodes if (found := read_qr(codes, text))}
    return named | shown
