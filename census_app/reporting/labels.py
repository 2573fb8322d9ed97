"""Where a paper comes from, as its foot says: the rules, the run, the head of the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from census_app.workspace.pack_life.labels import label_of_input

if TYPE_CHECKING:
    from census_app.workspace.runs.record import RunRecord

_GROUPS = (0, 4, 8)


def printed_head(head: str) -> str:
    """The head of the log as printed: its first twelve digits in groups of four."""
    return " ".join(head[start : start + 4] for start in _GROUPS)


def pack_label(run: RunRecord) -> str:
    """The rules of a run, overrides included."""
    return f"规则包 {label_of_input(run.inputs.get('pack', {}))}".rstrip()
