"""The reasons to look, told at the tasks they were seen at: signs, never verdicts."""

from __future__ import annotations

from dataclasses import dataclass

from census_app.survey.quality.report import QualityReport


@dataclass(frozen=True)
class TaskSign:
    """What one sign sees at a task: its title, what is seen there, what else it may be, how to find out."""

    title: str
    words: str
    innocent: str
    check: str


def signs_by_task(report: QualityReport) -> dict[str, tuple[TaskSign, ...]]:
    """Task → its signs, in the order of the report; only reasons to look, only of surveyors the reader may look at."""
    found: dict[str, list[TaskSign]] = {}
    for surveyor in report.surveyors:
        for seen in surveyor.looks:
            texts = report.settings.texts(seen.sign)
            for row in seen.evidence:
                made = TaskSign(texts.title, row.words, texts.innocent, texts.check)
                found.setdefault(row.task_no, []).append(made)
    return {task: tuple(signs) for task, signs in found.items()}
