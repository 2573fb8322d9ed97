"""What customers teach before anything is parsed: place names that are often written without their suffix."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from census_app.matching.addresses import Places, learn_places
from census_app.matching.names import learn_divisions
from census_app.matching.text import fold_texts

if TYPE_CHECKING:
    from census_app.matching.records import RecordReader

_SAMPLE = 8000


@dataclass(frozen=True)
class Context:
    """`places` help to cut addresses, `divisions` (counties and cities without suffix) organisations' names."""

    places: Places | None = None
    divisions: frozenset[str] = frozenset()


NOTHING_LEARNED = Context()


def learn_context(reader: RecordReader, fields: Sequence[str]) -> Context:
    """Learn from an evenly spaced sample of the addresses in the first chunk; nothing when there are no addresses."""
    texts: list[str] = []
    for chunk in islice(reader.chunks(), 1):
        for name in fields:
            column = chunk.fields.get(name, ())
            texts += [text for text in column[:: max(1, len(column) // _SAMPLE)] if text]
    if not texts:
        return NOTHING_LEARNED
    return Context(learn_places(texts), learn_divisions(fold_texts(texts)))
