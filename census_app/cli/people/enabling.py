"""`census people enable | disable`: whether every act needs a person who signed in."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from census_app.cli.arguments import Commands, add_workspace
from census_app.cli.output import print_json, print_text
from census_app.foundation.errors import ExitCode

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext


def add_actions(actions: Commands[argparse.ArgumentParser]) -> None:
    """Register both."""
    enable = actions.add_parser("enable", help="启用人员管理：此后每个动作都要有登录、有权限的人来做")
    enable.add_argument(
        "--home", default="", metavar="单位编码", help="工作区属于哪个单位（默认：最上级的管理员所在单位）"
    )
    enable.set_defaults(command=_enable)
    disable = actions.add_parser("disable", help="停用人员管理；名册保留")
    disable.add_argument("--reason", required=True, metavar="为什么")
    disable.set_defaults(command=_disable)
    for action in (enable, disable):
        add_workspace(action)


def _enable(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.workspace.people.enabling import enable_people
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        act = enable_people(workspace, arguments.home)
    if arguments.json:
        print_json({"enabled": True, "unit": act.subject, "act": act.seq})
    else:
        print_text(f"人员管理已启用，工作区属于 {act.subject}（第 {act.seq} 号动作）")
    return int(ExitCode.DONE)


def _disable(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.workspace.people.enabling import disable_people
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        act = disable_people(workspace, arguments.reason)
    if arguments.json:
        print_json({"enabled": False, "act": act.seq})
    else:
        print_text(f"人员管理已停用（第 {act.seq} 号动作）；现在谁都可以做任何事")
    return int(ExitCode.DONE)
