"""The survey: tasks, visits, answers, photos, reviews, corrections, recoveries, and the files that came back.

Rows are only added, sealed by acts; texts are empty where nothing is known.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, ForeignKey, Integer, String, Text

revision = "0003"
down_revision = "0002"

_TABLES: dict[str, str] = {
    "tasks": "task_no:20! kind trigger scene customer table record_key unit week surveyor day due severity score "
    "reasons tg_no line_no area route# longitude latitude split_from",
    "task_problems": "task_no:20 problem_no:16",
    "task_changes": "task_no:20 state surveyor day due into_task reason",
    "visits": "digest:64! document task_no outcome surveyor day arrived left signature longitude latitude distance "
    "note file sheet source_row#",
    "answers": "digest:64! source document task_no problem_no table record_key field item outcome value* "
    "original_code blind reason note* evidence person day standing said file sheet source_row#",
    "photos": "sha256:64 kind name task_no item taken_at longitude latitude barcodes said",
    "reviews": "answer_act# answer_position# task_no problem_no decision reason note reviewer verification#",
    "corrections": "correction_no:24! answer_act# answer_position# problem_no customer table record_key field old* "
    "new* evidence person reviewer batch",
    "recoveries": "problem_no energy amount kind period note person",
    "received_files": "sha256:64! kind name size#",
}
"""Columns of each table: `name` a text, `name#` a whole number, `name*` a personal value with its salt and hash,
`name:n` a short text that must be given, `!` unique."""

_INDEXES: dict[str, tuple[str, tuple[str, ...]]] = {
    "tasks_customer": ("tasks", ("customer",)),
    "tasks_week": ("tasks", ("week",)),
    "task_problems_task": ("task_problems", ("task_no",)),
    "task_problems_problem": ("task_problems", ("problem_no",)),
    "task_changes_task": ("task_changes", ("task_no",)),
    "task_changes_into": ("task_changes", ("into_task",)),
    "visits_task": ("visits", ("task_no",)),
    "answers_task": ("answers", ("task_no",)),
    "answers_problem": ("answers", ("problem_no",)),
    "answers_document": ("answers", ("document",)),
    "photos_task": ("photos", ("task_no",)),
    "photos_content": ("photos", ("sha256",)),
    "reviews_answer": ("reviews", ("answer_act", "answer_position")),
    "reviews_problem": ("reviews", ("problem_no",)),
    "reviews_task": ("reviews", ("task_no",)),
    "corrections_problem": ("corrections", ("problem_no",)),
    "corrections_record": ("corrections", ("table", "record_key")),
    "recoveries_problem": ("recoveries", ("problem_no",)),
}


def upgrade() -> None:
    """The tables exist, empty."""
    for name, columns in _TABLES.items():
        op.create_table(
            name,
            Column("act", Integer, ForeignKey("acts.seq"), primary_key=True),
            Column("position", Integer, primary_key=True),
            *(column for written in columns.split() for column in _columns(written)),
        )
    for name, (table, indexed) in _INDEXES.items():
        op.create_index(name, table, list(indexed))


def _columns(written: str) -> list[Column[object]]:
    if written.endswith("*"):
        name = written[:-1]
        return [Column(name, Text), _text(f"{name}_salt"), _text(f"{name}_hash")]
    if written.endswith("#"):
        return [Column(written[:-1], Integer, nullable=False, server_default="0")]
    if ":" in written:
        name, size = written.rstrip("!").split(":")
        return [Column(name, String(int(size)), nullable=False, unique=written.endswith("!") or None)]
    return [_text(written)]


def _text(name: str) -> Column[object]:
    return Column(name, Text, nullable=False, server_default="")
