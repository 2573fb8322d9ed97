"""The start is light: a bare window imports nothing heavy."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HEAVY = ("duckdb", "pandas", "numpy", "sqlalchemy", "pydantic", "sqlglot", "openpyxl", "alembic")
SCRIPT = f"""
import sys
from pathlib import Path
from census_app.desktop.main import build_window, make_application
from census_app.desktop.preferences import Preferences
application = make_application()
window, controller = build_window(application, Preferences(Path(sys.argv[1])))
window.show()
application.processEvents()
print(",".join(name for name in {HEAVY!r} if name in sys.modules))
window.close()
"""


def test_the_first_window_imports_nothing_heavy(tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path / "window.ini")],
        capture_output=True,
        text=True,
        cwd=root,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == ""


def test_the_window_keeps_duckdb_and_pandas_in_the_table_models() -> None:
    desktop = Path(__file__).resolve().parents[2] / "census_app" / "desktop"
    found = [
        file.relative_to(desktop).as_posix()
        for file in desktop.rglob("*.py")
        if "import duckdb" in (text := file.read_text(encoding="utf-8")) or "import pandas" in text
    ]
    assert found
    assert all(name.startswith("tables/") for name in found)


def test_views_stay_small() -> None:
    desktop = Path(__file__).resolve().parents[2] / "census_app" / "desktop"
    long = {f.name: n for f in desktop.rglob("*.py") if (n := len(f.read_text(encoding="utf-8").splitlines())) > 300}
    assert not long
