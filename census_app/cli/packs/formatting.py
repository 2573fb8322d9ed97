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
    from census_app.rulebook.format import Rewritten


def add_action(actions: Commands[argparse.ArgumentParser]) -> None:
    """Register `format`."""
    action = actions.add_parser("format", help="改写成规范格式")
    add_pack(action)
    add_json(action)
    action.set_defaults(command=_format)


def _format(arguments: argparse.Namespace, _context: JobContext) -> int:
    changed = _formatted(pack_path(arguments))
    if arguments.json:
        print_json({"changed": [str(one.path) for one in changed], "dropped_comments": _dropped(changed)})
    else:
        print_text(*(line for one in changed for line in _told(one)))
        if not changed:
            print_text("已是规范格式")
    return int(ExitCode.DONE)


def _told(one: Rewritten) -> list[str]:
    lines = [f"改写 {one.path}"]
    if one.dropped:
        lines.append(f"  去掉注释 {len(one.dropped)} 处（只留文件开头的；要说的话写进规则的 note）：")
    return [*lines, *(f"    原第 {comment.line} 行：{comment.text}" for comment in one.dropped)]


def _dropped(changed: list[Rewritten]) -> list[dict[str, object]]:
    return [
        {"file": str(one.path), "line": comment.line, "text": comment.text}
        for one in changed
        for comment in one.dropped
    ]


def _formatted(path: Path) -> list[Rewritten]:
    from census_app.rulebook.excel.package import is_workbook
    from census_app.rulebook.export import rewrite_workbook
    from census_app.rulebook.format import Rewritten, format_pack

    if is_workbook(path):
        return [Rewritten(path, ())] if rewrite_workbook(path) else []
    return format_pack(path)
