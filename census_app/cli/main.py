"""Parse, run one command, translate refusals into exit codes."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Iterable, Sequence
from importlib import import_module
from types import FrameType
from typing import Any, NoReturn

from census_app.cli.output import ProgressPrinter, print_error, settle_streams
from census_app.cli.refused_arguments import in_chinese
from census_app.cli.secrets_in import ask_secret
from census_app.foundation.clock import told_of_clock
from census_app.foundation.errors import CensusError, ExitCode
from census_app.foundation.files import gone, plain_refusal
from census_app.foundation.garbage import collection_rare
from census_app.foundation.jobs import JobContext
from census_app.foundation.temporary_place import ensure_temporary_folder

ACCOUNT_VARIABLE = "CENSUS_ACCOUNT"
GROUPS = {
    "window": ("window",),
    "demo": ("demo",),
    "archive": ("import", "reference"),
    "linking": ("link",),
    "checking": ("check", "runs", "compare", "explain"),
    "problems": ("problems",),
    "customers": ("customer",),
    "lists": ("lists",),
    "review": ("review",),
    "reports": ("report", "why"),
    "rehearsal": ("rehearse",),
    "localisation": ("localise",),
    "causes": ("causes",),
    "suggestions": ("suggest",),
    "library": ("library",),
    "tuning": ("judge", "unjudge", "priority"),
    "packs": ("pack",),
    "people": ("people",),
    "tasks": ("task",),
    "survey": ("survey",),
    "trail": ("trail",),
    "log": ("log",),
    "keeping": ("verify", "rebuild", "void", "storage", "backup", "restore"),
}
"""Module → the commands it adds, in the order in which help shows them."""


class _ChineseHelp(argparse.HelpFormatter):
    """Help that begins in Chinese."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        """How the command is written."""
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class ChineseParser(argparse.ArgumentParser):
    """argparse with help and refusals in Chinese and the contract's exit code."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings | {"formatter_class": _ChineseHelp, "add_help": False})
        self._positionals.title, self._optionals.title = "命令和参数", "选项"
        self.add_argument("-h", "--help", action="help", help="显示这份用法")

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the arguments and exit with 2; nothing was written."""
        self.print_usage(sys.stderr)
        print(f"错误：参数不对：{in_chinese(message)}（用 --help 看用法）", file=sys.stderr)
        raise SystemExit(int(ExitCode.USAGE))


def build_parser(asked: str = "") -> argparse.ArgumentParser:
    """The command line; every command sets `command`, a function of (arguments, context) → exit code.

    When `asked` is a command, the others are left out: a hundred and fifty parsers nobody asked for cost a short
    command a twentieth of its time.
    """
    parser = ChineseParser(prog="census", description="营销普查：把一个县的导出变成每个供电所的周问题清单")
    parser.add_argument("--version", action="version", version=_version())
    parser.add_argument(
        "--as",
        dest="signing_in",
        metavar="账号",
        default=os.environ.get(ACCOUNT_VARIABLE, ""),
        help=f"以这个账号登录（写在命令之前；或设 {ACCOUNT_VARIABLE}）；PIN 在终端输入，或从 CENSUS_PIN_FD 读",
    )
    commands = parser.add_subparsers(metavar="命令", required=True, parser_class=ChineseParser)
    known = any(asked in names for names in GROUPS.values())
    for module, names in GROUPS.items():
        if asked in names or not known:
            import_module(f"census_app.cli.{module}").add_commands(commands)
    return parser


def run(arguments: Sequence[str]) -> int:
    """Run one command; refusals are said on stderr, never as a traceback."""
    with collection_rare():
        return _run(arguments)


def _run(arguments: Sequence[str]) -> int:
    settle_streams()
    try:
        parsed = build_parser(arguments[0] if arguments else "").parse_args(arguments)
    except CensusError as error:  # a name is looked up in files that a county may have changed
        print_error(error, "--json" in arguments)
        return int(error.exit_code)
    progress = ProgressPrinter()
    context = JobContext(progress, progress.partial)
    restore = _cancel_on_signals(context)
    _claim(parsed.signing_in)
    told_of_clock()
    try:
        ensure_temporary_folder()
        return int(parsed.command(parsed, context))
    except CensusError as error:
        progress.finish()
        print_error(error, getattr(parsed, "json", False))
        return int(error.exit_code)
    except KeyboardInterrupt:
        print("已取消，没有写入任何内容", file=sys.stderr)
        return int(ExitCode.CANCELLED)
    except BrokenPipeError:
        return int(ExitCode.DONE)
    except OSError as error:
        progress.finish()
        refusal = plain_refusal(error, error.filename or "临时文件夹") or gone(error)
        if refusal is None:
            raise
        print_error(refusal, getattr(parsed, "json", False))
        return int(refusal.exit_code)
    finally:
        progress.finish()
        if notice := told_of_clock():
            print(notice, file=sys.stderr)
        restore()
        _claim("")


def _claim(account: str) -> None:
    """Workspaces are opened by this person, whose PIN is asked for when the first one is; "": by nobody."""
    from census_app.workspace.people import claim

    if account:
        claim.claim(account, lambda: ask_secret(f"{account} 的 PIN："))
    else:
        claim.withdraw()


def _cancel_on_signals(context: JobContext) -> _Restore:
    """Ctrl-C and a polite kill cancel the job; a second Ctrl-C no longer waits for it."""

    def cancel(number: int, _frame: FrameType | None) -> None:
        if context.cancelled:
            raise KeyboardInterrupt
        context.cancel()
        if number == signal.SIGINT:
            print("\n正在停止……（再按一次 Ctrl-C 立即退出）", file=sys.stderr)

    return _Restore({number: signal.signal(number, cancel) for number in (signal.SIGINT, signal.SIGTERM)})


class _Restore:
    def __init__(self, handlers: dict[signal.Signals, signal._HANDLER]) -> None:
        self._handlers = handlers

    def __call__(self) -> None:
        for number, handler in self._handlers.items():
            signal.signal(number, handler)


def _version() -> str:
    from census_app import __version__

    return f"census {__version__}"
