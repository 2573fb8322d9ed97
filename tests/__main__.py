"""What `python run.py test` runs: style, types, layers, tests. Arguments go to pytest alone.

Without arguments the test files run side by side: a process for each core and two more, for tests wait now and then.
One process reads them before that: on a new machine reading is mostly compiling, and the others find it done.
Types and layers are looked at beside them, for that keeps a single core busy for a minute; they speak when they fail.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# a file stays in one process: what it makes once for all its tests is made once
MOST_PROCESSES = 6
PROCESSES = min(MOST_PROCESSES, 2 + (len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1))
SIDE_BY_SIDE = ("-n", str(PROCESSES), "--dist", "loadfile", "--no-loadscope-reorder")
LAYERS = "from importlinter.cli import lint_imports_command as run; run()"
STYLE = (("-m", "ruff", "check", "."), ("-m", "ruff", "format", "--check", "."))
# what is kept of types is of use only where someone looks at them again, and dear to write
TYPES = ("-m", "mypy", *(() if (ROOT / ".mypy_cache").exists() else ("--cache-dir", os.devnull)))
BESIDE = (TYPES, ("-c", LAYERS))
READ = ("-m", "pytest", "-qq", "--collect-only")


def main(arguments: list[str]) -> int:
    """Run style, then the tests with types and layers beside them; wrong style or an unreadable test ends it at once.

    What ends it is pytest's own summary, unless types or layers have something to say.
    """
    environment = dict(os.environ)
    # many tests start the program: compiled once, it starts at once
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    if sys.platform.startswith("linux") and not (environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")):
        environment["QT_QPA_PLATFORM"] = "offscreen"
    for check in () if arguments else STYLE:
        print("·", *check[1:], flush=True)
        if code := subprocess.run([sys.executable, *check], cwd=ROOT, env=environment).returncode:
            return code
    beside = [] if arguments else [_start(check, environment) for check in BESIDE]
    code = 0 if arguments else _told(_start(READ, environment))
    if not code:
        chosen = arguments or SIDE_BY_SIDE
        code = subprocess.run([sys.executable, "-m", "pytest", *chosen], cwd=ROOT, env=environment).returncode
    for process in beside:
        code = _told(process) or code
    return code


def _start(check: tuple[str, ...], environment: dict[str, str]) -> subprocess.Popen[str]:
    print("·", *check[1:], flush=True)
    return subprocess.Popen([sys.executable, *check], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)


def _told(process: subprocess.Popen[str]) -> int:
    said = process.communicate()[0]
    if process.returncode:
        print(said, flush=True)
    return process.returncode


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
