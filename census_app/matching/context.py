"""What customers teach before anything is parsed: place names that are often written without their suffix."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from census_app.matching.addresses import Places, learn_places
from census_app.matching.identifiers import hashing_of
from census_app.matching.names import learn_divisions
from census_app.matching.records import CHUNK_ROWS
from census_app.matching.text import fold_texts

if TYPE_CHECKING:
    from census_app.matching.records import RecordReader

_SAMPLE = 4000


@dataclass(frozen=True)
class Context:
    """`places` help to cut addresses, `divisions` (counties and cities without suffix) organisations' names.

    `digest` is the algorithm the other side's identifiers are hashed with, "" when they are not: ours are hashed then.
    """

    places: Places | None = None
    divisions: frozenset[str] = frozenset()
    digest: str = ""


NOTHING_LEARNED = Context()


def learn_context(reader: RecordReader, fields: Sequence[str]) -> Context:
    """Learn from an evenly spaced sample of the addresses in the first chunk; nothing when there are no addresses."""
    texts = _sample(reader, fields)
    if not texts:
        return NOTHING_LEARNED
    # a table may be sorted by county: of a longer one the first chunk does not show them all
    of_all = len(reader) <= CHUNK_ROWS
    return Context(learn_places(texts, of_all=of_all), learn_divisions(fold_texts(texts)))


def learn_digest(reader: RecordReader, fields: Sequence[str]) -> str:
    """The algorithm identifiers of a sample are hashed with; "" when they are not."""
    return hashing_of(_sample(reader, fields))


def _sample(reader: RecordReader, fields: Sequence[str]) -> list[str]:
    """Evenly spaced texts of the first chunk."""
    texts: list[str] = []
    for chunk in islice(reader.chunks(), 1):
        for name in fields:
            column = chunk.fields.get(name, ())
            texts += [text for text in column[:: max(1, len(column) // _SAMPLE)] if text]
    return texts
