"""The jobs of the window as command lines of the product."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from census_app.desktop.jobs import Job
from census_app.desktop.language import say
from census_app.foundation.temporary import lasting_temporary_folder

PREVIEW = "preview"
PREVIEW_AS = "preview_as"
IMPORT = "import"
CHECK = "check"
PROFILE = "profile"
COMPARE = "compare"
COMPARE_SAVE = "compare_save"
VOID = "void"
VOID_PREVIEW = "void_preview"
TRIAL = "--trial"
LISTS = "lists"
DEMO = "demo"
PACK_TRY = "pack_try"
PACK_INSTALL = "pack_install"
PACK_ROLLBACK = "pack_rollback"
DIAL = "dial"
BACKTEST = "backtest"
PACK_EXPORT = "pack_export"
PACK_BOOK = "pack_book"
LINK = "link"
PROBLEM_EXPORT = "problem_export"
SAMPLE_WORKSPACE = "workspace"
SAMPLE_REPORT = "demo.json"
SAMPLE_CUSTOMERS = 1200
_MOST_ARGUMENTS = 200


def _sources(sources: Sequence[str]) -> tuple[str, ...]:
    """Files and database addresses as arguments; more than a command line holds go into a list file."""
    if len(sources) <= _MOST_ARGUMENTS:
        return tuple(sources)
    target = lasting_temporary_folder("sources") / "sources.txt"
    target.write_text("\n".join(sources), encoding="utf-8")
    return ("--list", str(target))


def preview(sources: Sequence[str], workspace: Path, table: str = "") -> Job:
    """Recognise tables and columns without writing anything; `workspace`, if it exists, lends its mappings. With
    `table` the sources are taken for that table."""
    forced = ("--table", table) if table else ()
    arguments = ("import", *_sources(sources), *forced, "--preview", "--workspace", str(workspace), "--json")
    return Job(PREVIEW_AS if table else PREVIEW, say("job.preview"), arguments)


def import_files(
    sources: Sequence[str],
    workspace: Path,
    mapping: Path | None,
    answer: str = "",
    left_out: Sequence[tuple[str, str]] = (),
) -> Job:
    """Import files; `answer` is `complete`, `partial`, `changes` or nothing, `left_out` are the (file, sheet) not
    wanted."""
    chosen = ("--mapping", str(mapping)) if mapping else ()
    said = (f"--{answer}",) if answer else ()
    without = [f"--leave-out={file}|{sheet}" for file, sheet in left_out]
    arguments = ("import", *_sources(sources), "--workspace", str(workspace), *chosen, *said, *without, "--json")
    return Job(IMPORT, say("job.import"), arguments)


def check(workspace: Path) -> Job:
    """An official run of the active pack."""
    return Job(CHECK, say("job.check"), ("check", "--workspace", str(workspace), "--json"))


def trial(workspace: Path) -> Job:
    """A run that moves no problem."""
    return Job(CHECK, say("job.trial"), ("check", TRIAL, "--workspace", str(workspace), "--json"))


def profile(workspace: Path) -> Job:
    """Which rules are slow, on a sample."""
    return Job(PROFILE, say("job.profile"), ("check", "--profile", "--workspace", str(workspace), "--json"))


def _compare(workspace: Path, before: str, after: str, out: Path) -> tuple[str, ...]:
    return ("compare", before, after, "--out", str(out), "--workspace", str(workspace), "--json")


def compare(workspace: Path, before: str, after: str, out: Path) -> Job:
    """Two runs row by row, the rows written for looking."""
    return Job(COMPARE, say("job.compare"), _compare(workspace, before, after, out))


def save_comparison(workspace: Path, before: str, after: str, out: Path) -> Job:
    """The same written for people."""
    return Job(COMPARE_SAVE, say("job.compare"), _compare(workspace, before, after, out))


def void_preview(workspace: Path, run: str) -> Job:
    """What voiding a run would change."""
    return Job(
        VOID_PREVIEW, say("job.void_preview"), ("void", run, "--preview", "--workspace", str(workspace), "--json")
    )


def void(workspace: Path, run: str, reason: str) -> Job:
    """A run counts no more."""
    arguments = ("void", run, "--reason", reason, "--workspace", str(workspace), "--json")
    return Job(VOID, say("job.void"), arguments)


def out_of(job: Job) -> Path:
    """The file a job was told to write."""
    return Path(job.arguments[job.arguments.index("--out") + 1])


def lists(workspace: Path, week: str, out: Path) -> Job:
    """The weekly lists of a week."""
    arguments = ("lists", "--workspace", str(workspace), "--week", week, "--out", str(out), "--json")
    return Job(LISTS, say("job.lists"), arguments)


def demo(folder: Path) -> Job:
    """The sample county through the whole flow."""
    arguments = ("demo", "--customers", str(SAMPLE_CUSTOMERS), "--folder", str(folder), "--json")
    return Job(DEMO, say("job.demo"), arguments)


def _pack(action: str, workspace: Path, pack: Path, accept_unsigned: bool, drop_unfit: bool) -> tuple[str, ...]:
    answers = [*(["--yes-unsigned"] if accept_unsigned else []), *(["--drop-unfit"] if drop_unfit else [])]
    return ("pack", action, str(pack), *answers, "--workspace", str(workspace), "--json")


def try_pack(workspace: Path, pack: Path, accept_unsigned: bool, drop_unfit: bool) -> Job:
    """A pack through every stage short of activation."""
    return Job(PACK_TRY, say("job.pack_try"), _pack("try", workspace, pack, accept_unsigned, drop_unfit))


def install_pack(workspace: Path, pack: Path, accept_unsigned: bool, drop_unfit: bool) -> Job:
    """A pack into force."""
    return Job(PACK_INSTALL, say("job.pack_install"), _pack("install", workspace, pack, accept_unsigned, drop_unfit))


def roll_back_pack(workspace: Path) -> Job:
    """One step back."""
    return Job(PACK_ROLLBACK, say("job.pack_rollback"), ("pack", "rollback", "--workspace", str(workspace), "--json"))


def dial(workspace: Path, rule_id: str, parameter: str) -> Job:
    """Hits at every value of a parameter."""
    arguments = ("pack", "dial", rule_id, parameter, "--workspace", str(workspace), "--json")
    return Job(DIAL, say("job.dial"), arguments)


def backtest_draft(workspace: Path, rule_id: str) -> Job:
    """The draft of a rule over the snapshots of the past."""
    arguments = ("pack", "backtest", "--draft", rule_id, "--workspace", str(workspace), "--json")
    return Job(BACKTEST, say("job.backtest"), arguments)


def export_problems(workspace: Path, numbers: Path, out: Path) -> Job:
    """The problems whose numbers stand in a file, as a workbook in that order."""
    wanted = ("--numbers", str(numbers), "--format", "xlsx", "--out", str(out))
    return Job(
        PROBLEM_EXPORT, say("job.problem_export"), ("problems", *wanted, "--workspace", str(workspace), "--json")
    )


def export_pack(workspace: Path, out: Path) -> Job:
    """The base pack in force as a workbook, or as a zip, by the name of the file."""
    form = "--excel" if out.suffix.lower() == ".xlsx" else "--out"
    arguments = ("pack", "export", "--workspace", str(workspace), form, str(out), "--replace", "--json")
    return Job(PACK_EXPORT, say("job.pack_export"), arguments)


def pack_book(workspace: Path, out: Path) -> Job:
    """The rules in force as a book for people, in a folder or one file."""
    arguments = ("pack", "book", "--workspace", str(workspace), "--out", str(out), "--json")
    return Job(PACK_BOOK, say("job.pack_book"), arguments)


def link(workspace: Path) -> Job:
    """Compare the newest snapshot with its reference data."""
    return Job(LINK, say("job.link"), ("link", "--workspace", str(workspace), "--json"))


def workspace_of(job: Job) -> Path:
    """The workspace a job was started on."""
    return Path(job.arguments[job.arguments.index("--workspace") + 1])
