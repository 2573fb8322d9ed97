"""Arguments that the pack actions share."""

from __future__ import annotations

import argparse
from pathlib import Path

from census_app.foundation.resources import shipped_folder

SHIPPED_PACK = "census-112"


def add_pack(parser: argparse.ArgumentParser) -> None:
    """`[P]`: the pack to work on."""
    parser.add_argument(
        "pack", nargs="?", type=Path, metavar="P", help="规则包：文件夹、zip 或 Excel；不给时用随程序发布的包"
    )


def pack_path(arguments: argparse.Namespace) -> Path:
    """The pack that was named, else the shipped one."""
    chosen: Path | None = arguments.pack
    return chosen if chosen is not None else shipped_pack()


def shipped_pack() -> Path:
    """The pack that comes with the program."""
    return shipped_folder("rules") / SHIPPED_PACK
