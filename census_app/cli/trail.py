"""`census trail`: everything that was found and done about one customer, anchored in the log."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.cli.arguments import Commands, add_workspace
from census_app.cli.output import print_text
from census_app.foundation.errors import ExitCode

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext
    from census_app.reporting.trail.model import Trail

FORMATS = ("text", "html", "json")


def add_commands(commands: Commands[argparse.ArgumentParser]) -> None:
    """Register `trail`."""
    trail = commands.add_parser(
        "trail", help="一户的来龙去脉：发现、清单、任务、答复、照片、审核、更正、证实，各由谁、何时"
    )
    trail.add_argument("customer", metavar="户号", help="户号（现在的或以前的），或问题短号")
    trail.add_argument("--format", choices=FORMATS, default="text")
    trail.add_argument("--out", type=Path, metavar="FILE", help="写到文件")
    trail.add_argument("--full", metavar="事由", help="个人信息不遮盖；写明事由，记入日志")
    add_workspace(trail)
    trail.set_defaults(command=_trail)


def _trail(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.foundation.files import write_text
    from census_app.reporting.trail.read import trail_of
    from census_app.reporting.trail.showing import reveal
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        if arguments.full is None:
            found = trail_of(workspace, arguments.customer)
        else:
            found = reveal(workspace, arguments.customer, arguments.full)
    told = _told(found, "json" if arguments.json else arguments.format)
    if arguments.out is None:
        print_text(told.rstrip("\n"))
    else:
        write_text(arguments.out, told)
    return int(ExitCode.DONE)


def _told(trail: Trail, form: str) -> str:
    from census_app.reporting.trail.page import trail_page
    from census_app.reporting.trail.text import trail_lines

    if form == "json":
        return json.dumps(trail.as_json(), ensure_ascii=False) + "\n"
    return trail_page(trail) if form == "html" else "\n".join(trail_lines(trail)) + "\n"
