"""`census window`."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.foundation.errors import BadInput

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext


def has_display() -> bool:
    """Whether a window can open here."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register `window`."""
    window = commands.add_parser("window", help="打开窗口（不带命令时的默认动作）")
    window.add_argument("--workspace", type=Path, metavar="W", help="直接打开这个工作区")
    window.set_defaults(command=_window)


def _window(arguments: argparse.Namespace, _context: JobContext) -> int:
    if not has_display():
        raise BadInput("没有显示器，窗口打不开", "在有桌面的机器上运行，或使用 census --help 里的命令")
    return open_window(arguments.workspace)


def open_window(workspace: Path | None) -> int:
    """Show the window until it is closed; returns the exit code."""
    from census_app.foundation.garbage import collection_paused
    from census_app.foundation.temporary_place import ensure_temporary_folder

    ensure_temporary_folder()
    with collection_paused():
        from census_app.desktop.main import run_window
    return run_window(workspace)
