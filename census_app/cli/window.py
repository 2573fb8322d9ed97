"""`census` without a command: the window; without a display the sample county."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.foundation.errors import BadInput

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext

_DEMO_FOLDER = "census-demo"


def has_display() -> bool:
    """Whether a window can open here."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def open_window_or_demo() -> int:
    """The window where there is a display, else the demo, which says where its lists are."""
    if has_display():
        return _open_window(None)
    print("没有显示器：改为运行示例县（有显示器时这里打开窗口）", file=sys.stderr)
    from census_app.cli.main import run

    return run(["demo", "--folder", str(Path.cwd() / _DEMO_FOLDER)])


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register `window`."""
    window = commands.add_parser("window", help="打开窗口（不带命令时的默认动作）")
    window.add_argument("--workspace", type=Path, metavar="W", help="直接打开这个工作区")
    window.set_defaults(command=_window)


def _window(arguments: argparse.Namespace, _context: JobContext) -> int:
    if not has_display():
        raise BadInput("没有显示器，窗口打不开", "在有桌面的机器上运行，或使用 census --help 里的命令")
    return _open_window(arguments.workspace)


def _open_window(workspace: Path | None) -> int:
    from census_app.desktop.main import run_window

    return run_window(workspace)
