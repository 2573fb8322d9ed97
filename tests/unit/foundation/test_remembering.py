"""Made once for the very same things, anew for others, and never for a failure."""

from __future__ import annotations

import pytest

from census_app.foundation.remembering import remembered


class Thing:
    """Equal to every other, so that only being the same can tell them apart."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Thing)

    def __hash__(self) -> int:
        return 1


def test_the_same_things_give_the_same_answer_and_equal_ones_another() -> None:
    made = remembered(4)(lambda one, two: [one, two])
    one, two = Thing(), Thing()
    assert made(one, two) is made(one, two)
    assert made(one, one) is not made(one, two)
    assert made(two, one) is not made(one, two)


def test_only_the_answers_used_last_are_held() -> None:
    made = remembered(1)(lambda thing: [thing])
    one, two = Thing(), Thing()
    first = made(one)
    made(two)
    again = made(one)
    assert again is not first
    assert again[0] is one


def test_a_failure_is_tried_again() -> None:
    asked: list[Thing] = []

    @remembered(4)
    def fragile(thing: Thing) -> str:
        """What it does."""
        asked.append(thing)
        if len(asked) == 1:
            raise ValueError
        return "made"

    thing = Thing()
    with pytest.raises(ValueError):
        fragile(thing)
    assert fragile(thing) == "made"
    assert fragile.__doc__ == "What it does."
