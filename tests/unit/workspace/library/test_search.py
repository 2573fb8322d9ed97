from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from census_app.workspace.library.index import index_file
from census_app.workspace.library.model import Content, Kind, Status, Vote
from census_app.workspace.library.search import SearchFilter, SearchResult, search_library
from census_app.workspace.library.words import parse_query, runs
from census_app.workspace.library.writing import add_entry, edit_entry, publish_entry, retire_entry, vote_entry
from census_app.workspace.workspace import Workspace

LOSS = Content(
    Kind.CASE,
    "台区线损率忽高忽低",
    "先核户变关系，再看采集完整率。\n力调电费与此无关。",
    rules=("R122", "R038"),
    items=("distribution_transformer.loss_rate",),
    source="柳河所 2026 年第 31 周",
)
NAME = Content(
    Kind.ANSWER,
    "户名打不出生僻字",
    "按身份证上的字从字库里找，台区经理不要用拼音代替。",
    rules=("R001",),
    unit="青岭所",
)
CAPACITY = Content(
    Kind.CASE,
    "合同容量和铭牌不符",
    "现场拍铭牌，315kVA 的按 315 改。",
    rules=("R043",),
    items=("customer.contract_cap",),
)


@pytest.fixture
def library(workspace: Workspace) -> Workspace:
    for content in (LOSS, NAME, CAPACITY):
        add_entry(workspace, content, author="王工")
    return workspace


def titles(result: SearchResult, *, near: bool = False) -> list[str]:
    mine = {LOSS.title, NAME.title, CAPACITY.title}
    return [one.content.title for one in result.found if one.content.title in mine and one.near is near]


def test_words_of_two_characters_are_found(library: Workspace) -> None:
    assert titles(search_library(library, "户名")) == [NAME.title]
    assert titles(search_library(library, "力调")) == [LOSS.title]
    # a hit in the title counts more than one in the text
    assert titles(search_library(library, "台区")) == [LOSS.title, NAME.title]


def test_one_character_and_words_across_lines(library: Workspace) -> None:
    assert set(titles(search_library(library, "拍"))) == {CAPACITY.title}
    assert titles(search_library(library, "完整率力调")) == []
    assert titles(search_library(library, "采集完整率")) == [LOSS.title]


def test_all_words_must_be_there_and_near_misses_come_after(library: Workspace) -> None:
    result = search_library(library, "台区 拼音")
    assert titles(result) == [NAME.title]
    near = [one for one in search_library(library, "台区线损率 抄表日").found if one.content == LOSS]
    assert [one.near for one in near] == [True]
    assert near[0].missing == ("抄表日",)
    # what stands in no entry at all does not keep the others from being near
    near = [one for one in search_library(library, "生僻字不对劲").found if one.content == NAME]
    assert near[0].missing == ("不对劲",)
    assert near[0].title == "户名打不出【生僻字】"


@pytest.mark.parametrize(
    "written", ["臺區線損", "台区线损", "台 区 线 损", "ｔａｉ　线损率"[-3:], "tqxs", "TQXSL", "R122", "r122"]
)
def test_other_spellings_find_the_same(library: Workspace, written: str) -> None:
    assert LOSS.title in titles(search_library(library, written))


def test_items_numbers_and_kinds_are_found(library: Workspace) -> None:
    assert titles(search_library(library, "合同容量")) == [CAPACITY.title]
    assert titles(search_library(library, "315kva")) == [CAPACITY.title]
    assert titles(search_library(library, "青岭所")) == [NAME.title]
    assert titles(search_library(library, "", SearchFilter(rule="R043"))) == [CAPACITY.title]
    assert titles(search_library(library, "", SearchFilter(item="customer.contract_cap"))) == [CAPACITY.title]
    assert titles(search_library(library, "台区", SearchFilter(kind=Kind.CASE))) == [LOSS.title]


def test_the_piece_that_matched_is_shown_as_written(library: Workspace) -> None:
    found = next(one for one in search_library(library, "采集 力調").found if one.content == LOSS)
    assert "【采集】完整率" in found.piece
    assert "【力调】电费" in found.piece
    assert search_library(library, "忽高").found[0].title == "台区线损率【忽高】忽低"


def test_what_is_shown_follows_what_people_do(library: Workspace) -> None:
    found = search_library(library, "生僻字").found[0]
    edit_entry(library, found.id, {"title": "名字里有冷僻字", "text": "找数据组加字。"}, author="李工")
    assert titles(search_library(library, "生僻字")) == []
    assert search_library(library, "冷僻字").found[0].id == found.id
    vote_entry(library, found.id, Vote.HELPFUL, voter="张工")
    assert search_library(library, "冷僻字").found[0].helpful == 1
    retire_entry(library, found.id, "重复")
    assert search_library(library, "冷僻字").total == 0
    every = search_library(library, "冷僻字", SearchFilter(every=True))
    assert [one.status for one in every.found if not one.near] == [Status.RETIRED]
    publish_entry(library, found.id)
    assert search_library(library, "冷僻字").total == 1


def test_an_index_brought_up_to_date_answers_like_a_new_one(library: Workspace) -> None:
    index_file(library)
    found = search_library(library, "铭牌").found[0]
    edit_entry(library, found.id, {"text": "铭牌看不清的，查甲乙资料。"}, author="李工")
    add_entry(library, Content(Kind.CASE, "铭牌被涂掉", "查甲乙资料。"), author="李工")
    mended = search_library(library, "铭牌 甲乙资料")
    index_file(library).unlink()
    again = search_library(library, "铭牌 甲乙资料")
    assert {one.id for one in mended.found if not one.near} == {one.id for one in again.found if not one.near}
    assert mended.total == again.total == 2


def test_a_damaged_index_is_made_anew(library: Workspace) -> None:
    index_file(library).write_bytes(b"not a database")
    assert titles(search_library(library, "户名")) == [NAME.title]
    index_file(library).write_bytes(b"")
    assert titles(search_library(library, "户名")) == [NAME.title]
    index_file(library).write_bytes(b"not a database")
    add_entry(library, Content(Kind.CASE, "新的一条", "正文。"), author="李工")
    assert search_library(library, "新的一条").total == 1
    assert titles(search_library(library, "户名")) == [NAME.title]


@pytest.mark.parametrize(
    "written",
    ['"', "'", '"台区', "台区 OR 户名", "NEAR(台区 户名)", "title:台区", "台区*", "-台区", "^台区", "(((", "{}", "\0",
     "😀", "😀台区", "𬭎", "⻓", "AND", "台区 AND", "%", "_", "户" * 10_000, "a" * 10_000, "台 " * 5_000, "\ud800",
     "\u202e", "1e999"],
)  # fmt: skip
def test_hostile_words_never_fail(library: Workspace, written: str) -> None:
    search_library(library, written)
    search_library(library, written, SearchFilter(rule=written, item=written, every=True), 10**9)
    assert search_library(library, "台区", SearchFilter(rule=f"R{written}")).found == ()


def test_characters_newer_than_the_tokenizer_are_told_apart(library: Workspace) -> None:
    add_entry(library, Content(Kind.CASE, "刘𬭎的名字打不出", "王𬭎𫖯按证件录。"), author="李工")
    assert search_library(library, "𬭎").total == search_library(library, "刘𬭎").total == 1
    assert search_library(library, "𬭎𫖯").total == 1
    assert search_library(library, "刘𬭳").total == 0


def test_words_of_the_search_language_are_only_words(library: Workspace) -> None:
    assert titles(search_library(library, "台区 OR 户名")) == []
    assert titles(search_library(library, '"台区*"')) == [LOSS.title, NAME.title]


@given(st.text(max_size=60))
def test_queries_hold_nothing_but_letters_and_digits(written: str) -> None:
    query = parse_query(written, 200, 12)
    assert all(run.text and not set(run.text) & set("\"'()*^:-{}+_ \n\t\0") for run in query.runs)
    assert all(run.text for run in runs(written))
