"""Suggested values in clear: only with a reason, and the log says who saw how many."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from census_app.foundation.errors import BadInput
from census_app.workspace import acts
from census_app.workspace.suggestions.now import suggest

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext
    from census_app.workspace.suggestions.model import SuggestionReport
    from census_app.workspace.workspace import Workspace

REVEALED = "suggestions.revealed"


def reveal(
    workspace: Workspace,
    reason: str,
    numbers: Collection[str] = (),
    rule: str | None = None,
    context: JobContext | None = None,
) -> SuggestionReport:
    """Suggestions with personal values in clear; an act names the reason, the run and the number of values first."""
    if not reason.strip():
        raise BadInput("看全值必须写明理由", "例如 --clear 柳河所现场核对")
    report = suggest(workspace, numbers, rule, clear=True, context=context)
    personal = sum(one.personal for one in report.suggestions)
    if personal:
        payload = {"reason": reason.strip(), "values": personal, "link_set": report.link_set, "rule": rule or ""}
        acts.append(workspace.engine, REVEALED, report.run, payload)
    return report
