"""Whether a pack is in force on a day."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from census_app.rulebook.model import Identity


class Standing(StrEnum):
    """A pack's effective dates against a day."""

    NOT_YET = "not_yet"
    IN_FORCE = "in_force"
    EXPIRED = "expired"


def standing_on(manifest: Identity, day: date) -> Standing:
    """The pack's standing on the day; its first and last day count as in force."""
    if day.isoformat() < manifest.effective_from:
        return Standing.NOT_YET
    if manifest.effective_to is not None and day.isoformat() > manifest.effective_to:
        return Standing.EXPIRED
    return Standing.IN_FORCE


def standing_words(manifest: Identity, day: date) -> str:
    """The sentence to say when the pack is not in force on the day; empty when it is."""
    named = f"{manifest.title.zh}（{manifest.id} {manifest.version}）"
    match standing_on(manifest, day):
        case Standing.NOT_YET:
            return f"{named}从 {manifest.effective_from} 起生效，到 {day.isoformat()} 还没有生效"
        case Standing.EXPIRED:
            return f"{named}到 {manifest.effective_to} 为止有效，到 {day.isoformat()} 已经过期"
        case Standing.IN_FORCE:
            return ""
