"""The kept pictures in the words of the viewer: when, where, how far, which barcodes, what is odd."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.desktop.language import count, say
from census_app.desktop.opened import opened
from census_app.desktop.widgets.photo_viewer import ViewedPhoto

if TYPE_CHECKING:
    from census_app.survey.photos.viewing import KeptPhoto
    from census_app.workspace.workspace import Workspace


def read_photos(folder: Path, *, customer: str = "", task_no: str = "") -> tuple[ViewedPhoto, ...]:
    """The pictures of a customer, or of one task; runs on a worker."""
    from census_app.survey.photos.viewing import photos_of_customer, photos_of_tasks

    with opened(folder) as workspace:
        read: Callable[[Workspace], Iterable[KeptPhoto]] = (
            (lambda one: photos_of_customer(one, customer))
            if customer
            else (lambda one: photos_of_tasks(one, [task_no]))
        )
        return tuple(viewed(photo) for photo in read(workspace))


def viewed(photo: KeptPhoto) -> ViewedPhoto:
    """One kept picture; what nobody knows is said, never left out."""
    unknown = say("photo.not_told")
    place = f"{photo.longitude}, {photo.latitude}" if photo.longitude else unknown
    metres = say("photo.metres", metres=count(round(photo.metres))) if photo.metres is not None else unknown
    codes = "\n".join(photo.barcodes) or say("photo.no_barcode")
    lines = [
        (say("photo.task"), photo.task_no, ""),
        (say("photo.item"), photo.item, ""),
        (say("photo.taken"), photo.taken_at or unknown, ""),
        (say("photo.where"), place, ""),
        (say("photo.distance"), metres, ""),
        (say("photo.barcode"), codes, ""),
        (say("photo.said"), photo.said.replace("；", "\n"), "mid"),
        (say("photo.came"), f"{photo.came}  {photo.by}", ""),
    ]
    kind = say("photo.signature") if photo.signature else ""
    title = "  ".join(filter(None, (kind, photo.name)))
    return ViewedPhoto(photo.file, photo.sha256, title, tuple(line for line in lines if line[1]))
