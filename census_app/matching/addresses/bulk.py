"""Whole columns of addresses."""

from __future__ import annotations

from collections.abc import Sequence

from .model import Address
from .parser import parse_address
from .places import Places


def parse_addresses(texts: Sequence[str], places: Places | None = None) -> list[Address]:
    """The components of every text, in order: the same as `parse_address` of each, equal texts parsed once."""
    parsed = {text: parse_address(text, places) for text in set(texts)}
    return [parsed[text] for text in texts]
