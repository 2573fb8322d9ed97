"""Who bears a name: what its words and its length say."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from census_app.matching.names.apart import taken_apart
from census_app.matching.names.person import LONGEST_USUAL, looks_like_person
from census_app.matching.names.words import (
    Endings,
    legal_form_of,
    organisation_words,
    person_words,
    surnames,
)
from census_app.matching.placeholders import placeholders

UNSAID = "某"


def is_certain_organisation(text: str) -> bool:
    """Whether a text holds a word that no person's name holds."""
    return "公司" in text or "合作社" in text or "委员会" in text


def is_organisation(text: str) -> bool:
    """Whether the words of a text (folded, without brackets) say that it names an organisation or a place."""
    if is_certain_organisation(text):
        return True
    if len(text) >= LONGEST_USUAL and text[-2:] in organisation_words().aliases:
        return True
    word = _endings().longest(text)
    if not word:
        return False
    if not looks_like_person(text):
        return True
    # Two or three characters that begin with a surname: 李超市 is a shop, 李建设 and 张新村 are people.
    if len(word) > 1:
        return word not in person_words().given_names
    if len(text) < LONGEST_USUAL - 1:
        return False
    return word in organisation_words().certain_endings or text[-2:] in _villages()


def word_length(text: str) -> int:
    """Length of the longest word of organisations that a text ends with; 0 for none."""
    return len(_endings().longest(text))


class PlainPersons(NamedTuple):
    """Tells at a glance most names of people: a surname, one or two characters, nothing that asks for a closer look."""

    surnames: frozenset[str]
    asking_whole: frozenset[str]
    asking_endings: frozenset[str]
    asking_last: frozenset[str]

    def holds(self, text: str) -> bool:
        """Whether a text is such a name; a False says nothing yet."""
        return (
            1 < len(text) < LONGEST_USUAL
            and text[0] in self.surnames
            and text[-1] not in self.asking_last
            and text[-2:] not in self.asking_endings
            and text[1] != UNSAID
            and text not in self.asking_whole
            and text.isalpha()
        )


@cache
def plain_persons() -> PlainPersons:
    """From the shipped words."""
    persons = person_words()
    words = _ending_words() - persons.given_names
    return PlainPersons(
        surnames=surnames().single,
        asking_whole=frozenset(word for word in words if len(word) == LONGEST_USUAL - 1)
        | persons.spelled_names
        | placeholders().names,
        asking_endings=frozenset(word for word in words if len(word) == 2)
        | persons.titles
        | _villages()
        | _pairs_apart(),
        asking_last=organisation_words().certain_endings | frozenset(UNSAID + "*ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    )


def _pairs_apart() -> frozenset[str]:
    """Two characters that are no name, but one that was written as two: 女吉."""
    return frozenset(parts for parts in taken_apart().sure if len(parts) == 2)


@cache
def _villages() -> frozenset[str]:
    """Two characters that many villages end with: 家庄, 官屯."""
    words = person_words()
    return frozenset(middle + end for middle in words.village_middles for end in words.name_like_endings)


@cache
def _endings() -> Endings:
    return Endings(_ending_words())


@cache
def _ending_words() -> frozenset[str]:
    words = organisation_words()
    forms = {spelling for spelling in legal_form_of() if "(" not in spelling}
    return frozenset(forms | words.trades | words.branches | person_words().name_like_endings)
