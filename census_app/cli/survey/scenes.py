"""`census survey scenes`: which scenes there are, what they ask, and who qualifies."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from census_app.cli.arguments import Commands, add_workspace
from census_app.cli.output import print_report
from census_app.foundation.errors import ExitCode

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext


def add_actions(actions: Commands[argparse.ArgumentParser]) -> None:
    """Register `scenes`."""
    scenes = actions.add_parser("scenes", help="场景：问哪些项、问谁、质量标准；县里的放在工作区的 scenes 文件夹")
    scenes.add_argument("scene", nargs="?", metavar="场景", help="只看这一个的各项")
    scenes.add_argument("--count", action="store_true", help="数一数最新档案里各有多少户（处）符合")
    add_workspace(scenes)
    scenes.set_defaults(command=_scenes)


def _scenes(arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.survey.scenes.telling import tell_scenes
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        told = tell_scenes(workspace, arguments.scene, count=arguments.count, context=context)
    print_report(told, arguments.json)
    return int(ExitCode.DONE)
