"""A reference that says the same several times is no reason to find nobody, or anybody."""

from __future__ import annotations

import pytest

from census_app.matching.candidates import candidates_of
from census_app.matching.link import LinkResult, link_records
from census_app.matching.records import Records
from census_app.matching.sources import shipped_sources
from census_app.matching.weights.shipped import shipped_model
from tests.unit.matching.test_renames import number

LIBRARY, PEOPLE = (shipped_sources()[name] for name in ("address_std", "gov_population"))
DOORS = [
    f"青岭县云谷路283号恒大华庭{building}幢{unit}单元{floor}01室"
    for building in range(1, 7)
    for unit in (1, 2)
    for floor in range(1, 9)
]
NAMES = [f"{one}{other}芳" for one in "王李张刘陈杨赵黄" for other in "长青文明国建"]


def decisions(found: LinkResult, row: int) -> list[tuple[int, str]]:
    pairs = zip(found.left_row, found.right_row, found.decision, strict=True)
    return [(int(right), str(said)) for left, right, said in pairs if left == row]


@pytest.mark.parametrize("times", [2, 5, 20])
def test_a_door_listed_several_times_is_found(times: int) -> None:
    listed = [*DOORS, *DOORS[:1] * (times - 1)]
    left = Records([f"c{one}" for one in range(len(DOORS))], {"elec_addr": DOORS})
    right = Records([f"a{one}" for one in range(len(listed))], {"full_addr": listed})
    model = shipped_model(LIBRARY.model)
    found = link_records(left, right, LIBRARY, model=model)
    ((first, said),) = decisions(found, 0)
    assert (first, said != "") == (0, True)
    assert not len(found.unsure)
    assert [one.right_key for one in candidates_of(left, right, LIBRARY, model)["c0"]].count("a0") == 1
    assert not {f"a{one}" for one in range(len(DOORS), len(listed))} & {
        one.right_key for one in candidates_of(left, right, LIBRARY, model)["c0"]
    }


def people(numbers: list[str | None]) -> tuple[Records, Records]:
    """The customers, and a register that was delivered twice."""
    names = NAMES[: len(numbers)]
    doors = [f"青岭县柳河镇文兰路{house}号" for house in range(1, len(numbers) + 1)]
    left = Records(
        [f"c{one}" for one in range(len(numbers))], {"cons_name": names, "cert_no": numbers, "elec_addr": doors}
    )
    columns = {"person_name": names * 2, "cert_no": numbers * 2, "home_addr": doors * 2}
    return left, Records([f"p{one}" for one in range(2 * len(numbers))], columns)


def test_a_register_delivered_twice_finds_everybody_once() -> None:
    left, right = people([number(one) for one in range(len(NAMES))])
    found = link_records(left, right, PEOPLE, model=shipped_model(PEOPLE.model))
    assert [decisions(found, row) for row in range(len(NAMES))] == [[(row, "auto")] for row in range(len(NAMES))]


def test_two_of_one_name_without_a_number_are_two_people() -> None:
    left, right = people([None if one == 0 else number(one) for one in range(len(NAMES))])
    found = link_records(left, right, PEOPLE, model=shipped_model(PEOPLE.model))
    assert "auto" not in [said for _, said in decisions(found, 0)]
