"""Candidates compared by whoever has time are the same pairs with the same levels."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import TypeVar

import numpy as np
import pytest

from census_app.foundation.errors import Cancelled
from census_app.foundation.jobs import JobContext, silent
from census_app.matching import comparing_all
from census_app.matching.blocking import block
from census_app.matching.comparing import Comparer, Pairs
from census_app.matching.comparing_all import compare_all
from census_app.matching.features import take_apart
from census_app.matching.records import Records
from census_app.matching.sources import shipped_sources

Done = TypeVar("Done")
Held = TypeVar("Held")
SOURCE = shipped_sources()["gov_population"]
NAMES = ["张三", "李四", "王五", "赵六", "钱七", "孙八", "周九"]


class Sending:
    """Does a task as another process would: with a copy of all it needs."""

    def __init__(self) -> None:
        self.done = 0

    def __call__(self, task: Callable[[Held], Done], held: Held) -> Callable[[], Done]:
        copied, given = pickle.loads(pickle.dumps((task, held)))

        def fetched() -> Done:
            self.done += 1
            found: Done = copied(given)
            return found

        return fetched


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparing_all, "LEFT_CHUNK", 1)


def compared(people: int, elsewhere: Sending | None, job: JobContext | None = None) -> Pairs:
    homes = [f"青岭县柳河镇王庄村3组{number}号" for number in range(people)]
    left = Records([f"l{one}" for one in range(people)], {"cons_name": NAMES[:people], "elec_addr": homes})
    right = Records([f"r{one}" for one in range(people)], {"person_name": NAMES[:people], "home_addr": homes[::-1]})
    features = take_apart(left, right, SOURCE, silent())
    return compare_all(block(features, SOURCE), Comparer(features, SOURCE), SOURCE, job or silent(), elsewhere)


@pytest.mark.parametrize("people", [0, 1, 2, 3, 7])
def test_a_share_compared_elsewhere_is_the_same(people: int) -> None:
    alone, sending = compared(people, None), Sending()
    together = compared(people, sending)
    assert sending.done == len(SOURCE.compared) * people
    for name in ("left", "right", "keys", "levels"):
        ours, theirs = getattr(alone, name), getattr(together, name)
        assert ours.dtype == theirs.dtype
        assert np.array_equal(ours, theirs)
    assert len(alone.left) >= people


def test_progress_ends_where_all_is_compared() -> None:
    told: list[tuple[int, int]] = []
    compared(7, Sending(), JobContext(lambda done, total, _: told.append((done, total))))
    assert told[-1] == (7, 7)


def test_a_cancelled_job_asks_nobody() -> None:
    job, sending = JobContext(), Sending()
    job.cancel()
    with pytest.raises(Cancelled):
        compared(7, sending, job)
    assert not sending.done
