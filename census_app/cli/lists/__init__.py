"""`census lists`: the weekly lists out, back in, and who is late. One file per action."""

from __future__ import annotations

import argparse

from census_app.cli.arguments import Commands
from census_app.cli.lists import overdue, take, write

ACTIONS = (take, overdue)


def add_commands(commands: Commands[argparse.ArgumentParser]) -> None:
    """Register `lists`: without an action it writes a week's lists."""
    lists = commands.add_parser(
        "lists", help="写出一周的清单：每个单位一份，加县汇总；take 收回填好的，overdue 看超期阶梯"
    )
    write.add_arguments(lists)
    actions = lists.add_subparsers(metavar="动作", required=False)
    for action in ACTIONS:
        action.add_actions(actions)
