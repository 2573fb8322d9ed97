"""`census people list | tree | show | whoami`: who is where and may do what."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from census_app.cli.arguments import Commands, add_workspace
from census_app.cli.output import print_json, print_report, print_text
from census_app.foundation.errors import ExitCode

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext


def add_actions(actions: Commands[argparse.ArgumentParser]) -> None:
    """Register the four views."""
    people = actions.add_parser("list", help="人员、角色、怎么登录")
    people.add_argument("--unit", default="", metavar="单位", help="只看这个单位及下级（编码或名称）")
    people.add_argument("--role", default="", metavar="角色", help="只看有这个角色的人")
    people.add_argument("--all", action="store_true", help="连同离岗和未到岗的")
    people.set_defaults(command=_list)
    tree = actions.add_parser("tree", help="单位树，各有多少人")
    tree.set_defaults(command=_tree)
    show = actions.add_parser("show", help="一个人：角色、代理、经过")
    show.add_argument("account", metavar="账号")
    show.set_defaults(command=_show)
    whoami = actions.add_parser("whoami", help="现在以谁的身份工作，有什么角色")
    whoami.set_defaults(command=_whoami)
    for action in (people, tree, show, whoami):
        add_workspace(action)


def _list(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.workspace.people.showing import list_people
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        rows = list_people(workspace, unit=arguments.unit, role=arguments.role, everybody=arguments.all)
    if arguments.json:
        print_json({"people": [row.as_json() for row in rows]})
    else:
        print_text(*(row.words() for row in rows), f"共 {len(rows):,} 人")
    return int(ExitCode.DONE)


def _tree(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.workspace.people.showing import unit_tree
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        rows = unit_tree(workspace)
    if arguments.json:
        print_json({"units": [row.__dict__ for row in rows]})
    else:
        print_text(*(row.words() for row in rows))
    return int(ExitCode.DONE)


def _show(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.workspace.people.showing import show_person
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        row = show_person(workspace, arguments.account)
    if arguments.json:
        print_json(row.as_json())
    else:
        print_text(row.words(), *(f"  {line}" for line in row.history))
    return int(ExitCode.DONE)


def _whoami(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.workspace.people.showing import standing
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        found = standing(workspace)
    print_report(found, arguments.json)
    return int(ExitCode.DONE)
