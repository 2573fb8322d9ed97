"""`census pack verify`: is the pack what a trusted signer signed?"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.cli.arguments import Commands, add_json
from census_app.cli.output import print_report, print_text
from census_app.cli.packs.signing_arguments import add_key_place
from census_app.foundation.errors import ExitCode

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext
    from census_app.rulebook.signing import Verification


def add_action(actions: Commands[argparse.ArgumentParser]) -> None:
    """Register `verify`."""
    action = actions.add_parser("verify", help="核对规则包的签名：谁签的、改没改、信不信")
    action.add_argument("pack", type=Path, metavar="P", help="规则包文件夹或 zip")
    add_key_place(action, required=False)
    add_json(action)
    action.set_defaults(command=_verify)


def _verify(arguments: argparse.Namespace, _context: JobContext) -> int:
    verification = _verification(arguments)
    print_report(verification, arguments.json)
    nobody_named = arguments.workspace is None and arguments.keys is None
    if nobody_named and verification.key_id and not arguments.json:
        print_text("没有说按谁的信任核对：加 --workspace 工作区，或 --keys 公钥文件夹")
    return int(ExitCode.DONE if verification.trusted else ExitCode.DONE_WITH_REFUSALS)


def _verification(arguments: argparse.Namespace) -> Verification:
    from datetime import datetime

    from census_app.rulebook.signing import TrustedKeys, verify_pack
    from census_app.rulebook.signing.trust import read_trusted

    if arguments.workspace is not None:
        from census_app.workspace.pack_life.trusted_keys import verify_for
        from census_app.workspace.workspace import Workspace

        with Workspace.open(arguments.workspace) as workspace:
            return verify_for(workspace, arguments.pack)
    trusted = TrustedKeys() if arguments.keys is None else read_trusted(arguments.keys)
    return verify_pack(arguments.pack, trusted, datetime.now().astimezone())
