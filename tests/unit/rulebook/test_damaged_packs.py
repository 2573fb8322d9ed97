"""Whatever a pack's files say, loading refuses in words, and resolving and lint never fail."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from census_app.dictionary.model import Dictionary
from census_app.foundation.errors import BadInput
from census_app.foundation.resources import shipped_folder
from census_app.rulebook.cases import resolve_baseline, resolve_cases
from census_app.rulebook.lint import lint_pack
from census_app.rulebook.packs import load_pack
from census_app.rulebook.resolving.resolve import resolve_pack

_SNIPPETS = [
    "'",
    '"',
    "{",
    "}",
    "[",
    "]",
    ":",
    "- ",
    "\n",
    "  ",
    "~",
    "&a ",
    "*a",
    "!x ",
    "#",
    "，",
    "（",
    "|",
    "or",
    "1",
    "\t",
    "%",
]


def _damaged(text: str, chance: random.Random) -> str:
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(text))
        kind = chance.randrange(4)
        if kind == 0:
            text = text[:at] + text[at + chance.randint(1, 12) :]
        elif kind == 1:
            text = text[:at] + chance.choice(_SNIPPETS) + text[at:]
        elif kind == 2:
            other = chance.randrange(len(text))
            text = text[:at] + text[other : other + chance.randint(1, 30)] + text[at:]
        else:
            lines = text.split("\n")
            del lines[chance.randrange(len(lines))]
            text = "\n".join(lines)
    return text


@pytest.mark.parametrize("seed", range(60))
def test_damaged_pack(tmp_path: Path, dictionary: Dictionary, seed: int) -> None:
    chance = random.Random(seed)
    source = shipped_folder("rules") / "census-112"
    rules = chance.choice([path for path in sorted(source.glob("*.yaml")) if path.name != "pack.yaml"])
    for name in {"pack.yaml", "baseline.yaml", rules.name}:
        text = (source / name).read_text(encoding="utf-8")
        damaged = _damaged(text, chance) if name == rules.name or seed % 5 == 0 else text
        (tmp_path / name).write_text(damaged, encoding="utf-8", newline="\n")
    try:
        resolved = resolve_pack(load_pack(tmp_path), dictionary)
    except BadInput as error:
        assert error.message and error.advice
        return
    lint_pack(resolved)
    try:
        baseline = resolve_baseline(resolved.pack, dictionary)
        for rule in resolved.rules:
            resolve_cases(rule, baseline, dictionary)
    except BadInput as error:
        assert error.message
