"""How people name a source on the command line."""

from __future__ import annotations

import argparse
from pathlib import Path


def source_id(text: str) -> str:
    """argparse type: the id of the source of this id or Chinese title; other words stay for the command to refuse."""
    from census_app.matching.sources import shipped_sources

    return next((source.id for source in shipped_sources().values() if text in (source.id, source.zh)), text)


def reference_table(text: str) -> str:
    """argparse type: the table of the source with this id or title; other words stay for the dictionary to look up.

    A file in its place says what is missing.
    """
    from census_app.matching.sources import shipped_sources, titles

    known = {source.id: source for source in shipped_sources().values() if not source.within}
    for source in known.values():
        if text in (source.id, source.zh):
            return source.table
    if Path(text).exists():
        raise argparse.ArgumentTypeError(f"文件前面先写是哪张参照表：{titles(known)}")
    return text
