"""`census` without a command: the window; without a display the sample county."""

from __future__ import annotations

import sys
from pathlib import Path

from census_app.cli.window import has_display, open_window

_DEMO_FOLDER = "census-demo"


def open_window_or_demo() -> int:
    """The window where there is a display, else the demo, which says where its lists are."""
    if has_display():
        return open_window(None)
    print("没有显示器：改为运行示例县（有显示器时这里打开窗口）", file=sys.stderr)
    from census_app.cli.main import run

    return run(["demo", "--folder", str(Path.cwd() / _DEMO_FOLDER)])
