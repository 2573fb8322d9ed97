"""`census link models`, `census link model export|import|revert`: versions of what the matcher has learned."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.cli.arguments import Commands, add_workspace
from census_app.cli.links.source_names import source_id
from census_app.cli.output import print_json, print_text
from census_app.foundation.errors import ExitCode

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext


def add_actions(actions: Commands[argparse.ArgumentParser]) -> None:
    """Register `models` and `model`."""
    models = actions.add_parser("models", help="比对模型的各个版本，哪一版在用")
    models.add_argument("--source", type=source_id, metavar="来源", help="只看这个参照源")
    add_workspace(models)
    models.set_defaults(command=_models)
    model = actions.add_parser("model", help="比对模型：导出、导入、换回")
    steps = model.add_subparsers(metavar="动作", required=True)
    export = _step(steps, "export", "导出一版（默认在用的）", _export)
    export.add_argument("--version", type=int, metavar="N", help="第几版；0 是程序自带的")
    export.add_argument("--out", type=Path, required=True, metavar="FILE.json")
    bring = _step(steps, "import", "导入别处导出的一版；不启用，除非加 --activate", _import)
    bring.add_argument("file", type=Path, metavar="FILE.json")
    bring.add_argument("--activate", action="store_true", help="导入后就启用")
    revert = _step(steps, "revert", "换回以前的一版（默认现在这一版之前的；再来一次再往前）", _revert)
    revert.add_argument("--to", type=int, metavar="N", help="第几版；0 是程序自带的")


def _step(
    steps: Commands[argparse.ArgumentParser], name: str, help_text: str, command: object
) -> argparse.ArgumentParser:
    step = steps.add_parser(name, help=help_text)
    step.add_argument("source", type=source_id, metavar="来源", help="参照源的名称或 id，例如 公安人口、gov_population")
    add_workspace(step)
    step.set_defaults(command=command)
    return step


def _models(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.workspace.linking.models import kept_models
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        found = kept_models(workspace, arguments.source)
    if arguments.json:
        print_json({"models": [one.as_json() for one in found]})
    else:
        print_text(*(one.words() for one in found))
    return int(ExitCode.DONE)


def _export(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.workspace.linking.model_files import export_model
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        version = export_model(workspace, arguments.source, arguments.version, arguments.out)
    return _say(arguments, version, f"第 {version} 版写到 {arguments.out}")


def _import(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.workspace.linking.model_files import import_model
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        version = import_model(workspace, arguments.source, arguments.file, switch=arguments.activate)
    used = "已启用，下次 census link 生效" if arguments.activate else "没有启用"
    return _say(arguments, version, f"存为第 {version} 版，{used}")


def _revert(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.workspace.linking.model_files import revert_model
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        version = revert_model(workspace, arguments.source, arguments.to)
    return _say(
        arguments, version, f"换回第 {version} 版{'（程序自带）' if version == 0 else ''}，下次 census link 生效"
    )


def _say(arguments: argparse.Namespace, version: int, text: str) -> int:
    if arguments.json:
        print_json({"source": arguments.source, "version": version})
    else:
        from census_app.matching.sources import shipped_sources

        print_text(f"{shipped_sources()[arguments.source].zh}：{text}")
    return int(ExitCode.DONE)
