"""The tables of the survey: tasks and what became of them, visits, answers, photos, reviews, corrections, recoveries.

Rows are only ever added, each by an act that seals it (`sealed_rows`): a row's `act` and `position` are its name. What
holds now is read from the newest rows, never from a column that was overwritten. Texts are empty, never null, where
nothing is known; only a personal value becomes null, when it is erased.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from census_app.workspace.schema import workspace_metadata

HASHED = "_hash"
SALTED = "_salt"
PERSONAL = {"personal": True}
"""Marks a column whose value stands beside its salted hash (`<name>_hash`, `<name>_salt`): the seal covers the hash."""


def _row(*columns: Column[object]) -> tuple[Column[object], ...]:
    return (
        Column("act", Integer, ForeignKey("acts.seq"), primary_key=True),
        Column("position", Integer, primary_key=True),
        *columns,
    )


def _text(name: str) -> Column[object]:
    return Column(name, Text, nullable=False, server_default="")


def _personal(name: str) -> tuple[Column[object], ...]:
    return Column(name, Text, info=PERSONAL), _text(f"{name}{SALTED}"), _text(f"{name}{HASHED}")


def _number(name: str) -> Column[object]:
    return Column(name, Integer, nullable=False, server_default="0")


tasks = Table(
    "tasks",
    workspace_metadata,
    *_row(
        Column("task_no", String(20), nullable=False, unique=True),
        _text("kind"),
        _text("trigger"),
        _text("scene"),
        _text("customer"),
        _text("table"),
        _text("record_key"),
        _text("unit"),
        _text("week"),
        _text("surveyor"),
        _text("day"),
        _text("due"),
        _text("severity"),
        _text("score"),
        _text("reasons"),
        _text("tg_no"),
        _text("line_no"),
        _text("area"),
        _number("route"),
        _text("longitude"),
        _text("latitude"),
        _text("split_from"),
    ),
    Index("tasks_customer", "customer"),
    Index("tasks_week", "week"),
)
"""One visit, call or piece of desk work for one customer (or one record without a customer) as it was given out.

`day` is when it is planned for, `route` its place in that day's walk. `reasons` is a JSON list of what beside problems
made it (trigger, table, key, says); empty where only problems did."""

task_problems = Table(
    "task_problems",
    workspace_metadata,
    *_row(Column("task_no", String(20), nullable=False), Column("problem_no", String(16), nullable=False)),
    Index("task_problems_task", "task_no"),
    Index("task_problems_problem", "problem_no"),
)

task_changes = Table(
    "task_changes",
    workspace_metadata,
    *_row(
        Column("task_no", String(20), nullable=False),
        _text("state"),
        _text("surveyor"),
        _text("day"),
        _text("due"),
        _text("into_task"),
        _text("reason"),
    ),
    Index("task_changes_task", "task_no"),
    Index("task_changes_into", "into_task"),
)
"""What became of a task: the state it entered, who has it, for which day, until when; an empty text leaves what was,
`-` takes it away."""

visits = Table(
    "visits",
    workspace_metadata,
    *_row(
        Column("digest", String(64), nullable=False, unique=True),
        _text("document"),
        _text("task_no"),
        _text("outcome"),
        _text("surveyor"),
        _text("day"),
        _text("arrived"),
        _text("left"),
        _text("signature"),
        _text("longitude"),
        _text("latitude"),
        _text("distance"),
        _text("note"),
        _text("file"),
        _text("sheet"),
        _number("source_row"),
    ),
    Index("visits_task", "task_no"),
)
"""A visit as the surveyor reports it; `digest` names its content, so that the same file twice changes nothing."""

answers = Table(
    "answers",
    workspace_metadata,
    *_row(
        Column("digest", String(64), nullable=False, unique=True),
        _text("source"),
        _text("document"),
        _text("task_no"),
        _text("problem_no"),
        _text("table"),
        _text("record_key"),
        _text("field"),
        _text("item"),
        _text("outcome"),
        *_personal("value"),
        _text("original_code"),
        _text("blind"),
        _text("reason"),
        *_personal("note"),
        _text("evidence"),
        _text("person"),
        _text("day"),
        _text("standing"),
        _text("said"),
        _text("file"),
        _text("sheet"),
        _number("source_row"),
    ),
    Index("answers_task", "task_no"),
    Index("answers_problem", "problem_no"),
    Index("answers_document", "document"),
)
"""One answer: of a list (to a problem) or of a form (to an item). `standing` is `taken` or `conflict`, `said` why."""

photos = Table(
    "photos",
    workspace_metadata,
    *_row(
        Column("sha256", String(64), nullable=False),
        _text("kind"),
        _text("name"),
        _text("task_no"),
        _text("item"),
        _text("taken_at"),
        _text("longitude"),
        _text("latitude"),
        _text("barcodes"),
        _text("said"),
    ),
    Index("photos_task", "task_no"),
    Index("photos_content", "sha256"),
)
"""A photo or signature image of a task; its bytes are a received file. `barcodes` is a JSON list of texts."""

reviews = Table(
    "reviews",
    workspace_metadata,
    *_row(
        _number("answer_act"),
        _number("answer_position"),
        _text("task_no"),
        _text("problem_no"),
        _text("decision"),
        _text("reason"),
        _text("note"),
        _text("reviewer"),
        _number("verification"),
    ),
    Index("reviews_answer", "answer_act", "answer_position"),
    Index("reviews_problem", "problem_no"),
    Index("reviews_task", "task_no"),
)
"""What a reviewer decided about an answer; `verification` is 2 for a second look at the same answer."""

corrections = Table(
    "corrections",
    workspace_metadata,
    *_row(
        Column("correction_no", String(24), nullable=False, unique=True),
        _number("answer_act"),
        _number("answer_position"),
        _text("problem_no"),
        _text("customer"),
        _text("table"),
        _text("record_key"),
        _text("field"),
        *_personal("old"),
        *_personal("new"),
        _text("evidence"),
        _text("person"),
        _text("reviewer"),
        _text("batch"),
    ),
    Index("corrections_problem", "problem_no"),
    Index("corrections_record", "table", "record_key"),
)
"""An accepted value on its way into the marketing system; `batch` names the file it went out in."""

recoveries = Table(
    "recoveries",
    workspace_metadata,
    *_row(
        _text("problem_no"),
        _text("energy"),
        _text("amount"),
        _text("kind"),
        _text("period"),
        _text("note"),
        _text("person"),
    ),
    Index("recoveries_problem", "problem_no"),
)
"""追补电量 (kWh) and 追补电费 (yuan) entered for a problem, decimals as text; a later row replaces the earlier ones of
the same problem and kind."""

received_files = Table(
    "received_files",
    workspace_metadata,
    *_row(
        Column("sha256", String(64), nullable=False, unique=True),
        _text("kind"),
        _text("name"),
        _number("size"),
    ),
)
"""Files that came back, kept as they came: `received/<first two digits>/<sha256><suffix>`."""

SEALED_TABLES: dict[str, Table] = {
    table.name: table
    for table in (tasks, task_problems, task_changes, visits, answers, photos, reviews, corrections, recoveries)
} | {received_files.name: received_files}
