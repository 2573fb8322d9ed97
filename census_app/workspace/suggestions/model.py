"""A suggested value as people read it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from census_app.matching.percent import percent


@dataclass(frozen=True)
class Suggestion:
    """What the field of one problem should say.

    `value` is the value as it may be shown: masked where it is personal, unless it was asked for in clear; numbers
    without noughts that say nothing. `source_name` is what people call the `source`.
    `confidence` 0 … 1 with its word `band`; `basis` says whether it was measured, and on how many decisions, or is the
    model's estimate. `evidence` says in Chinese where the value comes from and what agreed.
    """

    problem_no: str
    rule_id: str
    table: str
    record_key: str
    field: str
    field_name: str
    value: str
    personal: bool
    source: str
    source_name: str
    right_key: str
    confidence: float
    band: str
    basis: str
    decision: str
    evidence: str

    @property
    def sure(self) -> str:
        """The confidence in words, and what it rests on."""
        return f"{self.band}（{percent(self.confidence)}，{self.basis}）"

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        return asdict(self)

    def line(self) -> str:
        """One line for the terminal."""
        return f"建议{self.field_name}：{self.value}　{self.sure}　依据：{self.evidence}"


@dataclass(frozen=True)
class SuggestionReport:
    """Suggestions of a run's problems, by problem number; `note` says why there can be none, else empty."""

    run: str
    link_set: str
    problems: int
    suggestions: tuple[Suggestion, ...]
    note: str = ""

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        return {
            "run": self.run,
            "link_set": self.link_set,
            "problems": self.problems,
            "note": self.note,
            "suggestions": [one.as_json() for one in self.suggestions],
        }
