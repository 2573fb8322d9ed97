"""What is active, what was before, and the highest version seen: all of it read from the acts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from census_app.foundation.database import reading
from census_app.workspace import acts
from census_app.workspace.acts import Act
from census_app.workspace.pack_life.entries import ActiveSet, PackEntry

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from census_app.workspace.workspace import Workspace

PACK_INSTALLED = "pack.installed"
PACK_ROLLED_BACK = "pack.rolled_back"
PACK_REFUSED = "pack.refused"
MOVING = (PACK_INSTALLED, PACK_ROLLED_BACK)


@dataclass(frozen=True)
class Step:
    """A set that was put in force, and the act that did it (None: nothing was installed yet)."""

    active: ActiveSet
    act: Act | None = None


@dataclass(frozen=True)
class PackHistory:
    """`steps` are the sets one could go back through, the present one last; `moves` all acts that moved them."""

    steps: tuple[Step, ...]
    moves: tuple[Act, ...]

    @property
    def active(self) -> ActiveSet:
        """The set in force now."""
        return self.steps[-1].active

    @property
    def since(self) -> Act | None:
        """The act since which the present set is in force; None when it never was another."""
        return self.moves[-1] if self.moves else None

    @property
    def installed(self) -> dict[str, PackEntry]:
        """Every pack ever installed, by the SHA-256 of its bytes."""
        return {
            entry.sha256: entry
            for act in self.moves
            if act.kind == PACK_INSTALLED
            for entry in ActiveSet.from_json(act.payload["active"]).entries
        }

    def installed_by(self, entry: PackEntry) -> Act | None:
        """The last act that installed exactly these bytes."""
        found = [
            act for act in self.moves if act.kind == PACK_INSTALLED and act.payload["pack"]["sha256"] == entry.sha256
        ]
        return found[-1] if found else None


def move_faults(history: PackHistory) -> list[str]:
    """Acts whose set does not follow from the acts before them (Chinese sentences); empty when all do."""
    faults = []
    sets: list[tuple[int, ActiveSet]] = [(0, ActiveSet())]
    for act in history.moves:
        stated = ActiveSet.from_json(act.payload["active"])
        if act.kind == PACK_INSTALLED:
            if PackEntry.from_json(act.payload["pack"]) not in stated.entries:
                faults.append(f"第 {act.seq} 号动作安装的规则包不在它自己写的生效之列")
            sets.append((act.seq, stated))
            continue
        undone, _ = sets.pop() if len(sets) > 1 else (0, ActiveSet())
        if undone != act.payload["undoes"] or sets[-1][1] != stated:
            faults.append(f"第 {act.seq} 号动作退回的规则包与此前的动作不符")
    return faults


def pack_history(workspace: Workspace) -> PackHistory:
    """The history as the acts tell it now."""
    with reading(workspace.engine) as connection:
        return history_in(connection)


def history_in(connection: Connection) -> PackHistory:
    """`pack_history` inside a transaction of yours."""
    moves = tuple(acts.iterate(connection, kinds=MOVING))
    steps = [Step(ActiveSet())]
    for act in moves:
        if act.kind == PACK_INSTALLED:
            steps.append(Step(ActiveSet.from_json(act.payload["active"]), act))
        elif len(steps) > 1:
            steps.pop()
    return PackHistory(tuple(steps), moves)
