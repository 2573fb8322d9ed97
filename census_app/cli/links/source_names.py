"""How people name a source on the command line."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.dictionary.folding import fold

if TYPE_CHECKING:
    from census_app.matching.sources import Source


def source_id(text: str) -> str:
    """argparse type: the id of the source of this id or Chinese title; other words stay for the command to refuse."""
    from census_app.matching.sources import shipped_sources

    found = _meant(text, shipped_sources().values())
    return text if found is None else found.id


def reference_table(text: str) -> str:
    """argparse type: the table of the source with this id or title; other words stay for the dictionary to look up.

    A file in its place says what is missing.
    """
    from census_app.matching.sources import shipped_sources, titles

    known = {source.id: source for source in shipped_sources().values() if not source.within}
    found = _meant(text, known.values())
    if found is not None:
        return found.table
    if Path(text).exists():
        raise argparse.ArgumentTypeError(f"文件前面先写是哪张参照表：{titles(known)}")
    return text


def _meant(text: str, sources: Iterable[Source]) -> Source | None:
    """The source with this id, title or other word people have for it, blanks, width and case aside."""
    asked = fold(text)
    return next((one for one in sources if asked in map(fold, (one.id, one.zh, *one.aliases))), None)
