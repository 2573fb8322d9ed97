"""`census pack test`: do the pack's own examples come out as it says?"""

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
    """Register `test`."""
    action = actions.add_parser("test", help="运行每条规则自带的例子")
    add_pack(action)
    add_json(action)
    action.set_defaults(command=_test)


def _test(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.checking.cases.run import run_cases
    from census_app.dictionary.loader import load_dictionary
    from census_app.rulebook.packs import load_pack
    from census_app.rulebook.resolved import with_drafts
    from census_app.rulebook.resolving.resolve import resolve_pack

    dictionary = load_dictionary()
    pack = resolve_pack(load_pack(pack_path(arguments)), dictionary)
    outcomes = run_cases(with_drafts(pack), dictionary)
    failed = [outcome for outcome in outcomes if not outcome.passed]
    not_run = sorted({error.rule for error in pack.errors} & {rule.id for rule in pack.pack.rules})
    if arguments.json:
        told = [outcome.as_json() for outcome in failed]
        print_json({"cases": len(outcomes), "failed": told, "rules_not_run": not_run})
    else:
        broken = [f"规则 {'、'.join(not_run)} 写得不对，例子没有运行（census pack lint 看错在哪里）"] if not_run else []
        total = f"例子 {len(outcomes)} 个，不符 {len(failed)} 个"
        print_text(*(str(outcome) for outcome in failed), *broken, total)
    return int(ExitCode.DONE_WITH_REFUSALS if failed or not_run else ExitCode.DONE)
