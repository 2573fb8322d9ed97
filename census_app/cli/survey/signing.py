"""`census survey sign`: a customer's signature under a task, as a picture."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.cli.arguments import Commands, add_workspace
from census_app.cli.output import print_json, print_text
from census_app.foundation.errors import BadInput, ExitCode

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext

_PNG = b"\x89PNG\r\n\x1a\n"
_LARGEST = 8 * 2**20


def add_actions(actions: Commands[argparse.ArgumentParser]) -> None:
    """Register `sign`."""
    action = actions.add_parser("sign", help="客户签字：一张 PNG 图，按内容保存在任务下；同一张再给一次什么也不变")
    action.add_argument("task", metavar="任务号")
    action.add_argument("picture", type=Path, metavar="FILE.png")
    add_workspace(action)
    action.set_defaults(command=_sign)


def _sign(arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.survey.photos.signing import keep_signature
    from census_app.workspace.workspace import Workspace

    picture = _read(arguments.picture)
    with Workspace.open(arguments.workspace) as workspace:
        act = keep_signature(workspace, arguments.task, picture, context)
    if arguments.json:
        print_json({"task": arguments.task, "act": act, "unchanged": not act})
    else:
        print_text(f"签字收下了（第 {act} 号动作）" if act else "这张签字以前收过，什么都没有变")
    return int(ExitCode.DONE)


def _read(path: Path) -> bytes:
    """The picture's bytes; how large it is, is asked before it is read."""
    try:
        content = path.read_bytes() if path.stat().st_size <= _LARGEST else b""
    except OSError as error:
        raise BadInput(f"读不了签字图：{path}", "检查路径") from error
    if not content.startswith(_PNG):
        raise BadInput(f"{path.name} 不是 PNG 图，或超过 {_LARGEST // 2**20} MB", "把签字存成 PNG 再给")
    return content
