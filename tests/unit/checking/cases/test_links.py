"""What examples say of links."""

from __future__ import annotations

from typing import Any

import pytest

from census_app.checking.cases.run import run_cases
from census_app.dictionary.loader import load_dictionary
from census_app.foundation.errors import BadInput
from census_app.rulebook.model import Pack
from census_app.rulebook.resolved import ResolvedPack
from census_app.rulebook.resolving.resolve import resolve_pack
from tests.unit.checking.build import pack_of

PERSON = {"公安核验": [{"记录号": "P1", "姓名": "李四"}]}


def _pack(note: dict[str, Any]) -> ResolvedPack:
    dictionary = load_dictionary()
    baseline = {"用电客户": {"用户编号": "1", "用户名称": "张三"}, "公安核验": {"记录号": "P0", "姓名": "张三"}}
    made = pack_of(dictionary, [{"id": "R9", "table": "用电客户", "accuses": ["用户名称"], **note}]).pack
    return resolve_pack(Pack.model_validate(made.model_dump() | {"baseline": baseline}), dictionary)


def _got(wrong: str, *cases: dict[str, Any]) -> list[str]:
    pack = _pack({"wrong": wrong, "cases": list(cases)})
    return [f"{one.got.value}{f'：{one.said}' if one.said else ''}" for one in run_cases(pack, load_dictionary())]


def test_a_case_says_what_comparing_came_to() -> None:
    told = _got(
        "公安比对 is null or 公安比对.姓名 <> 用户名称",
        {"expect": "wrong", "links": {"公安比对": "linked"}, "related": PERSON},
        {"expect": "right", "links": {"公安比对": "linked"}},
        {"expect": "wrong", "links": {"公安比对": "none"}},
        {"expect": "cannot_judge", "links": {"公安比对": "review"}},
        {"expect": "cannot_judge"},
    )
    assert told == ["wrong", "right", "wrong", "cannot_judge：link_in_review", "cannot_judge：not_linked"]


def test_vetoed_rows_are_those_of_the_target() -> None:
    told = _got(
        "公安比对 is null and any(同址异名_公安, 成员.姓名 = '李四')",
        {"expect": "wrong", "links": {"同址异名_公安": "linked"}, "related": PERSON},
        {"expect": "right", "links": {"同址异名_公安": "linked", "公安比对": "linked"}, "related": PERSON},
        {"expect": "right", "links": {"公安比对": "none"}},
    )
    assert told == ["wrong", "right", "right"]


def test_peers_are_the_linked_customers() -> None:
    peers = [{"用户编号": "2"}, {"用户编号": "3", "用户名称": "王五"}]
    told = _got(
        "count(疑似同户) = 2 and 同户组.组内户数 = 3 and count(同户组.成员户, 用电客户.用户名称 = '王五') = 1",
        {"expect": "wrong", "links": {"疑似同户": "linked", "同户组": "linked"}, "peers": peers},
        {"expect": "right", "links": {"疑似同户": "linked"}, "peers": peers[:1]},
        {"expect": "right", "links": {"疑似同户": "none"}, "peers": peers},
    )
    assert told == ["wrong", "right", "right"]


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ({"links": {"公安对比": "none"}}, "没有比对关系“公安对比”"),
        ({"links": {"台区": "none"}}, "没有比对关系“台区”"),
        ({"related": {"公安比对": []}}, "行写在 公安核验 下"),
    ],
)
def test_a_case_that_does_not_fit_is_refused(case: dict[str, Any], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        _got("公安比对 is null", {"expect": "wrong", **case})


def test_a_link_of_a_record_on_the_way() -> None:
    dictionary = load_dictionary()
    note = {
        "id": "R9",
        "table": "计量点",
        "wrong": "用户.公安比对 is null",
        "accuses": ["计量点编号"],
        "says": "{计量点编号}",
        "cases": [{"expect": "wrong", "links": {"用电客户.公安比对": "none"}}],
    }
    made = pack_of(dictionary, [note]).pack
    baseline = {"用电客户": {"用户编号": "1"}, "计量点": {"计量点编号": "m", "用户编号": "1"}, "公安核验": {}}
    pack = resolve_pack(Pack.model_validate(made.model_dump() | {"baseline": baseline}), dictionary)
    assert [one.got.value for one in run_cases(pack, dictionary)] == ["wrong"]
