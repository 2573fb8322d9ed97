"""Chinese addresses as components: division, town, village, road and number, estate, building, unit, room."""

from .bulk import parse_addresses
from .learning import learn_places
from .model import COMPONENTS, Address, Span
from .parser import locate_components, parse_address
from .places import Places

__all__ = [
    "COMPONENTS",
    "Address",
    "Places",
    "Span",
    "learn_places",
    "locate_components",
    "parse_address",
    "parse_addresses",
]
