"""What `python run.py test` runs: style, types, layers, tests. Arguments go to pytest alone.

Without arguments the test files run side by side: a process for each core and one more, for tests wait now and then.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# a file stays in one process: what it makes once for all its tests is made once
MOST_PROCESSES = 5
PROCESSES = min(MOST_PROCESSES, 1 + (len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1))
SIDE_BY_SIDE = ("-n", str(PROCESSES), "--dist", "loadfile", "--no-loadscope-reorder")
LAYERS = "from importlinter.cli import lint_imports_command as run; run()"
CHECKS = (
    ("-m", "ruff", "check", "."),
    ("-m", "ruff", "format", "--check", "."),
    ("-m", "mypy"),
    ("-c", LAYERS),
)


def main(arguments: list[str]) -> int:
    """Run every check, stop at the first that fails, end with pytest's own summary."""
    environment = dict(os.environ)
    if sys.platform.startswith("linux") and not (environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")):
        environment["QT_QPA_PLATFORM"] = "offscreen"
    for check in () if arguments else CHECKS:
        print("·", *check[1:], flush=True)
        if code := subprocess.run([sys.executable, *check], cwd=ROOT, env=environment).returncode:
            return code
    chosen = arguments or SIDE_BY_SIDE
    return subprocess.run([sys.executable, "-m", "pytest", *chosen], cwd=ROOT, env=environment).returncode


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
