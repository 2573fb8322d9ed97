"""What pairs with identifiers teach about pairs without."""

from __future__ import annotations

import numpy as np
import pytest

from census_app.matching.comparing import Pairs, comparisons
from census_app.matching.sources import shipped_sources
from census_app.matching.weights.anchors import learn
from census_app.matching.weights.model import Model
from census_app.matching.weights.shipped import shipped_model

_SOURCE = shipped_sources()["gov_population"]
_COMPARED = comparisons(_SOURCE)
_RARE = {"name:frequency": "unique", "name:rarity": "rare"}
_TRUE = {"name": "equal", "identifier": "equal", **_RARE}
_STRANGERS = {"name": "same_surname", "identifier": "different", "address": "same_town"}


def _learned(wrong_numbers: int) -> Model:
    kinds = [
        (3000, _TRUE | {"address": "same_door", "address:frequency": "unique"}),
        (1500, _TRUE | {"address": "same_place"}),
        (900, _TRUE | {"address": "different"}),
        (300, _STRANGERS | {"name": "equal", "address": "different", **_RARE}),
        (200, _STRANGERS | {"name": "equal", "address": "same_place", **_RARE}),
        (100, _STRANGERS | {"name": "homophone", "address": "same_place", **_RARE}),
        (3000, _STRANGERS),
        (wrong_numbers, _TRUE | {"identifier": "different", "address": "same_door", "address:frequency": "unique"}),
    ]
    return _learned_of(kinds)


def _learned_of(kinds: list[tuple[int, dict[str, str]]]) -> Model:
    """Learned from so many pairs with these levels each."""
    rows = [
        [one.levels.index(levels[one.id]) + 1 if one.id in levels else 0 for one in _COMPARED]
        for count, levels in kinds
        for _ in range(count)
    ]
    places = np.arange(len(rows), dtype=np.int32)
    pairs = Pairs(places, places, np.zeros(len(rows), dtype=np.uint32), np.asarray(rows, dtype=np.uint8))
    return learn(_COMPARED, pairs, np.ones(len(rows), dtype=bool), "identifier", shipped_model("base"))


def test_a_wrong_number_at_the_same_name_and_door_measures_nobodys_share() -> None:
    without, with_some = _learned(0).calibration, _learned(150).calibration
    assert without
    assert np.asarray(with_some) == pytest.approx(np.asarray(without), abs=0.05)


def test_what_pairs_alike_turned_out_to_be_is_told_without_a_curve() -> None:
    # too few sorts of pairs for a curve; half of those that share the name alone are two people
    kinds = [
        (500, _TRUE | {"address": "same_door", "address:frequency": "unique"}),
        (200, _TRUE | {"address": "different"}),
        (200, _STRANGERS | {"name": "equal", "address": "different", **_RARE}),
        (300, _STRANGERS),
    ]
    model = _learned_of(kinds)
    assert model.calibration == ()
    assert model.alike
