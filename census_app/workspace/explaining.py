"""One rule on one record of the newest snapshot, with the value of every part."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.foundation.errors import BadInput
from census_app.workspace.link_sets import links_for
from census_app.workspace.packs import load_for_run

if TYPE_CHECKING:
    from census_app.checking.explain import Explanation
    from census_app.foundation.jobs import JobContext
    from census_app.workspace.workspace import Workspace


def explain_record(
    workspace: Workspace,
    rule: str,
    key: str,
    as_of: date | None = None,
    pack: Path | None = None,
    context: JobContext | None = None,
) -> Explanation:
    """Why the rule finds the record wrong, right, out of scope or not judgeable; `BadInput` when either is unknown."""
    from census_app.checking.explain import explain

    snapshot = workspace.catalogue.open()
    day = as_of or snapshot.manifest.data_date
    loaded = load_for_run(workspace, pack, day)
    rules = [entry.id for entry in loaded.pack.rules]
    if rule not in rules:
        from census_app.dictionary.nearest import nearest

        close = "、".join(nearest(rule, rules))
        raise BadInput(f"规则包里没有规则 {rule}", f"最接近的有：{close}" if close else "用 census pack lint 看规则包")
    if context is not None:
        context.raise_if_cancelled()
    links = links_for(workspace, snapshot).links
    return explain(snapshot, loaded.resolved, workspace.dictionary, rule, key, day, links=links)
