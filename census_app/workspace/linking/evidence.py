"""Evidence of one pair from the records themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from census_app.matching.explaining import LinkExplanation, explain_link
from census_app.matching.kinds import field_kind
from census_app.matching.sources import Role, Source
from census_app.matching.weights.model import Model
from census_app.workspace.linking.fingerprints import StoredRecord


def evidence_of(
    source: Source,
    model: Model,
    levels: Mapping[str, str],
    left: StoredRecord | None,
    right: StoredRecord | None,
    *,
    bits: float,
    chance: float | None,
    hide: bool,
) -> LinkExplanation:
    """The explanation of a pair with these levels, bits and (where it is told) chance; a record that is no longer there
    shows as empty."""
    return explain_link(
        source,
        model,
        levels,
        {name: [*texts_of(left, role.left), *_misplaced(left, role)] for name, role in source.roles.items()},
        {name: texts_of(right, role.right) for name, role in source.roles.items()},
        bits=bits,
        chance=chance,
        hide=hide,
    )


def _misplaced(left: StoredRecord | None, role: Role) -> list[str]:
    """The record's texts that are plainly of the role's kind and stand in fields of another."""
    plainly = field_kind(role.kind).plainly
    return [text for text in plainly(texts_of(left, role.misplaced)) if text] if plainly else []


def texts_of(record: StoredRecord | None, fields: Sequence[str]) -> list[str]:
    """The record's texts of these fields, empty ones left out, each once."""
    if record is None:
        return []
    return list(dict.fromkeys(text for name in fields if (text := record.values.get(name))))


def row_of(rows: Sequence[StoredRecord], row: int | None) -> StoredRecord | None:
    """The row of that number among the rows of one key; the first when it is not there."""
    return next((one for one in rows if row in (None, one.row)), rows[0] if rows else None)
