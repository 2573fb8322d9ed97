"""`census pack …`: one file per action; this list is the order in which help shows them."""

from __future__ import annotations

import argparse

from census_app.cli.arguments import Commands
from census_app.cli.packs import (
    backtest,
    book,
    dial,
    diff,
    drafts,
    export,
    formatting,
    install,
    keys,
    lint,
    precision,
    preview,
    rollback,
    sign,
    status,
    test,
    trying,
    verify,
)

ACTIONS = (
    lint,
    test,
    diff,
    preview,
    trying,
    install,
    rollback,
    status,
    drafts,
    formatting,
    export,
    book,
    precision,
    backtest,
    dial,
    sign,
    verify,
    keys,
)


def add_commands(commands: Commands[argparse.ArgumentParser]) -> None:
    """Register `pack` with its actions."""
    pack = commands.add_parser("pack", help="规则包")
    actions = pack.add_subparsers(metavar="动作", required=True)
    for action in ACTIONS:
        action.add_action(actions)
