"""What both sides teach before parsing: names that are written short somewhere and in full elsewhere."""

from __future__ import annotations

from census_app.foundation.jobs import silent
from census_app.matching.context import NOTHING_LEARNED, learn_context
from census_app.matching.features import take_apart
from census_app.matching.records import Records
from census_app.matching.sources import shipped_sources

SOURCE = shipped_sources()["gov_population"]
IN_FULL = [f"河北省永平市青岭县红旗镇{village}村{number}号" for village in ("胜利", "后街") for number in range(1, 20)]


def sides() -> tuple[Records, Records]:
    left = Records(
        ["1", "2"], {"elec_addr": ["青岭红旗镇胜利村7号", None], "cons_name": ["青岭华兴机械有限公司", None]}
    )
    right = Records([str(i) for i in range(len(IN_FULL))], {"home_addr": IN_FULL})
    return left, right


def test_a_county_without_its_suffix_is_recognised():
    left, right = sides()
    features = take_apart(left, right, SOURCE, silent())
    address = features.roles["address"]
    first = int(address.left[0, 0])
    parts = {
        name: address.table.decode(name, [int(address.table.codes(name)[first])])[0] for name in ("county", "town")
    }
    assert parts == {"county": "青岭", "town": "红旗"}
    name = features.roles["name"]
    core = name.table.decode("core", [int(name.table.codes("core")[name.left[0, 0]])])
    assert core == ["华兴"]


def test_nothing_to_learn_from():
    empty = Records([], {})
    assert learn_context(empty, empty, SOURCE).divisions == frozenset()
    assert learn_context(empty, empty, shipped_sources()["operator_return"]) is NOTHING_LEARNED
