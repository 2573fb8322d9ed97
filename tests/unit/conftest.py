"""What the unit tests share: one reading process, and a county compared with its population register, made once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from census_app.archive import extract, sheets
from census_app.foundation.engines import kept_engine
from census_app.workspace.imports.importing import import_into
from census_app.workspace.linking.making import make_links
from census_app.workspace.workspace import Workspace
from tests.made_once import made_once
from tests.matching_truth.exports import write_exports
from tests.matching_truth.settings import SETTINGS
from tests.matching_truth.writing import write_truth

from .shared_reader import SharedReader

DAY = date(2026, 11, 20)


@dataclass(frozen=True)
class Linked:
    """A county whose people were compared once, and its true pairs."""

    folder: Path
    truth: frozenset[tuple[str, str]]


@pytest.fixture(scope="session", autouse=True)
def _readers_are_lent() -> Iterator[None]:
    reader = SharedReader()
    with pytest.MonkeyPatch.context() as patch:
        for module in (extract, sheets):
            patch.setattr(module, "ReaderProcess", reader.lend)
        yield
    reader.end()


def _linked(made: Path) -> Linked:
    write_truth(made / "truth", 500, 11, SETTINGS["harder"])
    files = write_exports(made / "truth", made / "files")
    import_into(made / "W", [files["left"]], [], data_date=DAY)
    import_into(made / "W", [files["population"]], [], data_date=DAY, force_table="gov_population")
    with Workspace.open(made / "W") as opened:
        make_links(opened)
    with kept_engine(1) as connection:
        pairs = connection.execute(f"SELECT left_key, right_key FROM '{made}/truth/truth.parquet'").fetchall()
    return Linked(made / "W", frozenset(pairs))


@pytest.fixture(scope="session")
def linked_blank(tmp_path_factory: pytest.TempPathFactory) -> Linked:
    return made_once(tmp_path_factory, "linked", _linked)


@pytest.fixture
def linked_county(linked_blank: Linked, tmp_path: Path) -> Iterator[Workspace]:
    """A copy of one's own."""
    shutil.copytree(linked_blank.folder, tmp_path / "linked")
    with Workspace.open(tmp_path / "linked") as opened:
        yield opened


@pytest.fixture
def true_pairs(linked_blank: Linked) -> frozenset[tuple[str, str]]:
    return linked_blank.truth
