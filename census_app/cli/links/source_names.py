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
    """The source of this id or title, blanks and case aside, else the only one whose title begins so: PMS, 不动产."""
    asked = fold(text)
    known = list(sources)
    for source in known:
        if asked in (fold(source.id), fold(source.zh), *map(fold, source.aliases)):
            return source
    begun = [source for source in known if asked and fold(source.zh).startswith(asked)]
    return begun[0] if len(begun) == 1 else None
