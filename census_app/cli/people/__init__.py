"""`census people …`: units and people. One file per action; this list is the order in which help shows them."""

from __future__ import annotations

import argparse

from census_app.cli.arguments import Commands
from census_app.cli.people import codes, enabling, importing, pin, showing

ACTIONS = (importing, showing, codes, pin, enabling)


def add_commands(commands: Commands[argparse.ArgumentParser]) -> None:
    """Register `people` with its actions."""
    people = commands.add_parser("people", help="单位和人员：名册、登录、权限")
    actions = people.add_subparsers(metavar="动作", required=True)
    for action in ACTIONS:
        action.add_actions(actions)
