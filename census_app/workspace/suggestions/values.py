"""Whether a reference value is worth suggesting, and whether two values say the same."""

from __future__ import annotations

from collections.abc import Callable

from census_app.matching.addresses import parse_address
from census_app.matching.identifiers import parse_identifier
from census_app.matching.names import parse_name
from census_app.matching.phones import parse_phones
from census_app.matching.text import fold_text

_MASK = "*"
_LONGEST = 200
_HOUSE = ("road_number", "building", "room", "group", "lane_number", "place")


def judge_value(kind: str, text: str) -> tuple[str, bool]:
    """What a value says, spelling aside, and whether it is complete and well-formed enough to be put before people.

    Two values of equal meaning need no correction; an empty meaning says nothing.
    """
    meaning, good = _JUDGES[kind](text[:_LONGEST])
    return meaning, good and bool(meaning) and len(text) <= _LONGEST and _MASK not in text


def _identifier(text: str) -> tuple[str, bool]:
    parsed = parse_identifier(text)
    return parsed.value or parsed.pattern, parsed.valid


def _phone(text: str) -> tuple[str, bool]:
    phones = parse_phones(text)
    complete = len(phones) == 1 and phones[0].mobile and bool(phones[0].number)
    return ",".join(sorted(phone.number or phone.pattern for phone in phones)), complete


def _name(text: str) -> tuple[str, bool]:
    """Remarks such as (二户) are no part of a name."""
    name = parse_name(text).full or fold_text(text)
    return name, len(name) > 1


def _address(text: str) -> tuple[str, bool]:
    parsed = parse_address(text)
    return fold_text(text), any(getattr(parsed, name) for name in _HOUSE)


def _plain(text: str) -> tuple[str, bool]:
    return text.strip(), True


_JUDGES: dict[str, Callable[[str], tuple[str, bool]]] = {
    "identifier": _identifier,
    "phone": _phone,
    "name": _name,
    "address": _address,
    "plain": _plain,
}
