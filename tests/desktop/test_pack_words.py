"""What packs say in Chinese only has its English in the window, and room for it: clause names, parameter notes, titles
of accusing rules."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from census_app.desktop.language import CHINESE, ENGLISH, language
from census_app.desktop.pack_words import clause_name, parameter_note
from census_app.desktop.pages.customer.head import chain_texts
from census_app.desktop.pages.customer.links import happening_words
from census_app.desktop.pages.rules.editor.many_values import many_values
from census_app.desktop.pages.rules.editor.parameter_form import ParameterForm
from census_app.desktop.pages.rules.reads import RuleLine
from census_app.desktop.pages.rules.rule_list import RuleList
from census_app.desktop.session import RuleFacts, WorkspaceFacts
from census_app.foundation.resources import shipped_folder
from census_app.rulebook.packs import load_pack
from census_app.workspace.customers.model import ChainLink, CustomerSheet, Happening

FACTS = WorkspaceFacts(Path("W"), rules={"R049": RuleFacts("Multiplier differs from transformer ratios")})


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    language().switch(ENGLISH)
    yield
    language().switch(CHINESE)


def test_every_clause_and_note_of_the_shipped_pack_has_its_english() -> None:
    rules = load_pack(shipped_folder("rules") / "census-112").rules
    names = {clause.id for rule in rules for clause in rule.wrong} | {
        rule.group.id for rule in rules if rule.group is not None and rule.group.id
    }
    notes = {one.note for rule in rules for one in rule.params.values() if one.note}
    assert [name for name in names if clause_name(name) == name] == []
    assert [note for note in notes if parameter_note(note) == note] == []


def test_other_words_stay_and_chinese_stays_chinese() -> None:
    assert clause_name("缺联系人、县里自己的") == "no contact person, 县里自己的"
    assert clause_name("") == ""
    language().switch(CHINESE)
    assert clause_name("缺联系人、格式") == "缺联系人、格式"
    assert parameter_note("各省不同") == "各省不同"


def test_the_chain_and_the_history_name_rules_in_english() -> None:
    link = ChainLink("meter", "meter", "133", "", "133", 1, True, "倍率与互感器变比不符", "R049")
    sheet = CustomerSheet("1", "", "", "", True, "", "", (link,), (), (), ())
    assert [(box.note, box.accused) for box in chain_texts(sheet, FACTS)] == [
        ("Multiplier differs from transformer ratios", True)
    ]
    assert chain_texts(sheet, None)[0].note == "倍率与互感器变比不符"
    found = Happening("2026-11-18", "problem.found", "", "R049 倍率与互感器变比不符 JSY7M8T", "R049", "JSY7M8T")
    assert happening_words(found, FACTS).endswith("R049 Multiplier differs from transformer ratios JSY7M8T")
    assert happening_words(found, None).endswith("R049 倍率与互感器变比不符 JSY7M8T")


def test_a_long_title_has_two_lines(qtbot: QtBot) -> None:
    listed = RuleList()
    qtbot.addWidget(listed)
    listed.resize(292, 600)
    listed.show()
    short, long = "Customer name empty", "Instrument transformer ratio outside the standard series"
    listed.show_rules([RuleLine(f"R{n}", title, "电能计量", "urgent", "published", "meter") for n, title in
                       enumerate((short, long))])  # fmt: skip
    first, second = (listed.view.sizeHintForIndex(listed.model.index(place, 0)).height() for place in (0, 1))
    assert second > first


def test_a_parameter_of_many_values_leaves_room_for_the_notes_of_the_others(qtbot: QtBot) -> None:
    form = ParameterForm()
    qtbot.addWidget(form)
    note = "一句说明有好几十个字长，要在旁边读得出来，不能挤成一行三个字，挤成一长条谁也不会去读它"
    content = {
        "params": {
            "门槛": {"value": "100", "unit": "kVA", "note": note},
            "行业": {"value": [f"G53{number}" for number in range(10, 20)], "confirm": "待核", "note": "列出的行业"},
        }
    }
    for step in form.steps(content):
        step()
    form.resize(540, 600)
    form.show()
    (label,) = [one for one in form.findChildren(QLabel) if one.text() == note]
    assert label.width() > 150
    (many,) = many_values(content)
    assert many.note == "to be confirmed · 列出的行业"
