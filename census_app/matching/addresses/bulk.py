"""Whole columns of addresses."""

from __future__ import annotations

from collections.abc import Sequence
from weakref import WeakKeyDictionary

import numpy as np

from .folding import fold_addresses
from .model import Address
from .parser import Parser
from .places import NO_PLACES, Places
from .shortcuts import Readings, Shortcuts


def parse_addresses(texts: Sequence[str], places: Places | None = None) -> list[Address]:
    """The components of every text, in order: the same as `parse_address` of each, equal texts parsed once."""
    return reader_of(places or NO_PLACES).addresses(texts)


class AddressReader:
    """Reads columns of addresses with the same places known; names cut for one column are not cut for the next."""

    def __init__(self, places: Places, divisions: Places | None = None) -> None:
        """`divisions` as of a `Parser`."""
        self._parser = Parser(places, divisions)
        self._shortcuts = Shortcuts(self._parser)

    def addresses(self, texts: Sequence[str]) -> list[Address]:
        """The components of every text, equal texts parsed once."""
        distinct = list(dict.fromkeys(texts))
        readings, others = self.read(distinct)
        parsed = dict(zip(others, self.parse([distinct[place] for place in others]), strict=True))
        parsed |= {reading.place: reading.address() for reading in readings.each()}
        whole = {text: parsed[place] for place, text in enumerate(distinct)}
        return [whole[text] for text in texts]

    def read(self, texts: Sequence[str]) -> tuple[Readings, list[int]]:
        """The texts of the common shapes in order, and the places of those that must be parsed."""
        readings = self._shortcuts.readings(fold_addresses(texts))
        return readings, np.delete(np.arange(len(texts)), readings.places).tolist()

    def parse(self, texts: Sequence[str]) -> list[Address]:
        """The components of every text."""
        return [self._parser.parse(folded) for folded in fold_addresses(texts)]


_readers: WeakKeyDictionary[Places, AddressReader] = WeakKeyDictionary()


def reader_of(places: Places) -> AddressReader:
    """The reader that knows these places; it is let go, with all it has cut, when nobody knows them any more."""
    reader = _readers.get(places)
    if reader is None:
        reader = _readers[places] = AddressReader(places)
    return reader
