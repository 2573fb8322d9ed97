"""Whole columns of addresses."""

from __future__ import annotations

from collections.abc import Sequence

from .folding import fold_addresses
from .model import Address
from .parser import Parser
from .places import Places
from .shortcuts import Shortcuts


def parse_addresses(texts: Sequence[str], places: Places | None = None) -> list[Address]:
    """The components of every text, in order: the same as `parse_address` of each, equal texts parsed once."""
    distinct = list(dict.fromkeys(texts))
    parser = Parser(places)
    read = Shortcuts(parser).parse
    parsed = {
        text: read(folded) or parser.parse(folded)
        for text, folded in zip(distinct, fold_addresses(distinct), strict=True)
    }
    return [parsed[text] for text in texts]
