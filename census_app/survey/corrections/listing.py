"""Batches of corrections as they stand: gone out or not, entered or not, proved or not."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from census_app.foundation.database import reading
from census_app.survey.corrections.claims import CLAIM_LABELS, ENTERED_LABELS, ClaimOutcome, claims_report, entered_now
from census_app.survey.corrections.model import corrections_in

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace


@dataclass
class Batch:
    """One batch: how many corrections, whether it went out, how many were entered (`yes`, `no`, `other`, ""), and how
    the claims of its problems came out."""

    batch: str
    rows: int = 0
    exported: bool = False
    entered: Counter[str] = field(default_factory=Counter)
    claims: Counter[ClaimOutcome] = field(default_factory=Counter)

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        claims = {one.value: self.claims[one] for one in ClaimOutcome}
        return {**self.__dict__, "entered": {name: self.entered[name] for name in ENTERED_LABELS}, "claims": claims}

    def line(self) -> str:
        """One line for the terminal."""
        entered = "，".join(
            f"{label} {self.entered[name]}" for name, label in ENTERED_LABELS.items() if self.entered[name]
        )
        claims = "，".join(f"{label} {self.claims[one]}" for one, label in CLAIM_LABELS.items() if self.claims[one])
        state = "已导出" if self.exported else "未导出"
        return f"{self.batch}　{self.rows} 处更正，{state}；新数据里：{entered}" + (
            f"；问题：{claims}" if claims else ""
        )


def batches(workspace: Workspace) -> list[Batch]:
    """All batches, oldest first."""
    with reading(workspace.engine) as connection:
        made = corrections_in(connection)
    entered = entered_now(workspace, made)
    found: dict[str, Batch] = {}
    for one in made:
        batch = found.setdefault(one.batch, Batch(one.batch, exported=bool(one.exported_act)))
        batch.rows += 1
        batch.entered[entered[one.correction_no]] += 1
    of_correction = {one.correction_no: one.batch for one in made}
    for claim in claims_report(workspace).claims:
        if claim.correction_no:
            found[of_correction[claim.correction_no]].claims[claim.outcome] += 1
    return list(found.values())
