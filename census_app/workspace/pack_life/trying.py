"""A pack through every stage short of activation: what would happen, while nothing is written, not even to the log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from census_app.foundation.errors import BadInput, DiskRefusal
from census_app.foundation.jobs import JobContext, silent
from census_app.workspace.pack_life import stages
from census_app.workspace.pack_life.checks import Checks
from census_app.workspace.pack_life.stages import Stage
from census_app.workspace.pack_life.store import received
from census_app.workspace.people.permissions import require

if TYPE_CHECKING:
    from census_app.workspace.pack_life.entries import PackEntry
    from census_app.workspace.pack_life.report import PreviewReport
    from census_app.workspace.workspace import Workspace


@dataclass(frozen=True)
class TryReport:
    """How far a pack would come; the last stage says why it stops there, if it does. `unchanged`: in force already."""

    given: str
    pack: PackEntry | None
    stages: tuple[Stage, ...]
    preview: PreviewReport | None = None
    unchanged: bool = False

    @property
    def passed(self) -> bool:
        """Whether the pack could come into force as it is."""
        return not self.unchanged and bool(self.stages) and not self.stages[-1].refused

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        return {
            "passed": self.passed,
            "unchanged": self.unchanged,
            "pack": None if self.pack is None else self.pack.as_json() | {"label": self.pack.label},
            "stages": [stage.as_json() for stage in self.stages],
            "preview": None if self.preview is None else self.preview.as_json(),
        }

    def lines(self) -> list[str]:
        """Every stage in Chinese lines."""
        lines = [f"试装 {self.given}", *(line for stage in self.stages for line in stage.lines())]
        if self.unchanged and self.pack is not None:
            return [*lines, f"{self.pack.label} 已经生效"]
        verdict = "可以安装：census pack install" if self.passed else "现在装不上"
        return [*lines, f"{verdict}。这是试装，工作区没有改变"]


def try_pack(
    workspace: Workspace,
    path: Path,
    *,
    accept_unsigned: bool = False,
    drop_unfit: bool = False,
    context: JobContext | None = None,
    now: datetime | None = None,
) -> TryReport:
    """What `install_pack` would say up to the activation; `BadInput` when there is nothing at `path`."""
    context = context or silent()
    if not path.exists():
        raise BadInput(f"没有这个规则包：{path}", "检查路径；规则包是文件夹、zip 或 xlsx")
    require(workspace, "pack.install")
    done: list[Stage] = []
    moment = now or datetime.now().astimezone()
    try:
        with received(workspace, path) as found:
            checks = Checks(workspace, found, accept_unsigned, drop_unfit, moment, context)
            works = checks.in_order()
            for number, (name, work) in enumerate(works):
                context.raise_if_cancelled()
                context.progress(number, len(works), stages.NAMES[name])
                done.append(stages.outcome_of(name, work, found.in_words_of_giver))
                if done[-1].refused or checks.already:
                    break
            return TryReport(str(path), checks.entry, tuple(done), checks.preview, checks.already)
    except DiskRefusal:
        raise
    except BadInput as error:
        return TryReport(str(path), None, (stages.refused(stages.VERIFY, [str(error)]),))
