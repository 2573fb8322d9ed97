"""`census link explain`: why a customer is linked to a reference record, waits, or is not linked."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from census_app.cli.arguments import Commands, add_workspace
from census_app.cli.links.source_names import source_id
from census_app.cli.output import print_report
from census_app.foundation.errors import ExitCode

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext


def add_actions(actions: Commands[argparse.ArgumentParser]) -> None:
    """Register `explain`."""
    action = actions.add_parser("explain", help="这个用户为什么关联上、为什么待确认、为什么没关联")
    action.add_argument("key", metavar="用户编号")
    action.add_argument("--source", type=source_id, metavar="来源", help="只看这个参照源")
    action.add_argument("--right", metavar="记录号", help="只看与这条参照记录的比对")
    add_full(action)
    add_workspace(action)
    action.set_defaults(command=_explain)


def add_full(parser: argparse.ArgumentParser) -> None:
    """`--full REASON`: personal values in clear, which the log remembers."""
    parser.add_argument("--full", metavar="事由", help="不遮盖个人信息；事由记入日志")


def _explain(arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.workspace.linking.disclosing import disclosed
    from census_app.workspace.linking.explaining import explain_record
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        found = explain_record(
            workspace, arguments.key, arguments.source, arguments.right, hide=arguments.full is None, context=context
        )
        if arguments.full is not None:
            disclosed(workspace, arguments.full, f"关联解释 {arguments.key}", 1)
    print_report(found, arguments.json)
    return int(ExitCode.DONE)
