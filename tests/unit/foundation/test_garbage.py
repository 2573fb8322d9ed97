"""The collector rests during the work, and is afterwards as it was before."""

from __future__ import annotations

import gc

import pytest

from census_app.foundation.garbage import collection_paused


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
