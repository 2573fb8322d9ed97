"""Chinese addresses as components: division, town, village, road and number, estate, building, unit, room."""

from .bulk import parse_addresses, reader_of
from .learning import learn_places
from .model import COMPONENTS, Address, Span
from .parser import locate_components, parse_address
from .places import NO_PLACES, Places
from .sections import sections_of
from .shortcuts import Readings, whole_tail

__all__ = [
    "COMPONENTS",
    "NO_PLACES",
    "Address",
    "Places",
    "Readings",
    "Span",
    "learn_places",
    "locate_components",
    "parse_address",
    "parse_addresses",
    "reader_of",
    "sections_of",
    "whole_tail",
]
