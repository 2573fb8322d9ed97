"""`census link`: customers joined to government and third-party data."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.cli.arguments import Commands, add_json
from census_app.cli.links import ACTIONS
from census_app.cli.links.source_names import source_id
from census_app.cli.output import print_json, print_text
from census_app.foundation.errors import BadInput, ExitCode

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext
    from census_app.matching.links import LinkSetManifest


def add_commands(commands: Commands[argparse.ArgumentParser]) -> None:
    """Register `link` and what people do with its results."""
    parser = commands.add_parser("link", help="与参照数据比对（公安、工商、不动产、标准地址、缴费回流……）")
    parser.add_argument(
        "--source",
        type=source_id,
        action="append",
        default=[],
        metavar="来源",
        help="只比这个参照源（名称或 id，例如 公安人口、gov_population），可多次给出",
    )
    parser.add_argument("--out", type=Path, metavar="links.parquet", help="另存一份关联结果")
    parser.add_argument("--workspace", type=Path, metavar="W", help="工作区文件夹")
    add_json(parser)
    parser.set_defaults(command=_link)
    actions = parser.add_subparsers(metavar="动作", required=False)
    for group in ACTIONS:
        group.add_actions(actions)


def _link(arguments: argparse.Namespace, context: JobContext) -> int:
    if arguments.workspace is None:
        raise BadInput("没有说比对哪个工作区", "加上 --workspace 文件夹")
    from census_app.workspace.linking.making import make_links
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        manifest = make_links(workspace, arguments.source, arguments.out, context).manifest
    if arguments.json:
        print_json(
            {
                "link_set": manifest.link_set,
                "sources": {name: source.model_dump(mode="json") for name, source in manifest.sources.items()},
                "warnings": list(manifest.warnings),
            }
        )
    else:
        print_text(*_lines(manifest))
    return int(ExitCode.DONE)


def _lines(manifest: LinkSetManifest) -> list[str]:
    from census_app.matching.sources import shipped_sources

    known = shipped_sources()
    lines = [f"关联集 {manifest.link_set}"]
    for name, source in manifest.sources.items():
        counts = source.counts
        title = known[name].zh if name in known else name
        unknown = f"说不出 {counts['open']:,}，" if counts.get("open") else ""
        vetoes = sum(count for kind, count in counts.items() if kind.startswith("veto:"))
        lines.append(
            f"  {title}：关联 {counts.get('linked', 0):,}，待人工确认 {counts.get('review', 0):,}，"
            f"没有对应 {counts.get('none', 0):,}，{unknown}同址异名等发现 {vetoes:,}"
        )
        lines += [f"    注意：{warning}" for warning in source.warnings]
    return lines
