"""`kill -9` at random moments of reviewing, making and filing corrections: nothing lost, nothing doubled."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from census_app.foundation.database import reading
from census_app.survey.corrections.model import CORRECTIONS_EXPORTED, corrections_in
from census_app.survey.review.decided import reviews_in
from census_app.survey.review.queue import review_queue
from census_app.survey.words import AnswerOutcome
from census_app.workspace import acts
from census_app.workspace.verification.verify import verify_workspace
from census_app.workspace.workspace import Workspace
from tests.unit.survey.review.field import dispatched, surveyed

_ROOT = Path(__file__).resolve().parents[4]
_FIELDS = ("addr_road", "addr_town", "addr_village", "addr_estate", "holiday")
_PROGRAM = """
import sys
from pathlib import Path

from census_app.survey.corrections.exporting import export_corrections
from census_app.survey.corrections.making import make_corrections
from census_app.survey.review.deciding import decide
from census_app.survey.review.effects import Said
from census_app.survey.review.queue import review_queue
from census_app.survey.words import ReviewDecision
from census_app.workspace.workspace import Workspace

with Workspace.open(Path(sys.argv[1])) as workspace:
    print("ready", flush=True)
    for entry in review_queue(workspace).entries:
        if entry.answers:
            decide(workspace, [Said(entry.key, ReviewDecision.PASSED)], by="李梅")
            make_corrections(workspace)
            export_corrections(workspace, Path(sys.argv[2]))
    make_corrections(workspace)
    export_corrections(workspace, Path(sys.argv[2]))
    print("done", flush=True)
"""


def _run(workspace: Path, out: Path, seconds: float | None) -> str:
    """What the program said; killed that long after it was ready, None lets it finish."""
    command = [sys.executable, "-c", _PROGRAM, str(workspace), str(out)]
    process = subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE, text=True)
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        if seconds is not None:
            time.sleep(seconds)
            process.kill()
        return process.stdout.read()


@pytest.mark.nightly
def test_killed_twenty_times_every_value_is_reviewed_and_filed_once(county: Workspace, tmp_path: Path) -> None:
    dispatched(county, "T2648-0001", "4")
    said = [(field, AnswerOutcome.DIFFERENT, f"柳河{place}") for place, field in enumerate(_FIELDS)]
    surveyed(county, "T2648-0001", "4", *said)
    county.close()
    moments = random.Random(7)
    for _ in range(20):
        _run(county.folder, tmp_path / "out", moments.uniform(0.0, 2.5))
        with Workspace.open(county.folder) as again:
            assert verify_workspace(again).faults == []
    assert _run(county.folder, tmp_path / "out", None) == "done\n"
    with Workspace.open(county.folder) as again:
        with reading(again.engine) as connection:
            reviewed = [one.answer for one in reviews_in(connection) if one.answer_act]
            filed = corrections_in(connection)
        assert len(reviewed) == len(set(reviewed)) == len(_FIELDS)
        assert sorted(one.field for one in filed) == sorted(_FIELDS)
        assert all(one.exported_act for one in filed)
        exported = [act.subject for act in acts.list_acts(again.engine, kinds=[CORRECTIONS_EXPORTED])]
        assert len(exported) == len(set(exported)) == len({one.batch for one in filed})
        assert not [one for one in review_queue(again).entries if one.answers]
        assert verify_workspace(again).faults == []
