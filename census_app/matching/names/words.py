"""Words that names are made of, shipped in `resources/matching/names/`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TypeVar

from census_app.foundation.resources import resource
from census_app.foundation.shipped_lists import kept_lists
from census_app.matching.text.numerals import CHINESE_NUMERALS

NUMBER = f"(?:[0-9]{{1,4}}|[{CHINESE_NUMERALS}]{{1,4}})"


_Words = TypeVar("_Words")


@dataclass(frozen=True)
class PersonWords:
    """`persons.yaml`."""

    pieces: frozenset[str]
    spellings: tuple[tuple[str, ...], ...]
    given_names: frozenset[str]
    titles: frozenset[str]
    common_surnames: str
    nicknames: str
    unreadable: str
    spelled_names: frozenset[str]
    name_like_endings: frozenset[str]
    village_middles: frozenset[str]


@dataclass(frozen=True)
class RemarkWords:
    """`remarks.yaml`."""

    after_person: frozenset[str]
    single_after_person: frozenset[str]
    numbered: tuple[str, ...]
    before_person: tuple[str, ...]


@dataclass(frozen=True)
class RegionWords:
    """`regions.yaml`."""

    country: tuple[str, ...]
    provinces: dict[str, tuple[str, ...]]
    cities: frozenset[str]
    ambiguous_cities: frozenset[str]
    not_division: frozenset[str]
    zones: tuple[str, ...]
    no_region: tuple[str, ...]
    heads: dict[str, str]


@dataclass(frozen=True)
class OrganisationWords:
    """`organisations.yaml`."""

    legal_forms: dict[str, tuple[str, ...]]
    bodies: tuple[tuple[str, ...], ...]
    listed_trades: frozenset[str]
    generic_trades: frozenset[str]
    trade_synonyms: dict[str, tuple[str, ...]]
    branches: frozenset[str]
    premises: frozenset[str]
    free_branches: frozenset[str]
    aliases: dict[str, str]
    certain_endings: frozenset[str]

    @cached_property
    def trades(self) -> frozenset[str]:
        """The lines of business with their synonyms."""
        synonyms = {spelling for group in self.trade_synonyms.items() for spelling in (group[0], *group[1])}
        return self.listed_trades | synonyms | self.generic_trades


@dataclass(frozen=True, slots=True)
class Surnames:
    """Surnames of one character, of several, and how they are read."""

    single: frozenset[str]
    compound: frozenset[str]
    compound_heads: frozenset[str]
    readings: dict[str, tuple[str, ...]]


def _document(kind: type[_Words], name: str) -> _Words:
    return kept_lists(kind, f"matching/names/{name}.yaml")


def _text(file: str) -> str:
    return resource(f"matching/names/{file}").read_text(encoding="utf-8")


def _fields(file: str) -> list[list[str]]:
    return [line.split() for line in _text(file).splitlines() if line.strip() and not line.startswith("#")]


@cache
def surnames() -> Surnames:
    """The shipped surnames."""
    known = {surname for line in _fields("surnames.txt") for surname in line}
    readings = {surname: tuple(readings) for surname, *readings in _fields("surname_readings.txt")}
    known |= readings.keys()
    return Surnames(
        single=frozenset(surname for surname in known if len(surname) == 1),
        compound=frozenset(surname for surname in known if len(surname) > 1),
        compound_heads=frozenset(surname[:2] for surname in known if len(surname) > 1),
        readings=readings,
    )


@cache
def person_words() -> PersonWords:
    """The shipped words of personal names."""
    return _document(PersonWords, "persons")


@cache
def remark_words() -> RemarkWords:
    """The shipped remarks."""
    return _document(RemarkWords, "remarks")


@cache
def numbered_remark() -> re.Pattern[str]:
    """Matches a remark with a number at the end of a name."""
    alternatives = "|".join(remark_words().numbered).replace("{数}", NUMBER)
    return re.compile(f"(?:{alternatives})$")


@cache
def region_words() -> RegionWords:
    """The shipped names of provinces and cities."""
    return _document(RegionWords, "regions")


@cache
def organisation_words() -> OrganisationWords:
    """The shipped words of organisation names."""
    return _document(OrganisationWords, "organisations")


class Endings:
    """Finds the longest ending of a text that is in a set of words."""

    def __init__(self, words: frozenset[str]) -> None:
        by_end: dict[str, set[int]] = {}
        for word in words:
            by_end.setdefault(word[-2:], set()).add(len(word))
        self._words = words
        self._lengths = {end: tuple(sorted(lengths, reverse=True)) for end, lengths in by_end.items()}

    def longest(self, text: str) -> str:
        """The longest word the text ends with; "" when there is none."""
        for length in self._lengths.get(text[-2:], ()):
            if text[-length:] in self._words:
                return text[-length:]
        return text[-1:] if text[-1:] in self._words else ""


@cache
def trade_endings() -> Endings:
    """Trades at the end of a text."""
    return Endings(organisation_words().trades)


@cache
def legal_form_of() -> dict[str, str]:
    """Spelling of a legal form → the word it is grouped under."""
    forms = organisation_words().legal_forms
    return {spelling: form for form, spellings in forms.items() for spelling in spellings}


@cache
def body_of() -> dict[str, int]:
    """The word a legal form is grouped under → a number for the bodies that have it, from 1; forms that a body is
    called by as well as by another are not in it."""
    return {form: number for number, forms in enumerate(organisation_words().bodies, start=1) for form in forms}


@cache
def legal_endings() -> Endings:
    """Legal forms at the end of a text."""
    return Endings(frozenset(legal_form_of()))


@cache
def branch_endings() -> Endings:
    """Words a branch ends with."""
    return Endings(organisation_words().branches)


@cache
def premises_endings() -> Endings:
    """Words that premises which are no branch end with."""
    return Endings(organisation_words().premises)
