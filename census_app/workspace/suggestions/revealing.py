"""Suggested values in clear: only with a reason, and the log says who saw how many."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from census_app.foundation.errors import BadInput
from census_app.workspace.linking.disclosing import disclosed
from census_app.workspace.suggestions.now import suggest

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext
    from census_app.workspace.suggestions.model import SuggestionReport
    from census_app.workspace.workspace import Workspace


def reveal(
    workspace: Workspace,
    reason: str,
    numbers: Collection[str] = (),
    rule: str | None = None,
    context: JobContext | None = None,
) -> SuggestionReport:
    """Suggestions with personal values in clear; the log has the reason and the number of records before they are."""
    if not reason.strip():
        raise BadInput("看不遮盖的个人信息要写事由", "在 --full 后写明为什么需要")
    report = suggest(workspace, numbers, rule, clear=True, context=context)
    personal = sum(one.personal for one in report.suggestions)
    if personal:
        disclosed(workspace, reason, f"建议值 {rule or ''} {' '.join(numbers)}".strip(), personal)
    return report
