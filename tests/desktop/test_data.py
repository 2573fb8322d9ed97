"""Data files of the window: read fast the second time, and the same."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from census_app.desktop import data
from census_app.foundation.resources import resource

FILES = (
    "translations/zh.yaml",
    "translations/en.yaml",
    "translations/readings.yaml",
    "theme/tokens.yaml",
    "help/pages.yaml",
)


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "kept"
    monkeypatch.setattr(data, "_folder", lambda: folder)
    return folder


@pytest.mark.parametrize("relative", FILES)
def test_what_is_kept_says_what_the_file_says(kept: Path, relative: str) -> None:
    said = yaml.safe_load(resource(relative).read_bytes())
    assert data.read_data(relative) == said
    (file,) = kept.iterdir()
    assert file.suffix == ".json"
    assert data.read_data(relative) == said


def test_another_content_is_read_anew_and_takes_the_place(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "words.yaml"
    monkeypatch.setattr(data, "resource", lambda _relative: file)
    for word in ("一", "二", "二"):
        file.write_text(f"word: {word}\n", encoding="utf-8")
        assert data.read_data("words.yaml") == {"word": word}
        assert len(list(kept.iterdir())) == 1


def test_a_kept_file_that_cannot_be_read_is_made_anew(kept: Path) -> None:
    said = data.read_data("theme/tokens.yaml")
    (file,) = kept.iterdir()
    for damaged in (b"", b"\xff\xfe{", b"[1]"):
        file.write_bytes(damaged)
        assert data.read_data("theme/tokens.yaml") == said


def test_where_nothing_can_be_kept_the_file_is_still_read(kept: Path) -> None:
    kept.write_text("in the way", encoding="utf-8")
    assert data.read_data("theme/tokens.yaml")["light"]
