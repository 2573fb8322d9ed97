"""`census library`: what people learned about problems, found again when it is needed. One file per action."""

from __future__ import annotations

import argparse

from census_app.cli.arguments import Commands
from census_app.cli.experiences import ACTIONS


def add_commands(commands: Commands[argparse.ArgumentParser]) -> None:
    """Register `library` and its actions."""
    library = commands.add_parser("library", help="经验库：高发、典型、难点问题怎么办，按词、规则、手头的问题查")
    actions = library.add_subparsers(metavar="动作", required=True)
    for group in ACTIONS:
        group.add_actions(actions)
