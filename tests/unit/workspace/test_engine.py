from __future__ import annotations

import threading
from pathlib import Path

import pytest

from census_app.foundation.errors import BadInput, Cancelled
from census_app.foundation.jobs import JobContext
from census_app.workspace.engine import scratch_engine


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    with scratch_engine(tmp_path / "cache") as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert list((tmp_path / "cache").iterdir()) == []


def test_a_folder_that_was_taken_away_is_not_made_again(tmp_path: Path) -> None:
    gone = tmp_path / "county"
    with pytest.raises(BadInput), scratch_engine(gone / "cache"):
        pass
    assert not gone.exists(), "else it cannot be put back in its place"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="磁盘"), scratch_engine(tmp_path / "cache") as connection:
        connection.execute("COPY (SELECT * FROM range(100000)) TO '/dev/full' (FORMAT csv)")


def test_a_cancelled_job_stops_inside_the_engine(tmp_path: Path) -> None:
    context = JobContext()
    timer = threading.Timer(0.3, context.cancel)
    with pytest.raises(Cancelled), scratch_engine(tmp_path / "cache", context) as connection:
        timer.start()
        connection.execute("SELECT count(*) FROM range(100000000) a, range(100000) b").fetchall()
    timer.join()


def test_a_job_cancelled_before_it_began_does_not_begin(tmp_path: Path) -> None:
    context = JobContext()
    context.cancel()
    with pytest.raises(Cancelled), scratch_engine(tmp_path / "cache", context):
        raise AssertionError
