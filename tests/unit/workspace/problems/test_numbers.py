from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from census_app.foundation.engines import kept_engine
from census_app.workspace.problems import numbers

_IDS = st.integers(min_value=0, max_value=2**64 - 1).map(lambda value: f"{value:016x}")


@given(_IDS, st.integers(min_value=0, max_value=3))
def test_a_number_has_seven_characters_begins_with_a_letter_and_validates(problem_id: str, attempt: int) -> None:
    number = numbers.number(problem_id, attempt)
    assert len(number) == 7
    assert number[0] in numbers.LETTERS
    assert numbers.validate(number)


@given(_IDS, st.integers(min_value=0, max_value=6), st.sampled_from(numbers.ALPHABET + "01AEIOU啊 "))
def test_every_single_wrong_character_is_found(problem_id: str, place: int, wrong: str) -> None:
    number = numbers.number(problem_id)
    changed = number[:place] + wrong + number[place + 1 :]
    assert numbers.validate(changed) is (changed == number)


@given(_IDS, st.integers(min_value=0, max_value=5))
def test_every_swap_of_neighbours_is_found(problem_id: str, place: int) -> None:
    number = numbers.number(problem_id)
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert numbers.validate(swapped) is (swapped == number)


@pytest.mark.parametrize("typed", ["w86pwhj", " W86 PWHJ ", "Ｗ８６ＰＷＨＪ", "w86-pwhj"])
def test_what_people_type_is_folded(typed: str) -> None:
    assert numbers.normalise(typed) == "W86PWHJ"
    assert numbers.validate(numbers.normalise(typed))


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(*[st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=6)] * 4), max_size=20))
def test_engine_and_program_agree_on_identity(rows: list[tuple[str, ...]]) -> None:
    sql = f"SELECT {numbers.identity_sql('$1', '$2', '$3', '$4')}"
    with kept_engine(1) as connection:
        for row in rows:
            assert connection.execute(sql, list(row)).fetchone() == (numbers.identity(*row),)


def _assigned(ids: list[str], reserved: list[tuple[str, str]]) -> dict[str, str]:
    with kept_engine(1) as connection:
        connection.execute("CREATE TABLE p (problem_id VARCHAR, problem_no VARCHAR)")
        connection.execute("CREATE TABLE r (problem_id VARCHAR, problem_no VARCHAR)")
        if ids:
            connection.executemany("INSERT INTO p VALUES (?, NULL)", [[one] for one in ids])
        if reserved:
            connection.executemany("INSERT INTO r VALUES (?, ?)", [list(pair) for pair in reserved])
        numbers.assign(connection, "p", "r")
        return dict(connection.execute("SELECT * FROM p").fetchall())


@settings(deadline=None, max_examples=30)
@given(st.sets(_IDS, max_size=20))
def test_engine_and_program_agree_on_numbers(ids: set[str]) -> None:
    assert _assigned(sorted(ids), []) == {one: numbers.number(one) for one in ids}


def test_of_two_that_meet_the_smaller_id_goes_first_and_the_other_probes_on() -> None:
    small, large = f"{5:016x}", f"{5 + numbers.CAPACITY:016x}"
    assert numbers.number(small) == numbers.number(large)
    expected = {small: numbers.number(small), large: numbers.number(large, 1)}
    assert _assigned([small, large], []) == _assigned([large, small], []) == expected


def test_a_number_given_before_is_kept_and_never_given_to_another() -> None:
    small, large = f"{5:016x}", f"{5 + numbers.CAPACITY:016x}"
    reserved = [(large, numbers.number(large))]
    assert _assigned([small, large], reserved) == {small: numbers.number(small, 1), large: numbers.number(large)}
