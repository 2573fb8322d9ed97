"""`census pack lint`: is the pack written as it should be?"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from census_app.cli.arguments import Commands, add_json
from census_app.cli.output import print_json, print_text
from census_app.cli.packs.arguments import add_pack, pack_path
from census_app.foundation.errors import ExitCode

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext


def add_action(actions: Commands[argparse.ArgumentParser]) -> None:
    """Register `lint`."""
    action = actions.add_parser("lint", help="检查写法、类型、代码、说明，以及互相矛盾、重复、包含的条件")
    add_pack(action)
    add_json(action)
    action.set_defaults(command=_lint)


def _lint(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.dictionary.loader import load_dictionary
    from census_app.rulebook.lint import lint_pack
    from census_app.rulebook.lint.report import report
    from census_app.rulebook.packs import load_pack
    from census_app.rulebook.resolving.resolve import resolve_pack

    pack = load_pack(pack_path(arguments))
    findings = lint_pack(resolve_pack(pack, load_dictionary()))
    if arguments.json:
        print_json({"findings": [finding.as_json() for finding in findings]})
    else:
        print_text(*report(pack, findings))
    return int(ExitCode.DONE_WITH_REFUSALS if findings else ExitCode.DONE)
