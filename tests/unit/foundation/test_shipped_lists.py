"""Lists of words are what their declaration says, or refused."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from census_app.foundation.shipped_lists import read_lists


@dataclass(frozen=True)
class Words:
    head: str
    ends: frozenset[str]
    groups: tuple[tuple[str, ...], ...]
    readings: dict[str, tuple[str, ...]]


GOOD = "head: 老\nends: [村, 庄, 村]\ngroups: [[一, 壹], [二]]\nreadings: {单: [shan, dan]}\n"


def read(tmp_path: Path, text: str) -> Words:
    (tmp_path / "words.yaml").write_text(text, encoding="utf-8")
    return read_lists(Words, tmp_path / "words.yaml")


def test_a_file_is_read_as_declared(tmp_path: Path) -> None:
    expected = Words("老", frozenset({"村", "庄"}), (("一", "壹"), ("二",)), {"单": ("shan", "dan")})
    assert read(tmp_path, GOOD) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "- 老",
        GOOD.replace("head: 老\n", ""),
        GOOD + "tails: [儿]\n",
        GOOD.replace("[村, 庄, 村]", "村庄"),
        GOOD.replace("村, 庄", "1"),
        GOOD.replace("[shan, dan]", "shan"),
    ],
    ids=["empty", "a list", "field missing", "field unknown", "text for list", "number for text", "text for readings"],
)
def test_anything_else_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(TypeError):
        read(tmp_path, text)
