"""Arguments and questions that the signing actions share. A passphrase never stands on the command line."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from census_app.foundation.errors import BadInput

_LARGEST_PASSPHRASE_FILE = 10_000


def add_key_place(parser: argparse.ArgumentParser, required: bool = True) -> None:
    """`--workspace W | --keys FOLDER`: whose trusted keys."""
    place = parser.add_mutually_exclusive_group(required=required)
    place.add_argument("--workspace", type=Path, metavar="W", help="用这个工作区信任的公钥")
    place.add_argument("--keys", type=Path, metavar="FOLDER", help="用这个文件夹里的公钥（不属于任何工作区）")


def add_passphrase(parser: argparse.ArgumentParser) -> None:
    """`--passphrase-file F`."""
    parser.add_argument("--passphrase-file", type=Path, metavar="F", help="口令在这个文件的第一行；不给时询问")


def passphrase(file: Path | None, question: str, *, twice: bool = False, argument: str = "--passphrase-file") -> str:
    """The passphrase from the first line of the file `argument` gives, or asked for at the terminal without showing it.

    `BadInput` when neither is there; it says of which passphrase.
    """
    if file is not None:
        return _first_line(file)
    if not sys.stdin.isatty():
        raise BadInput(f"没有终端可以询问{question}", f"用 {argument} 给出存放口令的文件")
    from getpass import getpass

    given = getpass(f"{question}：")
    if twice and getpass("再输入一次：") != given:
        raise BadInput("两次输入的口令不一样", "重新运行")
    return given


def _first_line(file: Path) -> str:
    if not file.is_file() or file.stat().st_size > _LARGEST_PASSPHRASE_FILE:
        raise BadInput(f"没有这个口令文件，或它太大：{file}", "口令写在一个小文本文件的第一行")
    try:
        line = file.read_text(encoding="utf-8-sig").partition("\n")[0].rstrip("\r")
    except UnicodeDecodeError as error:
        raise BadInput(f"口令文件不是 UTF-8 文本：{file}", "用 UTF-8 保存") from error
    if not line:
        raise BadInput(f"口令文件的第一行是空的：{file}", "把口令写在第一行")
    return line
