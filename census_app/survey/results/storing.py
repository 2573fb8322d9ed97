"""One verified document becomes rows sealed by one act, in one transaction, or nothing of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from census_app.foundation.database import writing
from census_app.survey.photos.circumstances import with_notes
from census_app.survey.photos.kept import SeenPhoto, new_rows
from census_app.survey.photos.meter_boxes import BoxMeters
from census_app.survey.results.circumstances import Named, circumstances
from census_app.survey.results.returned.summary import counts_of
from census_app.survey.results.rows import Verified
from census_app.survey.results.submission import Submission
from census_app.survey.results.verifying import Verifier
from census_app.survey.words import TaskState
from census_app.workspace.log.sealed_rows import append_with_rows
from census_app.workspace.people.permissions import require_in
from census_app.workspace.people.settings import people_settings
from census_app.workspace.received import not_yet_registered

if TYPE_CHECKING:
    from census_app.workspace.leases import Lease
    from census_app.workspace.workspace import Workspace

RESULTS_RECEIVED = "results.received"


@dataclass(frozen=True)
class Stored:
    """What was verified, how many pictures were new, and the act (0: nothing in the document was new)."""

    verified: Verified
    photos: int = 0
    act: int = 0

    def moved(self, state: TaskState) -> int:
        """How many tasks came to stand so."""
        return sum(change["state"] == state.value for change in self.verified.changes)


def store(
    workspace: Workspace,
    submission: Submission,
    verifier: Verifier,
    photos: Sequence[SeenPhoto],
    meters: Mapping[str, BoxMeters],
    lease: Lease,
    now: datetime,
    named: Named,
) -> Stored:
    """The document's rows stand in the workspace. `BadInput` when whoever takes it may not."""
    with writing(workspace.engine) as connection:
        lease.confirm_in(connection)
        known = circumstances(connection, verifier.tasks_of(submission), now, named)
        verified = verifier.verify(submission, known)
        noted = with_notes(photos, known.tasks, known.dispatched, meters, known.today)
        pictures = new_rows(connection, noted)
        verified.notes += [f"{one.name}：{'；'.join(one.notes)}" for one in noted if one.notes]
        files = [submission.kept, *(one.received for one in noted)]
        rows: dict[str, Any] = {
            "visits": verified.visits,
            "answers": [answer.row() for answer in verified.answers],
            "photos": pictures,
            "task_changes": verified.changes,
            "received_files": [one.row() for one in not_yet_registered(connection, files)],
        }
        if not any(rows.values()):
            return Stored(verified)
        if verified.units:
            require_in(connection, people_settings().permission_of(RESULTS_RECEIVED), sorted(verified.units))
        payload = _payload(submission, verified)
        act = append_with_rows(connection, RESULTS_RECEIVED, submission.document, payload, rows, now=now)
        return Stored(verified, len(pictures), act.seq)


def _payload(submission: Submission, verified: Verified) -> dict[str, Any]:
    return {
        "source": submission.source.value,
        "file": submission.kept.name,
        "sha256": submission.kept.sha256,
        "surveyor": submission.person,
        "counts": {standing.value: count for standing, count in counts_of(verified.marks).items()},
        "problems": sorted(set(verified.problems)),
    }
