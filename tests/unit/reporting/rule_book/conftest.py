"""The shipped pack's book, composed once; and books of small packs written in a test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from census_app.dictionary.loader import load_dictionary
from census_app.dictionary.model import Dictionary
from census_app.foundation.resources import shipped_folder
from census_app.reporting.rule_book import Book, compose_book
from census_app.rulebook.packs import load_pack
from census_app.rulebook.resolved import ResolvedPack
from census_app.rulebook.resolving.resolve import resolve_pack

HEAD = """
id: sample
title: {title}
version: 1.0.0
issuer: 测试
dictionary: 1.0.0
effective_from: 2026-01-01
due_days: {{urgent: 3, important: 7, normal: 30}}
"""


@pytest.fixture(scope="session")
def dictionary() -> Dictionary:
    return load_dictionary()


@pytest.fixture(scope="session")
def shipped(dictionary: Dictionary) -> ResolvedPack:
    return resolve_pack(load_pack(shipped_folder("rules") / "census-112"), dictionary)


@pytest.fixture(scope="session")
def book(shipped: ResolvedPack, dictionary: Dictionary) -> Book:
    return compose_book(shipped, dictionary)


@pytest.fixture
def book_of(tmp_path: Path, dictionary: Dictionary) -> Callable[..., Book]:
    """The book of a pack with these rules."""

    def made(rules: str, title: str = "样例") -> Book:
        folder = tmp_path / "pack"
        folder.mkdir()
        (folder / "pack.yaml").write_text(HEAD.format(title=title), encoding="utf-8")
        (folder / "rules.yaml").write_text(rules, encoding="utf-8")
        return compose_book(resolve_pack(load_pack(folder), dictionary), dictionary)

    return made
