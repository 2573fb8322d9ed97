"""What customers teach before anything is parsed: place names that are often written without their suffix."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

# Where other processes learn, this one has a sample for them before it reads what it parses with.
if TYPE_CHECKING:
    from census_app.matching.addresses import Places
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
    """Learn from an evenly spaced sample of all addresses; nothing when there are none."""
    return learned_from(sample_of(reader, fields))


def learned_from(texts: Sequence[str]) -> Context:
    """What these addresses teach; nothing when there are none."""
    from census_app.matching.addresses import learn_places
    from census_app.matching.names import learn_divisions
    from census_app.matching.text import fold_texts

    if not texts:
        return NOTHING_LEARNED
    return Context(learn_places(texts), learn_divisions(fold_texts(texts)))


def learn_digest(reader: RecordReader, fields: Sequence[str]) -> str:
    """The algorithm identifiers of a sample are hashed with; "" when they are not."""
    from census_app.matching.identifiers import hashing_of

    return hashing_of(sample_of(reader, fields))


def sample_of(reader: RecordReader, fields: Sequence[str]) -> list[str]:
    """Evenly spaced texts of these fields, as many as something can be learned from."""
    return [text for name in fields for text in reader.sample(name, _SAMPLE)]
