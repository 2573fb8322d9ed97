"""The generated records: what later measurements rely on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from census_app.foundation.engines import kept_engine
from tests.matching_truth.columns import OTHERS
from tests.matching_truth.dice import Dice
from tests.matching_truth.numbers import CREDIT_ALPHABET, CREDIT_WEIGHTS, ID_WEIGHTS
from tests.matching_truth.others import OPEN, reference
from tests.matching_truth.people import Person
from tests.matching_truth.places import Place
from tests.matching_truth.settings import HARDER, STANDARD
from tests.matching_truth.spelling import chinese, registered, spoken
from tests.matching_truth.truth import traps, true_pairs
from tests.matching_truth.world import CountyRecords, CountyWorld
from tests.matching_truth.writing import write_truth


@pytest.fixture(scope="module")
def county() -> CountyRecords:
    return CountyWorld(7, 0, 2_000, STANDARD).make()


def test_as_many_references_as_customers(county: CountyRecords) -> None:
    assert len(county.left) == len(county.population) + len(county.market) == 2_000
    assert 0.7 < len(list(true_pairs(county))) / 2_000 < 0.9


def test_numbers_of_references_are_valid(county: CountyRecords) -> None:
    ids = [entry.values["cert_no"] for entry in county.population if entry.values["cert_no"]]
    assert len(set(ids)) == len(ids) > 1_500
    for number in ids:
        body, check = number[:17], number[17]
        assert "10X98765432"[sum(map(int.__mul__, map(int, body), ID_WEIGHTS)) % 11] == check
    codes = [entry.values["uscc"] for entry in county.market if entry.values["uscc"]]
    assert len(set(codes)) == len(codes) > 100
    for code in codes:
        total = sum(CREDIT_ALPHABET.index(char) * weight for char, weight in zip(code, CREDIT_WEIGHTS, strict=False))
        assert CREDIT_ALPHABET[(31 - total % 31) % 31] == code[17]


def test_traps_are_never_true(county: CountyRecords) -> None:
    true = {(id(left), id(right)) for left, right, _ in true_pairs(county)}
    found = [(left, right, kind) for left, right, kind in traps(county)]
    assert {kind for _, _, kind in found} == {"household", "namesake", "branch", "same_premises"}
    assert not any((id(left), id(right)) in true for left, right, _ in found)
    for left, right, kind in found:
        if kind == "namesake":
            assert isinstance(left.owner, Person) and isinstance(right.owner, Person)
            assert left.owner.name == right.owner.name and left.owner.identity != right.owner.identity


def test_clean_pairs_agree_and_damage_shows(county: CountyRecords) -> None:
    for left, right, kind in true_pairs(county):
        number = left.values.get("uscc") or left.values.get("cert_no")
        if kind == "clean" and right in county.population and right.values["cert_no"]:
            assert (left.values["cons_name"], number) == (right.values["person_name"], right.values["cert_no"])
        if "no_id" in kind.split("+"):
            assert not number
        if "no_address" in kind.split("+"):
            assert not left.values["elec_addr"]


def test_same_seed_same_bytes_and_other_seed_others(tmp_path: Path) -> None:
    for name, seed in (("a", 3), ("b", 3), ("c", 4)):
        write_truth(tmp_path / name, 300, seed, STANDARD, others=name != "a")
    first, again, other = ((tmp_path / name / "left.csv").read_bytes() for name in "abc")
    assert first == again != other


def test_tables_are_written_whole(tmp_path: Path) -> None:
    counts = write_truth(tmp_path, 400, 5, HARDER, others=True)
    with kept_engine(1) as connection:
        for name, rows in counts.items():
            assert connection.execute(f"SELECT count(*) FROM '{tmp_path / name}.parquet'").fetchone() == (rows,)
        unknown = connection.execute(
            f"""SELECT count(*) FROM '{tmp_path}/truth.parquet' WHERE left_key NOT IN (SELECT cons_no FROM
            '{tmp_path}/left.parquet') OR right_key NOT IN (SELECT record_no FROM '{tmp_path}/mixed.parquet')"""
        ).fetchone()
    assert unknown == (0,)
    assert counts["population"] + counts["market"] == 400


def test_other_references_name_their_customers(county: CountyRecords) -> None:
    for place, entry in enumerate(county.left):
        entry.values["cons_no"] = str(place)
    for table in OTHERS:
        made = reference(table, county, Dice(1), 0)
        keys = {next(iter(row.values())) for row in made.rows}
        assert made.truth
        assert all(right in keys or table == "self" for _, right, _ in made.truth + made.traps)
        assert not {pair[:2] for pair in made.truth} & {pair[:2] for pair in made.traps}


def test_whoever_lives_at_an_address_of_the_library_has_it(county: CountyRecords) -> None:
    for place, entry in enumerate(county.left):
        entry.values["cons_no"] = str(place)
    made = reference("standard", county, Dice(1), 0)
    codes = {row["full_addr"]: row["addr_code"] for row in made.rows}
    assert len(codes) == len(made.rows)
    assert {(left, right) for left, right, _ in made.truth} == {
        (entry.values["cons_no"], codes[written])
        for entry in county.left
        if (written := registered(entry.place)) in codes
    }


def test_a_house_whose_group_is_not_told_may_be_any_of_its_number(county: CountyRecords) -> None:
    home = next(entry for entry in county.left if entry.place.village and entry.place.group)
    village = replace(home.place, number=9_999)
    texts = {"一组": (1, "东村1组9999号"), "二组": (2, "东村二组9999号"), "没说": (2, "东村9999号"), "没有": (0, "")}
    people = [
        replace(home, values={"cons_no": key, "elec_addr": text}, place=replace(village, group=group))
        for key, (group, text) in texts.items()
    ]
    made = reference("standard", replace(county, left=people), Dice(3), 0)
    codes = {row["addr_code"]: row["full_addr"].partition("9999")[0][-2:] for row in made.rows}
    found = {(left, codes[right]) for left, right, kind in made.traps if kind == OPEN}
    ends = {left: codes[right] for left, right, _ in made.truth}
    assert {"1组", "2组"} < set(codes.values())
    assert ("没说", "1组") in found
    assert {right for left, right in found if left == "没有"} == {"1组", "2组"}
    assert not {("一组", "2组"), ("二组", "1组")} & found
    assert ends["一组"] == "1组"
    assert ends["二组"] == ends["没说"] == "2组"


def test_harder_is_harder() -> None:
    shares = []
    for setting in (STANDARD, HARDER):
        made = CountyWorld(1, 0, 2_000, setting).make()
        shares.append(
            sum(not entry.values.get("cert_no") and not entry.values.get("uscc") for entry in made.left) / 2_000
        )
    assert shares[0] + 0.1 < shares[1]


@pytest.mark.parametrize(
    ("number", "text"),
    [(3, "三"), (10, "十"), (12, "十二"), (40, "四十"), (101, "一百零一"), (118, "一百一十八"), (250, "二百五十")],
)
def test_chinese_numerals(number: int, text: str) -> None:
    assert chinese(number) == text


def test_spellings_of_a_village_house() -> None:
    place = Place("河北省", "永平市", "青岭县", "柳河镇", village="王庄", group=3, number=12)
    assert registered(place) == "河北省永平市青岭县柳河镇王庄村3组12号"
    assert registered(replace(place, group=0)) == "河北省永平市青岭县柳河镇王庄村12号"
    dice = Dice(1)
    assert len({spoken(dice, place) for _ in range(200)}) > 20
