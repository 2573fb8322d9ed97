"""Translations are data: the same keys and places in both languages, and every key the code asks for."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

import census_app.desktop
from census_app.desktop.actions import SPECS
from census_app.desktop.language import CHINESE, ENGLISH, load_texts
from census_app.desktop.pages.registry import PAGES
from census_app.desktop.pinyin import initials, matches
from census_app.desktop.widgets.chips import SEVERITY_TONE, STATE_TONE

_ASKED = re.compile(r"\bsay\(\s*\"([a-z0-9_. ]+)\"")


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_both_languages_have_the_same_keys_and_places() -> None:
    chinese, english = load_texts(CHINESE), load_texts(ENGLISH)
    assert chinese.keys() == english.keys()
    assert {key: _places(text) for key, text in chinese.items()} == {key: _places(t) for key, t in english.items()}


def test_every_text_the_code_asks_for_exists() -> None:
    known = load_texts(CHINESE).keys()
    folder = Path(census_app.desktop.__file__).parent
    asked = {key for file in folder.rglob("*.py") for key in _ASKED.findall(file.read_text(encoding="utf-8"))}
    assert asked
    assert asked <= known


def test_every_action_page_state_and_severity_has_words() -> None:
    known = load_texts(CHINESE).keys()
    wanted = {f"action.{spec.id}" for spec in SPECS} | {f"page.{entry.id}" for entry in PAGES}
    wanted |= {f"state.{name}" for name in STATE_TONE} | {f"severity.{name}" for name in SEVERITY_TONE}
    assert wanted <= known


def test_no_two_actions_of_a_page_share_a_key() -> None:
    for page in [None, *(entry.id for entry in PAGES)]:
        keys = [key for spec in SPECS if spec.page in (None, page) for key in spec.shortcuts]
        assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("导出周清单", "dczqd"),
        ("运行校验", "yxxy"),
        ("打开示例县", "dkslx"),
        ("English / 中文", "englishzw"),
        ("，…", ""),
    ],
)
def test_initials(text: str, letters: str) -> None:
    assert initials(text) == letters


@pytest.mark.parametrize("query", ["", "dczqd", "DCZ", "dc qd", "周清单"])
def test_commands_are_found_by_word_and_by_initials(query: str) -> None:
    assert matches(query, "导出周清单")


@pytest.mark.parametrize("query", ["yxjy", "yxxy", "jy"])
def test_a_second_reading_counts(query: str) -> None:
    assert matches(query, "运行校验")


def test_other_letters_find_nothing() -> None:
    assert not matches("qdzcd", "导出周清单")


def test_every_action_word_has_initials() -> None:
    for spec in SPECS:
        text = load_texts(CHINESE)[f"action.{spec.id}"]
        chinese = [character for character in text if "\u4e00" <= character <= "\u9fff"]
        assert len([letter for letter in (initials(character) for character in chinese) if letter]) == len(chinese), (
            text
        )
