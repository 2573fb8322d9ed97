"""The collector rests during the work, and is afterwards as it was before."""

from __future__ import annotations

import gc

import pytest

from census_app.foundation.garbage import collection_paused, collection_rare


@pytest.fixture(autouse=True)
def collector_on():
    gc.enable()
    yield
    gc.enable()


def test_it_rests_and_goes_on_even_after_an_error() -> None:
    with pytest.raises(KeyError), collection_paused():
        assert not gc.isenabled()
        raise KeyError
    assert gc.isenabled()


def test_where_it_was_off_it_stays_off() -> None:
    gc.disable()
    with collection_paused():
        pass
    assert not gc.isenabled()


def test_rarely_while_it_lasts_and_as_before_afterwards() -> None:
    before = gc.get_threshold()
    with pytest.raises(ValueError, match="stopped"), collection_rare():
        assert gc.isenabled()
        assert gc.get_threshold()[0] > before[0]
        raise ValueError("stopped")
    assert gc.get_threshold() == before


def test_what_was_made_meanwhile_is_not_walked_over_at_the_end() -> None:
    walks: list[str] = []

    def note(phase: str, _about: dict[str, int]) -> None:
        walks.append(phase)

    gc.collect()
    gc.callbacks.append(note)
    try:
        with collection_rare():
            made: list[list[int]] = [[] for _ in range(10_000)]
        more: list[list[int]] = [[] for _ in range(10)]
    finally:
        gc.callbacks.remove(note)
    assert (len(made), len(more), walks) == (10_000, 10, [])
