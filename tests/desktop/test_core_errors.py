"""Errors of the core in the window: no command lines there, English in the English window, data as it is."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from pytestqt.qtbot import QtBot

import census_app
from census_app.desktop.core_errors import advised, said_here, sentences
from census_app.desktop.language import CHINESE, ENGLISH, language
from census_app.desktop.reads import Reader
from census_app.foundation.errors import BadInput
from tests.desktop.conftest import PATIENCE

CORE = Path(census_app.__file__).parent
_APART = ("cli", "demo", "desktop")


@pytest.fixture(autouse=True)
def back_to_chinese() -> Iterator[None]:
    yield
    language().switch(CHINESE)


def _texts() -> set[str]:
    """Every string of the core's source, places of f-strings as braces."""
    found = set()
    for file in CORE.rglob("*.py"):
        if file.relative_to(CORE).parts[0] in _APART:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                found.add("".join(str(one.value) if isinstance(one, ast.Constant) else "{}" for one in node.values))
    return found


def _shape(text: str) -> str:
    return "".join(f"{before}{'' if name is None else '{}'}" for before, name, _, _ in Formatter().parse(text))


def test_what_is_translated_is_what_the_core_says() -> None:
    said = _texts()
    joined = "；".join(sorted(said))
    stale = [one for one in sentences() if _shape(one) not in said and _longest_part(one) not in joined]
    assert not stale


def _longest_part(text: str) -> str:
    return max((before for before, *_ in Formatter().parse(text)), key=len)


def test_places_of_the_translations_are_those_of_the_original() -> None:
    def places(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}

    wrong = {old: new for old, said in sentences().items() for new in said.values() if places(old) != places(new)}
    assert not wrong
    assert not [said for said in sentences().values() if "census " in " ".join(said.values()) or "--" in str(said)]


def test_the_window_names_no_command_line() -> None:
    assert advised("先运行 census link") == "在“匹配复核”里点“重新比对”"
    less = "与上次（11-13）相比，2 个单位的行数由 80 降到 6。已按部分数据处理"
    assert advised(f"{less}；确认完整请加 --complete，确是部分请加 --partial，每次只交变动行的请加 --changes") == less
    assert advised("换一个文件夹") == "换一个文件夹"


def test_errors_are_said_in_english_data_in_them_is_not() -> None:
    language().switch(ENGLISH)
    error = said_here(BadInput("没有户号为 柳河7 的客户", "按户号、户名、表号、地址或问题短号查找"))
    assert str(error) == (
        "There is no customer with account 柳河7（Search by account, name, meter, address or problem number）"
    )
    assert advised("没有数据行；柳河的事") == "It has no rows of data; 柳河的事"
    assert advised("柳河的事；别处的事") == "柳河的事；别处的事"
    assert said_here(ValueError("柳河")).args == ("柳河",)


def test_stages_of_an_installation_are_said_in_english() -> None:
    language().switch(ENGLISH)
    assert advised("生效的覆盖包不适用于这个规则包") == "The overrides in force do not fit this pack"
    assert advised("有了prov-x 1.1.0，生效的覆盖包有的不再适用").startswith("With prov-x 1.1.0, some")
    later = "fut-x 1.0.0 已装上（第 34 号动作），从 2027-01-01 起生效；之前的校验不用它"
    assert advised(later) == (
        "fut-x 1.0.0 is installed (act 34) and in force from 2027-01-01; checks before that do not use it"
    )


def test_what_a_reader_is_refused_is_said_in_the_windows_words(qtbot: QtBot) -> None:
    reader, told = Reader(), []

    def refused() -> None:
        raise BadInput("现在的数据还没有比对过", "先运行 census link")

    language().switch(ENGLISH)
    reader.ask("one", refused, lambda _nothing: None, told.append)
    qtbot.waitUntil(lambda: bool(told), timeout=PATIENCE)
    reader.close()
    assert (told[0].message, told[0].advice) == (
        "The present data was not compared yet",
        "Compare again on the Matching page",
    )
