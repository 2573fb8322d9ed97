"""The list's words, options and prompts, read from `resources/templates/weekly_list.yaml`."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from census_app.foundation.settings_files import settings
from census_app.foundation.workbooks.answer_sheets import Prompt


class _Text(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Reply(_Text):
    """Until when the list is to be sent back: ISO weekday and clock time."""

    weekday: int
    time: str


class PhotoWords(_Text):
    """Which kinds of evidence are photos in the list's folder, how their files end, and how many one row may name."""

    words: tuple[str, ...]
    suffixes: frozenset[str]
    most: int


class InstructionBlock(_Text):
    """One table of the instruction sheet."""

    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class WeeklyTexts(_Text):
    """Everything the list says by itself. `results` stand in the order rectified, not abnormal, needs a visit,
    appealed; `needs` names for each the answer columns that must be filled; `standing`: state of a problem, or why it
    came back → what is said beside what to do."""

    title: str
    level: str
    reply: Reply
    results: tuple[str, ...]
    reasons: tuple[str, ...]
    evidence: tuple[str, ...]
    personal_answer: tuple[str, ...]
    dittos: tuple[str, ...]
    needs: tuple[frozenset[str], ...]
    days_before: int
    photos: PhotoWords
    small_print: str
    steps: tuple[str, ...]
    steps_hint: str
    standing: dict[str, str]
    proof_hint: str
    contacts: tuple[tuple[str, str, str], ...]
    prompts: dict[str, Prompt]
    instructions: tuple[InstructionBlock, ...]


def weekly_texts() -> WeeklyTexts:
    """The shipped texts, validated once per process."""
    return settings(WeeklyTexts, "templates/weekly_list.yaml", "周清单用语文件读不了")
