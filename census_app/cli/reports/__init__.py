"""`census report …` and `census why`: the reports, what was recovered, and what is behind a printed number."""

from __future__ import annotations

import argparse

from census_app.cli.arguments import Commands
from census_app.cli.reports import making, recovering, why

ACTIONS = (making, recovering)


def add_commands(commands: Commands[argparse.ArgumentParser]) -> None:
    """Register `report` with its actions, and `why`."""
    report = commands.add_parser("report", help="日进展、双周通报、月度总结、单位下钻、13 类看板；追补登记")
    actions = report.add_subparsers(metavar="动作", required=True)
    for action in ACTIONS:
        action.add_actions(actions)
    why.add_command(commands)
