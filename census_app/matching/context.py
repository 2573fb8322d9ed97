"""What both sides teach before anything is parsed: place names that are often written without their suffix."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from census_app.matching.addresses import Places, learn_places
from census_app.matching.names import learn_divisions
from census_app.matching.text import fold_texts

if TYPE_CHECKING:
    from census_app.matching.records import RecordReader
    from census_app.matching.sources import Source

_SAMPLE = 4000


@dataclass(frozen=True)
class Context:
    """`places` help to cut addresses, `divisions` (counties and cities without suffix) organisations' names."""

    places: Places | None = None
    divisions: frozenset[str] = frozenset()


NOTHING_LEARNED = Context()


def learn_context(left: RecordReader, right: RecordReader, source: Source) -> Context:
    """Learn from a sample of the addresses both sides begin with; nothing when the source compares no addresses."""
    texts: list[str] = []
    for reader, side in ((left, "left"), (right, "right")):
        fields = [name for role in source.roles.values() if role.kind == "address" for name in getattr(role, side)]
        if fields:
            texts += _sample(reader, fields)
    if not texts:
        return NOTHING_LEARNED
    return Context(learn_places(texts), learn_divisions(fold_texts(texts)))


def _sample(reader: RecordReader, fields: list[str]) -> list[str]:
    """Evenly spaced texts of the first chunk."""
    found: list[str] = []
    for chunk in islice(reader.chunks(), 1):
        for name in fields:
            texts = chunk.fields.get(name, ())
            step = max(1, len(texts) // _SAMPLE)
            found += [text for text in texts[::step] if text]
    return found
