"""`census pack format`: the pack in canonical form."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.cli.arguments import Commands, add_json
from census_app.cli.output import print_json, print_text
from census_app.cli.packs.arguments import add_pack, pack_path
from census_app.foundation.errors import ExitCode

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext


def add_action(actions: Commands[argparse.ArgumentParser]) -> None:
    """Register `format`."""
    action = actions.add_parser("format", help="改写成规范格式")
    add_pack(action)
    add_json(action)
    action.set_defaults(command=_format)


def _format(arguments: argparse.Namespace, _context: JobContext) -> int:
    changed = _formatted(pack_path(arguments))
    if arguments.json:
        print_json({"changed": [str(path) for path in changed]})
    else:
        print_text(*(f"改写 {path}" for path in changed), "已是规范格式" if not changed else "")
    return int(ExitCode.DONE)


def _formatted(path: Path) -> list[Path]:
    from census_app.rulebook.excel.package import is_workbook
    from census_app.rulebook.export import rewrite_workbook
    from census_app.rulebook.format import format_pack

    if is_workbook(path):
        return [path] if rewrite_workbook(path) else []
    return format_pack(path)
