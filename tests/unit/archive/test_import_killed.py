"""An import killed at any moment leaves the archive as it was or whole, and the next import cleans up."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from census_app.archive.catalogue import Catalogue, archive_metadata
from census_app.archive.importing import import_files
from census_app.archive.report import ImportRequest
from census_app.dictionary.loader import load_dictionary
from census_app.foundation.database import open_database
from census_app.foundation.jobs import silent

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="SIGKILL 只在 POSIX 系统上有")
PROGRAM = """
import sys
from pathlib import Path
from census_app.archive.catalogue import Catalogue
from census_app.archive.importing import import_files
from census_app.archive.report import ImportRequest
from census_app.dictionary.loader import load_dictionary
from census_app.foundation.database import open_database
from census_app.foundation.jobs import JobContext
folder = Path(sys.argv[1])
context = JobContext(lambda done, total, text: print(text, flush=True))
engine = open_database(folder / "census.sqlite")
import_files(ImportRequest(files=(Path(sys.argv[2]),)), Catalogue(engine, folder), load_dictionary(), context)
print("acknowledged", flush=True)
"""
HEADER = "户号,年月,计量点编号,有功结算电量,当月合计电费"


def bills(path: Path, amount: int) -> Path:
    rows = [
        f"{number:06d},2026{month:02d},M{number},{amount},{amount}" for number in range(2000) for month in range(1, 11)
    ]
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def catalogue(tmp_path):
    folder = tmp_path / "workspace"
    folder.mkdir()
    engine = open_database(folder / "census.sqlite")
    archive_metadata.create_all(engine)
    yield Catalogue(engine, folder)
    engine.dispose()


def kill_and_check(catalogue: Catalogue, tmp_path: Path, seed: int) -> None:
    """Kill an import some time after it began to write, or just before it ends; then check what stands."""
    chance = random.Random(seed)
    first = import_files(
        ImportRequest(files=(bills(tmp_path / "月账_20261101.csv", 1),)), catalogue, load_dictionary(), silent()
    )
    second = bills(tmp_path / "月账_20261120.csv", 2)
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(catalogue.folder), str(second)],
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
        cwd=Path(__file__).parents[3],
    )
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line.strip())
        if said[-1].startswith("写入") and len(said) > chance.randrange(4, 16):
            break
    time.sleep(chance.random() * 0.3)
    process.kill()
    said += [line.strip() for line in process.stdout.read().splitlines()]
    process.stdout.close()
    process.wait()
    assert catalogue.verify() == []
    standing = catalogue.open()
    assert standing.rows("billing_month") == 20_000
    if "acknowledged" in said:
        assert standing.manifest.snapshot != first.snapshot
    last = import_files(ImportRequest(files=(second,)), catalogue, load_dictionary(), silent())
    assert last.tables["billing_month"].rows == 20_000
    assert {path.name for path in catalogue.parts_folder.iterdir()} == set(catalogue.parts())
    assert list(catalogue.scratch_folder.iterdir()) == []


@pytest.mark.parametrize("seed", [1, 2])
def test_a_killed_import_leaves_nothing_torn(catalogue, tmp_path, seed):
    kill_and_check(catalogue, tmp_path, seed)


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(3, 23))
def test_twenty_killed_imports_leave_nothing_torn(catalogue, tmp_path, seed):
    kill_and_check(catalogue, tmp_path, seed)
