"""What customers teach before parsing: names that are written short somewhere and in full elsewhere."""

from __future__ import annotations

from census_app.foundation.jobs import silent
from census_app.matching import parsing
from census_app.matching.addresses import parse_address
from census_app.matching.context import NOTHING_LEARNED, learn_context
from census_app.matching.features import take_apart
from census_app.matching.parsed_columns import ParseMemory
from census_app.matching.parsing import parse_texts
from census_app.matching.records import CHUNK_ROWS, Records
from census_app.matching.sources import shipped_sources

SOURCE = shipped_sources()["gov_population"]
IN_FULL = [f"河北省永平市青岭县红旗镇{village}村{number}号" for village in ("胜利", "后街") for number in range(1, 20)]


def sides() -> tuple[Records, Records]:
    names = ["青岭华兴机械有限公司", *(None for _ in IN_FULL)]
    keys = [str(number) for number in range(len(names))]
    left = Records(keys, {"elec_addr": ["青岭红旗镇胜利村7号", *IN_FULL], "cons_name": names})
    return left, Records(["1"], {"home_addr": ["红旗镇胜利村7号"]})


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


def test_the_last_village_of_a_long_table_teaches_as_much_as_the_first():
    first = [f"河北省永平市青岭县柳河镇王庄村{number}号" for number in range(CHUNK_ROWS)]
    last = [f"河北省永平市青岭县石磙镇瓦窑沟村{number}号" for number in range(CHUNK_ROWS // 2)]
    records = Records(list(map(str, range(len(first) + len(last)))), {"elec_addr": first + last})
    known = learn_context(records, ["elec_addr"]).places
    assert parse_address("石磙瓦窑沟5号").town == ""
    assert parse_address("石磙瓦窑沟5号", known).town == "石磙"


def test_a_sample_is_evenly_spaced_and_leaves_out_what_is_empty():
    records = Records(list("abcdefg"), {"elec_addr": ["1", None, "3", "4", "5", "", "7"]})
    assert records.sample("elec_addr", 3) == ["1", "3", "5", "7"]
    assert records.sample("elec_addr", 50) == ["1", "3", "4", "5", "7"]
    assert records.sample("cons_name", 3) == []


def test_nothing_to_learn_from():
    empty = Records([], {})
    assert learn_context(empty, ["elec_addr"]) is NOTHING_LEARNED
    assert learn_context(sides()[0], []) is NOTHING_LEARNED


def test_a_remembered_table_gives_the_same_features_without_parsing(monkeypatch):
    left, right = sides()
    memory = ParseMemory()
    first = take_apart(left, right, SOURCE, silent(), memory=memory)
    parsed: list[str] = []

    def noting(kind_id, texts, context):
        parsed.extend(texts)
        return parse_texts(kind_id, texts, context)

    monkeypatch.setattr(parsing, "parse_texts", noting)
    again = take_apart(left, right, SOURCE, silent(), memory=memory)
    assert parsed == ["红旗镇胜利村7号"]
    for name, role in first.roles.items():
        assert role.left.tolist() == again.roles[name].left.tolist()
        assert role.table.decode(role.table.columns[0], role.table.codes(role.table.columns[0])) == again.roles[
            name
        ].table.decode(role.table.columns[0], again.roles[name].table.codes(role.table.columns[0]))
