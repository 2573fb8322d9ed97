"""Field days written into the tables through the acts that bring them: each test says what its surveyors did."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from census_app.foundation.database import writing
from census_app.survey.answers import Answer
from census_app.survey.words import AnswerOutcome, AnswerSource
from census_app.workspace.log.sealed_rows import append_with_rows
from census_app.workspace.workspace import Workspace

WEEK, DAY = "2026-W47", "2026-11-17"
SHEET = "普查表"


@dataclass
class FieldDays:
    """Collects rows; `store` gives them to the workspace in two acts."""

    tasks: list[dict[str, Any]] = field(default_factory=list)
    visits: list[dict[str, Any]] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    photos: list[dict[str, Any]] = field(default_factory=list)

    def visit(
        self, surveyor: str, arrived: str = "9:00", left: str = "9:20", *, tg: str = "T1", day: str = DAY,
        place: tuple[str, str] = ("", ""), **more: Any,
    ) -> str:  # fmt: skip
        number = len(self.tasks) + 1
        task_no = f"T2647-{number:04d}"
        self.tasks.append(
            {"task_no": task_no, "kind": "visit", "trigger": "problem", "scene": "basic", "customer": f"{number:010d}",
             "unit": "0301", "week": WEEK, "surveyor": surveyor, "tg_no": tg, "longitude": place[0],
             "latitude": place[1]}
        )  # fmt: skip
        self.visits.append(
            {"digest": f"{number:064}", "document": f"F-{surveyor}", "task_no": task_no, "outcome": "surveyed",
             "surveyor": surveyor, "day": day, "arrived": arrived, "left": left, "sheet": SHEET, "source_row": number}
            | more
        )  # fmt: skip
        return task_no

    def answer(self, task_no: str, *outcomes: AnswerOutcome, value: str = "", **more: Any) -> None:
        visit = next(visit for visit in self.visits if visit["task_no"] == task_no)
        start = sum(answer.task_no == task_no for answer in self.answers)
        self.answers += [
            Answer(
                AnswerSource.FORM, visit["document"], outcome, task_no=task_no, item=f"item{number}", value=value,
                **{"sheet": SHEET} | more,
            )
            for number, outcome in enumerate(outcomes, start=start)
        ]  # fmt: skip

    def photo(self, task_no: str, sha256: str, **more: Any) -> None:
        self.photos.append({"sha256": sha256, "kind": "photo", "name": f"{task_no}-1.jpg", "task_no": task_no} | more)

    def store(self, workspace: Workspace) -> None:
        with writing(workspace.engine) as connection:
            append_with_rows(connection, "tasks.dispatched", "", {"problems": []}, {"tasks": self.tasks})
            rows = {"visits": self.visits, "answers": [one.row() for one in self.answers], "photos": self.photos}
            append_with_rows(connection, "results.received", "", {"problems": []}, rows)
