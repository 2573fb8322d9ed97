"""What one process sends is what the other receives, or nothing."""

import io
import pickle

import numpy as np
import pytest

from census_app.matching.wire import receive, send


def test_arrays_arrive_and_may_be_changed() -> None:
    pipe = io.BytesIO()
    said = {"codes": np.arange(6, dtype=np.int32).reshape(2, 3).T, "empty": np.empty(0), "texts": ["王庄"]}
    send(pipe, said)
    send(pipe, None)
    pipe.seek(0)
    got = receive(pipe)
    assert got["texts"] == said["texts"]
    assert got["codes"].tolist() == [[0, 3], [1, 4], [2, 5]]
    got["codes"][0, 0] = 7
    assert receive(pipe) is None


def test_a_stream_that_ends_is_told() -> None:
    pipe = io.BytesIO()
    send(pipe, np.arange(5))
    for size in (0, 3, 20, len(pipe.getvalue()) - 1):
        with pytest.raises(EOFError):
            receive(io.BytesIO(pipe.getvalue()[:size]))


@pytest.mark.parametrize("said", [b"\xff" * 64, (2).to_bytes(8, "little") + b"\xff" * 64])
def test_what_is_not_ours_is_refused(said: bytes) -> None:
    with pytest.raises(pickle.UnpicklingError):
        receive(io.BytesIO(said))
