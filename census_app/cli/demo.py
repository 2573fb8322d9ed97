"""`census demo`: the sample county through the whole flow."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.cli.arguments import Commands, add_json, positive
from census_app.cli.output import print_report
from census_app.foundation.errors import ExitCode

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext

DEFAULT_CUSTOMERS = 20_000
DEFAULT_SEED = 112


def add_commands(commands: Commands[argparse.ArgumentParser]) -> None:
    """Register `demo`."""
    demo = commands.add_parser("demo", help="示例县：造一个县，走完两周全程，告诉你清单在哪里")
    demo.add_argument("--customers", type=positive, default=DEFAULT_CUSTOMERS, metavar="N")
    demo.add_argument("--seed", type=int, default=DEFAULT_SEED, metavar="K", help="同一个数得到同一个县")
    demo.add_argument(
        "--folder", type=Path, default=Path("census-demo"), metavar="F", help="写到这里；工作区是 F/workspace"
    )
    add_json(demo)
    demo.set_defaults(command=_demo)


def _demo(arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.demo.story import run_demo

    report = run_demo(arguments.folder, arguments.customers, arguments.seed, context)
    print_report(report, arguments.json)
    return int(ExitCode.DONE)
