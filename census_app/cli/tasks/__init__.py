"""`census task …`: who goes where. One file per action; this list is the order in which help shows them."""

from __future__ import annotations

import argparse

from census_app.cli.arguments import Commands
from census_app.cli.tasks import board, calls, changing, dispatching, showing, sorting

ACTIONS = (sorting, dispatching, showing, board, changing, calls)


def add_commands(commands: Commands[argparse.ArgumentParser]) -> None:
    """Register `task` with its actions."""
    task = commands.add_parser("task", help="任务：分拣、派发、改派、撤回、电话单")
    actions = task.add_subparsers(metavar="动作", required=True)
    for action in ACTIONS:
        action.add_actions(actions)
