"""What a test of state columns tells in numbers is what its SQL tells, whatever the states."""

from __future__ import annotations

from itertools import product

import pytest

from census_app.checking.state_tests import Bits, Branch, Choice, Every, Is, Same, Some
from census_app.foundation.engines import kept_engine

LOW, HIGH, REASON = Bits("w0", 0, 3), Bits("w0", 60, 3), Bits("r0", 4, 15)
OTHER = Choice((Branch(Is(HIGH, 2), 2), Branch(Is(HIGH, 3), 10, REASON)))
CHOICES = {
    "first branch wins": Choice((Branch(Is(LOW, 1), 1), Branch(Some((Is(LOW, 1), Is(HIGH, 2))), 2))),
    "a number from the row": OTHER,
    "a number of its own": Choice((Branch(Is(LOW, 3), 10, Same(9)),)),
    "every test": Choice((Branch(Every((Is(LOW, 3), Is(REASON, 5, other=True))), 7),)),
    "the same on every row": Choice((Branch(Every((Is(LOW, 3), Is(Same(4), 5, other=True))), 7),)),
    "another choice": Choice((Branch(Is(OTHER, 2), 100), Branch(Is(OTHER, 15), 101))),
}
STATES = [(low | high << 60, reason << 4) for low, high, reason in product(range(4), range(4), (0, 5, 15))]
STATES += [(3, None), (None, 5 << 4), (None, None)]


@pytest.mark.parametrize("choice", CHOICES.values(), ids=CHOICES)
def test_numbers_tell_what_sql_tells(choice: Choice) -> None:
    with kept_engine(1) as connection:
        connection.execute("CREATE TEMP TABLE states (place INTEGER, w0 BIGINT, r0 BIGINT)")
        rows = [(place, *words) for place, words in enumerate(STATES)]
        connection.executemany("INSERT INTO states VALUES (?, ?, ?)", rows)
        told = connection.execute(f"SELECT {choice.sql} FROM states ORDER BY place").fetchall()
        columns = connection.execute("SELECT w0, r0 FROM states ORDER BY place").fetchnumpy()
    assert choice.of(columns).tolist() == [code for (code,) in told]
