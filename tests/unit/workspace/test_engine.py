from __future__ import annotations

import threading
from pathlib import Path

import pytest

from census_app.foundation.errors import BadInput, Cancelled
from census_app.foundation.jobs import JobContext
from census_app.workspace.engine import one_engine, scratch_engine


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


def test_databases_of_one_engine_know_nothing_of_each_other(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    with one_engine(cache):
        assert not cache.exists(), "no engine before one is asked for"
        with scratch_engine(cache) as first, scratch_engine(cache) as second:
            for connection, value in ((first, 1), (second, 2)):
                connection.execute(f"CREATE TABLE found AS SELECT {value} AS value")
                connection.execute(f"CREATE TEMP TABLE beside AS SELECT {value} AS value")
            told = [one.execute("SELECT * FROM found, beside").fetchall() for one in (first, second)]
            assert told == [[(1, 1)], [(2, 2)]]
            assert len(list(cache.iterdir())) == 1, "one engine, one folder to spill into"
        with scratch_engine(cache) as third:
            assert third.execute("SHOW TABLES").fetchall() == []
    assert list(cache.iterdir()) == []


def test_an_engine_shared_goes_on_after_a_question_failed(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    with one_engine(cache):
        with pytest.raises(BadInput, match="读写文件"), scratch_engine(cache) as connection:
            connection.execute("SELECT * FROM read_csv('/nowhere/at/all.csv')")
        with scratch_engine(cache) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)


def test_another_cache_and_a_job_have_engines_of_their_own(tmp_path: Path) -> None:
    cache, other = tmp_path / "cache", tmp_path / "other"
    with one_engine(cache), scratch_engine(cache), scratch_engine(other), scratch_engine(cache, JobContext()):
        assert (len(list(cache.iterdir())), len(list(other.iterdir()))) == (2, 1)
