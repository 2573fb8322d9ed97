"""What a register does not cover has no verdict: of nobody there can be said that it has no counterpart."""

from __future__ import annotations

from dataclasses import replace

import pytest

from census_app.foundation.errors import BadInput
from census_app.matching.link import LinkResult, link_records
from census_app.matching.records import Records
from census_app.matching.sources import Source, read_source, shipped_sources
from census_app.matching.weights.shipped import shipped_model

SOURCE = shipped_sources()["address_std"]
HELD, LACKING = "青岭县柳河镇", "青岭县石桥镇"


def linked(customers: list[str], library: list[str], source: Source = SOURCE, towns: list[str] | None = None):
    fields: dict[str, list[str | None]] = {"elec_addr": [*customers]}
    if towns is not None:
        fields["addr_town"] = [*towns]
    left = Records([str(number) for number in range(len(customers))], fields)
    right = Records([f"d{number}" for number in range(len(library))], {"full_addr": [*library]})
    return link_records(left, right, source, model=shipped_model(source.model))


def houses(town: str, village: str, count: int, first: int = 1) -> list[str]:
    return [f"{town}{village}1组{number}号" for number in range(first, first + count)]


def told(found: LinkResult) -> set[int]:
    return set(found.open.tolist())


def test_a_town_the_register_has_not_is_left_open_and_told() -> None:
    customers = [*houses(HELD, "王庄村", 20), *houses(LACKING, "李庄村", 20), *houses(HELD, "王庄村", 3, first=401)]
    found = linked(customers, houses(HELD, "王庄村", 20))
    assert told(found) == set(range(20, 40))
    assert found.outside == {"石桥": 20}
    whole = linked(customers, [*houses(HELD, "王庄村", 20), *houses(LACKING, "李庄村", 20)])
    assert (told(whole), whole.outside) == (set(), {})


def test_the_town_an_archive_tells_in_a_column_of_its_own_counts_as_well() -> None:
    customers = ["王庄村1组1号"] * 6 + ["李庄村1组7号"] * 6
    found = linked(customers, houses(HELD, "王庄村", 20), towns=["柳河镇"] * 6 + ["石桥镇"] * 6)
    assert told(found) == set(range(6, 12))


def test_a_slip_in_one_address_is_no_town_and_a_register_that_tells_no_towns_lacks_none() -> None:
    customers = [*houses(HELD, "王庄村", 20), *houses("青岭县柳何镇", "新庄村", 2)]
    assert told(linked(customers, houses(HELD, "王庄村", 20))) == set()
    assert linked(houses(HELD, "王庄村", 20), [f"王庄村1组{number}号" for number in range(1, 21)]).outside == {}


def test_who_tells_no_town_is_left_open_beside_many_who_stand_outside() -> None:
    customers = [*houses(HELD, "王庄村", 20), *houses(LACKING, "李庄村", 20), "赵庄村1组5号"]
    assert 40 in told(linked(customers, houses(HELD, "王庄村", 20)))
    assert 40 not in told(linked([*customers[:20], *houses(LACKING, "李庄村", 20)[:1] * 20, customers[40]],
                                 [*houses(HELD, "王庄村", 20), *houses(LACKING, "李庄村", 20)]))  # fmt: skip


def test_a_road_the_register_has_not_is_told_with_how_many_stand_there() -> None:
    ours = [f"{HELD}瑾山路{number}号" for number in range(1, 13)] + [
        f"{HELD}人民路{number}号" for number in range(1, 13)
    ]
    theirs = [f"{HELD}武安大道{number}号" for number in range(1, 13)] + ours[12:]
    found = linked(ours, theirs)
    assert found.unmet == {"瑾山路": 12}
    assert told(found) == set()
    assert linked(ours, [*theirs, f"{HELD}瑾山路300号"]).unmet == {}
    assert linked(ours[9:], theirs).unmet == {}


def test_a_register_that_knows_nobody_says_nothing_of_anybody() -> None:
    source = replace(SOURCE, covers=None)
    customers, foreign = houses(HELD, "王庄村", 150), houses("外省县经纬镇", "远村", 150)
    assert told(linked(customers, foreign, source)) == set(range(150))
    assert told(linked(customers, [*foreign, *customers[:10]], source)) == set()
    few = linked(customers[:50], foreign[:50], source)
    assert told(few) == set()


def test_a_column_that_is_empty_all_down_the_register_is_known() -> None:
    source = shipped_sources()["gov_population"]
    left = Records(["1"], {"cons_name": ["王伟"], "cert_no": ["370685198001011234"], "elec_addr": [None]})
    right = Records(["p"], {"person_name": ["王伟"], "cert_no": [""], "home_addr": [None]})
    assert link_records(left, right, source, model=shipped_model(source.model)).blank == ("identifier",)


def test_what_covers_names_is_checked(tmp_path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(
        "id: mine\ntable: address_std\nzh: 我的\nkeys: [address.door]\ncovers: address.tawn\n"
        "roles: {address: {kind: address, left: [elec_addr], right: [full_addr]}}\n",
        encoding="utf-8",
    )
    with pytest.raises(BadInput, match=r"address\.tawn：address 没有成分 tawn"):
        read_source(path)
