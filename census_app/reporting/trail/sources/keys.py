"""The customer's number changed: a person's word, or the data's, followed by an official run."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from census_app.reporting.trail.case import Case
from census_app.reporting.trail.model import Raw
from census_app.workspace.problems.succession import KEY_SUCCEEDED
from census_app.workspace.schema import acts

_CUSTOMER = "customer"


def entries(case: Case) -> Iterator[Raw]:
    """One per person's word and per run that followed a succession among the customer's numbers."""
    subjects = [f"{_CUSTOMER}:{key}" for key in case.keys]
    query = select(acts.c.seq, acts.c.payload).where(acts.c.kind == KEY_SUCCEEDED, acts.c.subject.in_(subjects))
    for row in case.connection.execute(query):
        yield Raw(row.seq, 0, _told(row.payload))
    for old, new, act in case.index.successions(_CUSTOMER):
        if old in case.keys and new in case.keys:
            yield Raw(act, 0, f"户号 {old} 的问题从此记在 {new} 名下", title="编号沿革")


def _told(payload: str) -> str:
    import json

    content = json.loads(payload)
    return f"户号 {content['old_key']} 改为 {content['new_key']}，理由：{content.get('reason', '')}"
