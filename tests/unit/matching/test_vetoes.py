"""Pairs that may not be linked, and the findings some of them are."""

from __future__ import annotations

import numpy as np
import pytest

from census_app.matching.comparing import Comparison
from census_app.matching.kinds import field_kind
from census_app.matching.sources import shipped_sources
from census_app.matching.vetoes import decisive, doubts_of, vetoes
from census_app.matching.words import words

ROLES = ("name", "identifier", "phone", "address", "legal_rep", "account")
KINDS = {"legal_rep": "name", "account": "number"}
COMPARISONS = tuple(Comparison(role, field_kind(KINDS.get(role, role)).levels, role) for role in ROLES)
DOOR, NAME, IDENTIFIER = "same_address_other_name", "same_name_other_identifier", "same_identifier_other_name"


_OWNER_AT_HOME = {"legal_rep": "equal", "phone": "equal", "address": "different"}
_MET_THRICE = {"name": "equal", "phone": "equal", "address": "same_door"}
_OTHER_PHONE_THERE = {"phone": "different", "address": "same_door"}
_TRADER = {"name": "equal", "name:rarity": "rare"}
_SOUND = {"name": "homophone", "name:rarity": "rare"}


def row_of(**levels: str) -> np.ndarray:
    numbers = [one.levels.index(levels[one.id]) + 1 if one.id in levels else 0 for one in COMPARISONS]
    return np.asarray([numbers], dtype=np.uint8)


def judge(**levels: str) -> tuple[str, str, int]:
    found = vetoes(COMPARISONS, row_of(**levels))
    forbidden, finding = (str(texts[0]).removeprefix("veto:") for texts in (found.forbidden, found.finding))
    return forbidden, finding, int(found.agreeing[0])


@pytest.mark.parametrize(
    ("levels", "forbidden", "finding"),
    [
        ({"name": "equal", "address": "same_door"}, "", ""),
        ({"name": "same_surname", "address": "same_door"}, DOOR, DOOR),
        ({"name": "different", "address": "same_door", "phone": "equal"}, DOOR, DOOR),
        ({"name": "same_surname", "address": "neighbour"}, DOOR, ""),
        ({"name": "organisation_different", "address": "same_door"}, "", DOOR),
        ({"name": "different", "address": "same_door", "identifier": "borrowed"}, "", IDENTIFIER),
        ({"name": "equal", "identifier": "different", "address": "same_town"}, NAME, ""),
        ({"name": "equal", "identifier": "different", "address": "same_door"}, "", NAME),
        ({"name": "looks_alike", "identifier": "different", "address": "same_door"}, DOOR, DOOR),
        ({"name": "looks_alike", "identifier": "one_slip", "address": "same_door"}, "", ""),
        ({"name": "same_surname", "identifier": "equal"}, IDENTIFIER, IDENTIFIER),
        ({"name": "one_other", "identifier": "equal", "phone": "equal"}, "", ""),
        ({"name": "other_branch", "address": "different"}, "other_branch", ""),
        ({"name": "other_branch", "phone": "equal"}, "other_branch", "other_branch"),
        ({"name": "other_branch", "identifier": "equal"}, "", ""),
        ({"name": "organisation_different", "identifier": "different", "address": "same_door"}, DOOR, DOOR),
        ({"name": "organisation_different", "identifier": "different", "phone": "equal"}, DOOR, ""),
    ],
)
def test_vetoes(levels, forbidden, finding):
    assert judge(**levels)[:2] == (forbidden, finding)


def test_a_link_needs_more_than_one_thing_to_agree():
    assert judge(name="equal")[2] == 1
    assert judge(name="equal", phone="different", address="different")[2] == 1
    assert judge(name="equal", address="same_door")[2] == 2
    assert judge(name="equal", address="same_door", identifier="equal", phone="equal")[2] == 4


def test_a_contradiction_is_never_automatic():
    assert judge(name="equal", identifier="different", address="same_door", phone="different")[2] == 0
    assert judge(name="homophone", identifier="different", address="same_door", phone="equal")[2] == 0
    assert judge(name="one_other", identifier="equal", address="same_door", phone="equal")[2] == 0


OWNER_S_OTHER_FIRM = {"name": "organisation_different", "address": "same_door", "phone": "equal", "legal_rep": "equal"}


@pytest.mark.parametrize(
    ("levels", "automatic"),
    [
        (OWNER_S_OTHER_FIRM, False),
        (OWNER_S_OTHER_FIRM | {"identifier": "equal"}, True),
        ({"name": "other_branch", "identifier": "equal", "legal_rep": "equal"}, False),
        ({"name": "other_branch", "identifier": "equal", "address": "same_door"}, True),
        ({"name": "one_missing", "identifier": "equal", "address": "same_door"}, True),
        ({"name": "one_missing", "identifier": "equal", "phone": "different", "address": "same_door"}, False),
        ({"name": "one_missing", "identifier": "equal", "phone": "equal"}, True),
        ({"name": "mask_fits", "identifier": "equal", "address": "same_door"}, True),
        ({"name": "mask_fits", "account": "equal", "phone": "different"}, False),
        ({"name": "mask_fits", "account": "equal", "phone": "mask_fits"}, True),
        ({"name": "other_kind", "phone": "equal", "address": "same_door"}, False),
        ({"name": "other_kind", "legal_rep": "equal", "address": "same_door"}, True),
    ],
)
def test_what_relatives_and_branches_share_is_for_a_person_to_judge(levels, automatic):
    assert (judge(**levels)[2] >= 2) == automatic


def test_a_decisive_role_must_agree():
    rows = np.concatenate(
        [
            row_of(name="equal", identifier="equal", address="same_door"),
            row_of(name="equal", identifier="equal", address="neighbour"),
            row_of(name="equal", identifier="equal"),
        ]
    )
    assert decisive(COMPARISONS, rows, ["address"]).tolist() == [True, False, False]
    assert decisive(COMPARISONS, rows, ["identifier", "address"]).all()
    assert decisive(COMPARISONS, rows, []).all()


@pytest.mark.parametrize(
    ("source", "levels", "doubts"),
    [
        ("gov_population", {"name": "equal", "identifier": "equal"}, ()),
        ("gov_population", {"name": "equal", "address": "different"}, ("alone",)),
        ("gov_population", {"name": "equal", "identifier": "different", "address": "same_door"}, ("namesake",)),
        ("gov_population", {**_MET_THRICE, "identifier": "different"}, ()),
        ("gov_population", {**_MET_THRICE, "identifier": "different", "phone": "mask_fits"}, ("namesake",)),
        ("gov_population", {"name": "equal", "identifier": "one_slip", "address": "different"}, ()),
        ("gov_population", {"name": "equal", "identifier": "two_slips", "address": "different"}, ("alone",)),
        ("gov_population", {"name": "one_other", "identifier": "equal", "phone": "equal"}, ("relative",)),
        ("gov_population", {"name": "mask_fits", "identifier": "equal", "phone": "different"}, ("masked",)),
        ("gov_population", {"name": "mask_fits", "identifier": "equal", **_OTHER_PHONE_THERE}, ()),
        ("gov_population", {"name": "mask_fits", "address": "same_door"}, ()),
        ("gov_population", {"name": "mask_fits", "address": "same_group"}, ("masked",)),
        ("gov_population", {"name": "mask_fits", **_OTHER_PHONE_THERE}, ("masked",)),
        ("gov_population", {"name": "mask_fits", "identifier": "different", "address": "same_door"}, ("masked",)),
        ("gov_population", {"name": "surname_fits", "address": "same_door"}, ("masked",)),
        ("gov_population", {"name": "surname_fits", "identifier": "equal", "address": "same_door"}, ()),
        ("gov_population", {"name": "surname_fits", "identifier": "equal", **_OTHER_PHONE_THERE}, ("masked",)),
        ("gov_population", {"name": "surname_fits", "identifier": "equal"}, ("masked",)),
        ("gov_population", {"name": "one_missing", "address": "same_door", "phone": "different"}, ("kin",)),
        ("gov_population", {"name": "one_missing", "identifier": "equal", "address": "same_door"}, ()),
        ("gov_population", {"name": "one_missing", "identifier": "equal", **_OTHER_PHONE_THERE}, ("kin",)),
        ("gov_population", {"name": "one_missing", "identifier": "different", "phone": "equal"}, ("kin", "sibling")),
        ("gov_population", {**_SOUND, "address": "same_door", "phone": "different"}, ("sound",)),
        ("gov_population", {**_SOUND, "address": "different", "phone": "equal"}, ("sound",)),
        ("gov_population", {**_SOUND, "address": "same_door"}, ()),
        ("gov_population", {"name": "homophone", "address": "same_door", "phone": "equal"}, ()),
        ("gov_population", {"name": "surname_fits", "address": "same_door", "phone": "equal"}, ("masked",)),
        ("gov_population", {"name": "surname_fits", "identifier": "mask_tells", "address": "same_door"}, ("masked",)),
        ("gov_population", {"name": "surname_fits", "identifier": "mask_tells", "phone": "equal"}, ()),
        ("gov_population", {"identifier": "mask_tells", "address": "same_door"}, ("nameless",)),
        ("gov_population", {"identifier": "equal", "address": "same_door"}, ()),
        ("gov_population", {"address": "same_door", "phone": "equal"}, ("nameless",)),
        ("gov_market_entity", OWNER_S_OTHER_FIRM, ("keeper",)),
        ("self", {**OWNER_S_OTHER_FIRM, "identifier": "equal"}, ("shared_code",)),
        ("gov_market_entity", {**OWNER_S_OTHER_FIRM, "identifier": "equal"}, ("shared_code",)),
        ("gov_market_entity", {"name": "other_branch", "identifier": "equal"}, ("branch",)),
        ("gov_market_entity", {"name": "contained", "legal_rep": "equal", "address": "same_town"}, ("owner",)),
        ("gov_market_entity", {"name": "contained", "legal_rep": "equal", "address": "same_door"}, ()),
        ("gov_market_entity", {**_OWNER_AT_HOME, "name": "contained"}, ("owner",)),
        ("gov_market_entity", {**_OWNER_AT_HOME, "name": "other_kind"}, ("owner",)),
        ("gov_market_entity", {**_OWNER_AT_HOME, "name": "contained", "legal_rep": "surname_fits"}, ("owner",)),
        ("gov_market_entity", {**_OWNER_AT_HOME, "name": "contained", "identifier": "equal"}, ()),
        ("gov_population", {"name": "other_kind", "identifier": "equal", "phone": "equal"}, ("misread",)),
        ("gov_population", {"name": "other_kind", "identifier": "equal", "address": "same_door"}, ("lent",)),
        ("gov_market_entity", {"name": "other_kind", "identifier": "equal", "address": "same_door"}, ()),
        ("gov_market_entity", {**_TRADER, "legal_rep": "equal", "address": "different"}, ("own_name",)),
        ("gov_market_entity", {**_TRADER, "legal_rep": "equal", "address": "same_door"}, ()),
        ("gov_population", {**_TRADER, "phone": "different", "address": "same_town"}, ("alone",)),
        # one name in one village and nothing else: in a clan it is borne again
        ("gov_population", {**_TRADER, "address": "same_place"}, ("clan",)),
        ("gov_population", {**_TRADER, "phone": "different", "address": "same_place"}, ("clan",)),
        ("gov_population", {**_SOUND, "address": "same_place"}, ("clan",)),
        ("gov_population", {**_TRADER, "phone": "equal", "address": "same_place"}, ()),
        ("gov_population", {**_TRADER, "identifier": "mask_tells", "address": "same_place"}, ()),
        ("gov_population", {**_TRADER, "address": "same_group"}, ()),
        ("gov_population", {**_TRADER, "phone": "different", "address": "same_group"}, ("clan",)),
        ("gov_population", {**_TRADER, **_OTHER_PHONE_THERE}, ()),
        ("gov_real_estate", {**_TRADER, "address": "same_place"}, ()),
        ("self", {"name": "contained", "phone": "equal", "address": "same_door"}, ("part",)),
        ("self", {"name": "contained", "identifier": "equal", "address": "same_door"}, ()),
        ("payment_return", {"name": "surname_fits", "account": "equal"}, ("masked", "family")),
        ("payment_return", {"name": "surname_fits", "account": "equal", "phone": "mask_fits"}, ("masked",)),
        ("payment_return", {"name": "other_kind", "account": "equal", "phone": "equal"}, ("payer",)),
        (
            "gov_market_entity",
            {"name": "organisation_equal", "phone": "equal", "legal_rep": "equal", "address": "different"},
            ("form",),
        ),
        ("gov_market_entity", {"name": "organisation_equal", "phone": "equal", "address": "same_door"}, ()),
        ("gov_market_entity", {"name": "organisation_core", "phone": "equal", "address": "same_door"}, ("form",)),
        ("gov_market_entity", {"name": "organisation_core", "identifier": "equal", "address": "same_door"}, ()),
        ("gov_real_estate", {"name": "equal", "identifier": "equal", "address": "neighbour"}, ("elsewhere",)),
        ("gov_real_estate", {"name": "equal", "identifier": "equal", "title": "equal"}, ()),
        (
            "gov_market_entity",
            {"name": "organisation_different", "legal_rep": "equal", "address": "same_door"},
            ("keeper",),
        ),
        (
            "gov_market_entity",
            {"name": "organisation_different", "legal_rep": "equal", "address": "same_town", "phone": "equal"},
            ("firm",),
        ),
    ],
)
def test_why_a_person_must_look(source, levels, doubts):
    assert doubts_of(shipped_sources()[source], levels) == doubts
    assert set(doubts) <= set(words().doubts)


def test_every_doubt_has_words():
    assert words().doubts.keys() == {
        "namesake", "relative", "firm", "kin", "sound", "sibling", "masked", "nameless", "branch", "misread",
        "elsewhere", "alone", "owner", "shared_code", "form", "family", "payer", "part",
        "keeper", "lent", "resident", "own_name", "somebody",
        "clan",
    }  # fmt: skip
