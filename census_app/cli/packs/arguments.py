"""Arguments that the pack actions share."""

from __future__ import annotations

import argparse
from pathlib import Path

from census_app.cli.arguments import add_workspace
from census_app.foundation.resources import shipped_folder

SHIPPED_PACK = "census-112"


def add_pack(parser: argparse.ArgumentParser) -> None:
    """`[P]`: the pack to work on."""
    parser.add_argument(
        "pack", nargs="?", type=Path, metavar="P", help="规则包：文件夹、zip 或 Excel；不给时用随程序发布的包"
    )


def add_installation(parser: argparse.ArgumentParser, unsigned: str) -> None:
    """What an installation is told, real or tried; `unsigned` says what agreeing to an unsigned pack means."""
    parser.add_argument("pack", type=Path, metavar="P", help="规则包或覆盖包：文件夹、zip 或 xlsx")
    parser.add_argument("--yes-unsigned", action="store_true", help=unsigned)
    parser.add_argument("--drop-unfit", action="store_true", help="停用有了它就不再适用的覆盖包，而不是拒绝它")
    add_workspace(parser)


def pack_path(arguments: argparse.Namespace) -> Path:
    """The pack that was named, else the shipped one."""
    chosen: Path | None = arguments.pack
    return chosen if chosen is not None else shipped_pack()


def shipped_pack() -> Path:
    """The pack that comes with the program."""
    return shipped_folder("rules") / SHIPPED_PACK
