"""How long the event loop stood still while the auditor's day and the supervisor's week were done by keyboard.

    python -m tests.bench.bench_stories

Prints each story's longest stall, how much of it the window's thread computed itself, and where it stood; on a machine
that does something else the rest is waiting, and the computed part is the one to read.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.desktop.stories.conftest import STALLS

STORIES = Path(__file__).resolve().parents[1] / "desktop" / "stories"

if __name__ == "__main__":
    os.environ[STALLS] = "1"
    sys.exit(pytest.main([str(STORIES), "-q", "-s", "-p", "no:xdist", "-p", "no:cacheprovider"]))
