"""Pairs that may not be linked, and the findings some of them are."""

from __future__ import annotations

import numpy as np
import pytest

from census_app.matching.comparing import Comparison
from census_app.matching.kinds import field_kind
from census_app.matching.vetoes import vetoes

ROLES = ("name", "identifier", "phone", "address")
COMPARISONS = tuple(Comparison(role, field_kind(role).levels, role) for role in ROLES)
DOOR, NAME, IDENTIFIER = "same_address_other_name", "same_name_other_identifier", "same_identifier_other_name"


def judge(**levels: str) -> tuple[str, str, int]:
    row = [field_kind(role).levels.index(levels[role]) + 1 if role in levels else 0 for role in ROLES]
    found = vetoes(COMPARISONS, np.asarray([row], dtype=np.uint8))
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
        ({"name": "different", "address": "same_door", "identifier": "equal"}, "", ""),
        ({"name": "equal", "identifier": "different", "address": "same_town"}, NAME, ""),
        ({"name": "equal", "identifier": "different", "address": "same_door"}, "", NAME),
        ({"name": "looks_alike", "identifier": "different", "address": "same_door"}, DOOR, DOOR),
        ({"name": "looks_alike", "identifier": "one_slip", "address": "same_door"}, "", ""),
        ({"name": "same_surname", "identifier": "equal"}, IDENTIFIER, IDENTIFIER),
        ({"name": "one_other", "identifier": "equal", "phone": "equal"}, "", ""),
        ({"name": "other_branch", "address": "different"}, "other_branch", ""),
        ({"name": "other_branch", "phone": "equal"}, "other_branch", "other_branch"),
        ({"name": "other_branch", "identifier": "equal"}, "", ""),
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
    assert judge(name="equal", identifier="different", address="same_door", phone="equal")[2] == 0
    assert judge(name="one_other", identifier="equal", address="same_door", phone="equal")[2] == 0
