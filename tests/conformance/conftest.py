"""What the conformance tests share: the reasoned side effects, and how findings are laid at an error's door."""

from __future__ import annotations

from pathlib import Path

import pytest

from census_app.foundation.resources import plain_yaml

from .unseen_county.errors import Injected
from .unseen_county.run import Finding


def label(rule: str, clause: str) -> str:
    return f"{rule}.{clause}" if clause else rule


@pytest.fixture(scope="session")
def expected() -> dict[str, dict[str, str]]:
    """Error → finding → why."""
    path = Path(__file__).parent / "unseen_county" / "side_effects.yaml"
    return plain_yaml(path.read_text("utf-8"))


def missed(errors: list[Injected], findings: list[Finding]) -> list[str]:
    """The errors their own rule and clause did not find on the record they were put into."""
    return [
        f"{label(one.rule, one.clause)} at {one.table} {one.key}"
        for one in errors
        if not any(finding.is_of(one) for finding in findings)
    ]


def unexplained(errors: list[Injected], findings: list[Finding], expected: dict[str, dict[str, str]]) -> list[str]:
    """Findings that no error accounts for, itself or by a side effect with a reason."""
    strange = []
    for finding in findings:
        near = [one for one in errors if finding.may_come_from(one)]
        for clause in finding.clauses:
            told = label(finding.rule, clause)
            own = any(one.rule == finding.rule and one.clause == clause for one in near)
            if not own and not any(told in expected.get(label(one.rule, one.clause), {}) for one in near):
                from_ = ", ".join(label(one.rule, one.clause) for one in near) or "nothing"
                strange.append(f"{told} at {finding.table} {finding.key} (from {from_}): {finding.message}")
    return strange
