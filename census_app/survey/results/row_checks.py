"""Rows held against the archive and against each other: links, copies, contradictions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from census_app.foundation.masking import masked
from census_app.survey.results.archive_facts import ArchiveFacts, Column
from census_app.survey.results.circumstances import Circumstances
from census_app.survey.results.contradictions import contradictions_of
from census_app.survey.results.rows import Row, Visits
from census_app.survey.words import AnswerOutcome, AnswerSource

ASSET: Column = ("meter", "asset_no")


def check_links(rows: Sequence[Row], facts: ArchiveFacts, known: Circumstances) -> None:
    """A number that the archive does not have is in conflict; a meter that it gives to somebody else is told."""
    for row in rows:
        form, judged = row.item.form, row.judged
        if not row.is_open or not judged.value:
            continue
        if judged.outcome is not AnswerOutcome.CONSISTENT:
            stranger = facts.stranger(form.table, form.field, judged.value)
            if stranger:
                row.conflict(stranger)
        task = known.tasks.get(form.task_no)
        if (form.table, form.field) == ASSET and task is not None:
            owner = facts.owner(judged.value)
            if owner and task.customer and owner != task.customer:
                row.says.append(f"档案里这块表是别的户（{masked(owner)}）的，可能串户")


def check_copies(rows: Sequence[Row], source: AnswerSource) -> None:
    """The same row twice with different answers: both stand, neither is believed. On a phone the later one of one
    person holds."""
    first: dict[str, Row] = {}
    for row in rows:
        if not row.is_open:
            continue
        other = first.setdefault(row.item.form.row_code, row)
        if other is row:
            continue
        if source is AnswerSource.PHONE and other.item.person == row.item.person:
            row.says.append("同一户又交了一次，以这次为准")
        else:
            row.conflict(f"和第 {other.item.place.row} 行是同一行（复制的），两行答得不一样")
            other.conflict(f"和第 {row.item.place.row} 行是同一行（复制的），两行答得不一样")


def check_contradictions(rows: Sequence[Row], visits: Visits, facts: ArchiveFacts) -> None:
    """Items of one visit that cannot all be true are all in conflict."""
    by_visit: dict[tuple[str, str, int], list[Row]] = defaultdict(list)
    for row in rows:
        if row.is_open:
            place = row.item.place
            together = place.row if visits.submission.source is AnswerSource.PHONE else 0
            by_visit[(row.item.form.task_no, place.sheet, together)].append(row)
    for (task_no, _, _), mine in by_visit.items():
        visit = visits.of(task_no, mine[0].item.place)
        written = {row.item.form.item: row.judged.value for row in mine if row.item.value}
        held = {row.item.form.item: row.judged.value or _original(row, facts) for row in mine}
        for found in contradictions_of(held, None if visit is None else visit.outcome, written):
            for row in mine:
                if row.item.form.item in found.items:
                    row.conflict(found.says)


def _original(row: Row, facts: ArchiveFacts) -> str:
    form = row.item.form
    consistent = row.judged.outcome is AnswerOutcome.CONSISTENT and form.record_key
    return facts.value(form.table, form.record_key, form.field) if consistent else ""
