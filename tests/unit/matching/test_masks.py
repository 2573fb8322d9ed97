"""Masked texts are told alike one pair at a time and many at once."""

from __future__ import annotations

from itertools import product

import pytest

from census_app.matching.text.masks import APART, hiding, shown_in_both, shown_in_each

TEXTS = ["", "*", "1", "12*4", "1234", "1*34", "*234", "2234", "12345", "9" * 40, "9" * 39 + "*", "a\0", "a*", "𠮷*"]


@pytest.mark.parametrize("beyond", [0, 1, 3])
def test_pairs_at_once_are_told_like_each_alone(beyond: int) -> None:
    pairs = list(product(TEXTS, TEXTS))
    found = shown_in_each([one for one, _ in pairs], [other for _, other in pairs], beyond)
    told = []
    for one, other in pairs:
        fits = shown_in_both(one, other) is not None
        told.append(shown_in_both(one[beyond:], other[beyond:]) if fits else APART)
    assert found.tolist() == told


def test_no_pairs() -> None:
    assert shown_in_each([], []).tolist() == []


@pytest.mark.parametrize("texts", [[], [""], ["*"], TEXTS, ["a\0b", "*"], ["\ud800", "\ud800*"]])
def test_what_hides_anything_is_told_at_once(texts: list[str]) -> None:
    assert hiding(texts).tolist() == ["*" in text for text in texts]
