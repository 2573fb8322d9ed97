"""`census link learn`: what reviewers decided becomes weights, shown before they are switched on."""

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
    """Register `learn`."""
    action = actions.add_parser("learn", help="用人工判定重估权重：先看查准、查全和关联会怎么变，再启用")
    action.add_argument("--source", type=source_id, metavar="来源", help="只学这个参照源")
    action.add_argument("--activate", action="store_true", help="启用学到的模型（判定太少或没有更好时拒绝）")
    action.add_argument("--anyway", action="store_true", help="没有更好也启用")
    add_workspace(action)
    action.set_defaults(command=_learn)


def _learn(arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.workspace.linking.learning import learn
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        report = learn(workspace, arguments.source, switch=arguments.activate, anyway=arguments.anyway, context=context)
    print_report(report, arguments.json)
    return int(ExitCode.DONE_WITH_REFUSALS if report.refused else ExitCode.DONE)
