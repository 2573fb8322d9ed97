from __future__ import annotations

from pathlib import Path

import pytest

from census_app.dictionary.loader import load_dictionary
from census_app.foundation.errors import BadInput
from census_app.foundation.resources import resource
from census_app.survey.photos.settings import photo_settings
from census_app.survey.results.archive_facts import link_targets
from census_app.survey.results.contradictions import contradictions
from census_app.survey.results.settings import result_settings
from census_app.survey.scenes.load import load_scenes
from census_app.survey.words import AnswerOutcome, VisitOutcome


def test_everything_the_settings_name_exists() -> None:
    book = load_scenes(load_dictionary())
    named = {item for rule in contradictions() for item in (*rule.items, *rule.answered)}
    named |= {*result_settings().shapes}
    assert [name for name in sorted(named) if book.item(name) is None] == []


def test_words_people_use_lead_to_the_stored_ones() -> None:
    settings = result_settings()
    assert settings.outcomes["√"] is AnswerOutcome.CONSISTENT
    assert settings.visits["查无此址"] is VisitOutcome.NO_ADDRESS


def test_links_are_those_of_the_dictionary_to_archive_tables() -> None:
    found = link_targets(load_dictionary())
    assert found[("customer", "tg_no")] == ("distribution_transformer", "tg_no")
    assert ("customer", "cert_no") not in found


@pytest.mark.parametrize(
    ("name", "load", "old", "new"),
    [
        ("results.yaml", result_settings, "surveyed: surveyed, ", ""),
        ("results.yaml", result_settings, "[0-9A-Z]{8,24}", "[0-9"),
        ("photos.yaml", photo_settings, "processes: 2", "processes: 0"),
        ("contradictions.yaml", contradictions, "unlike: [meter.asset_no, meter.box_no]", "order: [a]"),
    ],
)
def test_a_wrong_setting_is_told_with_its_file(name: str, load: object, old: str, new: str, tmp_path: Path) -> None:
    text = resource(f"survey/{name}").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadInput, match=name):
        load(tmp_path / name)  # type: ignore[operator]
