"""`census survey …`: forms out, results in, and how good the survey is. One file per action, in the order of help."""

from __future__ import annotations

import argparse

from census_app.cli.arguments import Commands
from census_app.cli.survey import batch, corrections, forms, nameplates, quality, scenes, signing, taking

ACTIONS = (scenes, forms, taking, batch, signing, nameplates, corrections, quality)


def add_commands(commands: Commands[argparse.ArgumentParser]) -> None:
    """Register `survey` with its actions."""
    survey = commands.add_parser("survey", help="普查：普查表、结果、质量")
    actions = survey.add_subparsers(metavar="动作", required=True)
    for action in ACTIONS:
        action.add_actions(actions)
