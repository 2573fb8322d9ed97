"""The shipped tables: what they list can occur in folded text, otherwise it would never be found."""

import re

import pytest

from census_app.matching.names.words import (
    legal_form_of,
    organisation_words,
    person_words,
    region_words,
    remark_words,
    surnames,
)
from census_app.matching.sources import key_told, shipped_sources
from census_app.matching.text import fold_text
from census_app.matching.text.alike import look_alikes
from census_app.matching.text.characters import entries
from census_app.matching.text.readings import known_readings


def unfolded(words: object) -> list[str]:
    return [word for word in map(str, words) if fold_text(word) != word]  # type: ignore[call-overload]


def test_words_of_names_are_folded() -> None:
    organisations, regions, people, remarks = organisation_words(), region_words(), person_words(), remark_words()
    assert not unfolded(organisations.trades | organisations.branches | organisations.premises)
    assert not unfolded([*legal_form_of(), *organisations.aliases, *organisations.aliases.values()])
    assert not unfolded([*regions.cities, *regions.zones, *regions.heads, *regions.provinces, *regions.not_division])
    assert not unfolded(surnames().single | surnames().compound | people.pieces | people.spelled_names)
    assert not unfolded(remarks.after_person | remarks.single_after_person)


def test_every_key_of_every_source_is_told_without_an_identifier() -> None:
    told = {key: key_told(source, key) for source in shipped_sources().values() for key in source.keys}
    assert told["name.full + address.town"] == "户名＋地址的乡镇"
    assert told["identifier.order/shown_end"] == "证件号的末四位"
    assert [text for text in told.values() if re.search("[A-Za-z_]", text)] == []


@pytest.mark.parametrize("name", ["look_alikes", "shared_components"])
def test_look_alikes_are_single_folded_characters(name: str) -> None:
    characters = [character for line in entries(name) for character in line]
    assert all(len(character) == 1 for character in characters)
    assert not unfolded(characters)
    assert all(len(set(line)) == len(line) > 1 for line in entries(name))


def test_there_are_thousands_of_look_alikes() -> None:
    assert len(look_alikes()) > 10_000
    assert all(len(pair) == 2 for pair in look_alikes())


def test_variants_lead_to_characters_that_stay() -> None:
    for name in ("variants", "radicals"):
        for written, plain in entries(name):
            assert fold_text(written) == fold_text(plain), written


def test_readings_are_toneless_syllables() -> None:
    listed = [reading for _, *readings in entries("readings") for reading in readings]
    spoken = {reading for _, readings in known_readings() for reading in readings}
    assert set(listed) <= spoken
    assert all(reading.isascii() and reading.islower() for reading in listed)
