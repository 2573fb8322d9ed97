"""Arguments that many commands share."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

Commands = argparse._SubParsersAction


def add_json(parser: argparse.ArgumentParser) -> None:
    """`--json`: one JSON object on stdout, progress on stderr."""
    parser.add_argument("--json", action="store_true", help="标准输出只有一个 JSON 对象，进度在标准错误")


def add_workspace(parser: argparse.ArgumentParser) -> None:
    """`--workspace W` and `--json`."""
    parser.add_argument("--workspace", type=Path, required=True, metavar="W", help="工作区文件夹")
    add_json(parser)


def iso_date(text: str) -> date:
    """argparse type: an ISO date."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"日期要写成 2026-11-20 这样：{text}") from error


def positive(text: str) -> int:
    """argparse type: a whole number of at least 1."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"要一个正整数：{text}")
    return int(text)
