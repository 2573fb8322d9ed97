"""`census review …`: what a responsible person decides about answers and problems. One file per action."""

from __future__ import annotations

import argparse

from census_app.cli.arguments import Commands
from census_app.cli.review import claims, decide, defer, exempt, queue, sample, workbook

ACTIONS = (queue, decide, workbook, sample, claims, defer, exempt)


def add_commands(commands: Commands[argparse.ArgumentParser]) -> None:
    """Register `review` with its actions."""
    review = commands.add_parser("review", help="审核：待审的答复、决定、撤销，批准暂缓、豁免")
    actions = review.add_subparsers(metavar="动作", required=True)
    for action in ACTIONS:
        action.add_actions(actions)
