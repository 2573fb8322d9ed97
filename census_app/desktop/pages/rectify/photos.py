"""The pictures of an answer in the words of the viewer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from census_app.desktop.language import say
from census_app.desktop.widgets.photo_viewer import ViewedPhoto

if TYPE_CHECKING:
    from census_app.survey.review.desk import DeskItem


def viewed_photos(item: DeskItem) -> list[ViewedPhoto]:
    """Each with what was said of whom, and what is known of the picture itself."""
    entry = item.entry
    found = []
    for photo in item.photos:
        lines = [
            (say("photo.answer"), f"{entry.said}\n{entry.customer}".replace("　", " "), ""),
            (say("photo.item"), photo.item, ""),
            (say("photo.taken"), photo.taken_at or say("photo.not_told"), ""),
            (say("photo.barcode"), photo.barcodes or say("photo.no_barcode"), ""),
            (say("photo.said"), photo.said.replace("；", "\n"), "mid"),
        ]
        found.append(ViewedPhoto(photo.path, photo.sha256, photo.name, tuple(line for line in lines if line[1])))
    return found
