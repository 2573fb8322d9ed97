"""`census people pin`: a person chooses a PIN, with the first code or the PIN so far."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from census_app.cli.arguments import Commands, add_workspace
from census_app.cli.output import print_json, print_text
from census_app.cli.secrets_in import ask_secret
from census_app.foundation.errors import BadInput, ExitCode

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext


def add_actions(actions: Commands[argparse.ArgumentParser]) -> None:
    """Register `pin`."""
    action = actions.add_parser("pin", help="设自己的 PIN：先输入开通码或原来的 PIN，再输入两遍新的")
    action.add_argument("account", metavar="账号")
    add_workspace(action)
    action.set_defaults(command=_pin)


def _pin(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.workspace.people.sign_in import choose_pin
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        so_far = ask_secret("开通码或原来的 PIN：")
        new = ask_secret("新的 PIN：")
        if ask_secret("再输一遍：") != new:
            raise BadInput("两遍输入的不一样", "重新来一次；PIN 没有改")
        session = choose_pin(workspace, arguments.account, so_far, new)
    if arguments.json:
        print_json({"account": session.account, "changed": True})
    else:
        print_text(f"{session.account} 的 PIN 已设好")
    return int(ExitCode.DONE)
