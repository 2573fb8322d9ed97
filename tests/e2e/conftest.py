"""One county imported once; tests that change it work on copies."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.e2e import sg186
from tests.e2e.census import imported
from tests.made_once import made_once


@dataclass(frozen=True)
class County:
    """`delivery` as written, `workspace` that has it, `truth` by table and key, and the import's report."""

    delivery: Path
    workspace: Path
    truth: dict[str, dict[str, dict[str, Any]]]
    report: dict[str, Any]


def _written_and_imported(folder: Path) -> County:
    truth = sg186.write(folder / "delivery")
    report = imported(folder / "workspace", folder / "delivery", "--data-date", "2026-11-20")
    return County(folder / "delivery", folder / "workspace", truth, report)


@pytest.fixture(scope="session")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    return made_once(tmp_path_factory, "delivered", _written_and_imported)
