"""The overdue ladder as data: `resources/survey/overdue.yaml`."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, model_validator

from census_app.foundation.settings_files import settings


class _Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Step(_Settings):
    """One step: `after` to `until` days past the deadline, both included; no `until`: for ever. `role` is who is asked
    to do what `asks` says."""

    id: str
    zh: str
    after: int
    until: int | None = None
    role: str
    asks: str


class Deferred(_Settings):
    """What an approved deferral is called."""

    id: str
    zh: str
    asks: str


class Waiting(_Settings):
    """Who has the problem in a state in which it does not wait for the surveyor; no role: for nobody."""

    role: str
    asks: str


class OverdueSettings(_Settings):
    """The file; its comments say what each entry means."""

    steps: tuple[Step, ...]
    deferred: Deferred
    waiting: dict[str, Waiting]
    longest_deferral_days: int

    @model_validator(mode="after")
    def _without_gaps(self) -> OverdueSettings:
        expected: int | None = 1
        for step in self.steps:
            if step.after != expected:
                raise ValueError(f"overdue.yaml: step {step.id} must begin at day {expected}")
            expected = None if step.until is None else step.until + 1
        if expected is not None:
            raise ValueError("overdue.yaml: the last step must have no end")
        return self

    def step(self, days: int) -> Step | None:
        """The step of a problem so many days past its deadline; None when it is not overdue."""
        reached = [one for one in self.steps if one.after <= days]
        return reached[-1] if reached else None


def overdue_settings() -> OverdueSettings:
    """The shipped steps, validated once per process."""
    return settings(OverdueSettings, "survey/overdue.yaml", "超期阶梯的设置有误")
