"""How long the event loop stood still while the auditor's day and the supervisor's week were done by keyboard.

    python -m tests.bench.bench_stories

Prints each story's stalls: how long, how much of it the window's thread computed itself, how much it had no processor
because the machine did something else, and where it stood. The rest is waiting for a lock or a disk.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.desktop.stories.conftest import STALLS

STORIES = Path(__file__).resolve().parents[1] / "desktop" / "stories"
READ_ALL = """
from importlib import import_module
from pkgutil import walk_packages
import census_app
for found in walk_packages(census_app.__path__, "census_app."):
    if not found.name.endswith("__main__") and ".migrations." not in found.name:
        import_module(found.name)
"""

if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="census-bench-") as compiled:
        # as people start it: modules are compiled once, not on the way, which holds every thread
        env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        env |= {"PYTHONPYCACHEPREFIX": compiled, STALLS: "1"}
        subprocess.run([sys.executable, "-c", READ_ALL], check=True, env=env)
        stories = [str(STORIES), "-q", "-s", "-p", "no:xdist", "-p", "no:cacheprovider"]
        sys.exit(subprocess.run([sys.executable, "-m", "pytest", *stories], check=False, env=env).returncode)
