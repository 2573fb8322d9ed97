from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from census_app.foundation.database import writing
from census_app.foundation.errors import ExitCode, WorkspaceBusy
from census_app.workspace.leases import holders
from census_app.workspace.schema import leases
from census_app.workspace.workspace import Workspace


def test_a_second_holder_is_told_who_and_since_when(workspace: Workspace) -> None:
    with workspace.lease("check", what="校验"):
        with pytest.raises(WorkspaceBusy) as refusal, workspace.lease("import", "check", what="整理"):
            pass
        assert "校验" in refusal.value.message and str(os.getpid()) in refusal.value.message
        assert refusal.value.exit_code == ExitCode.BUSY
        assert [row["name"] for row in holders(workspace)] == ["check"]


def test_leases_of_different_names_do_not_meet_and_are_let_go(workspace: Workspace) -> None:
    with workspace.lease("check", what="校验"), workspace.lease("import", what="导入"):
        pass
    with workspace.lease("check", "import", what="整理"):
        pass
    assert holders(workspace) == []


def test_the_lease_of_a_killed_process_is_taken_over(workspace: Workspace) -> None:
    program = (
        "import sys, os\nfrom pathlib import Path\nfrom census_app.workspace.workspace import Workspace\n"
        "w = Workspace.open(Path(sys.argv[1]))\n"
        "with w.lease('check', what='校验'):\n"
        "    print('held', flush=True)\n    sys.stdin.read()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(workspace.folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == b"held"
        with pytest.raises(WorkspaceBusy), workspace.lease("check", what="校验"):
            pass
        process.kill()
    with workspace.lease("check", what="校验"):
        assert [row["process"] for row in holders(workspace)] == [os.getpid()]


def test_a_silent_holder_is_taken_over_and_notices_at_commit(workspace: Workspace) -> None:
    with workspace.lease("check", what="校验") as old:
        long_ago = (datetime.now(UTC) - timedelta(minutes=5)).isoformat(timespec="seconds")
        with writing(workspace.engine) as connection:
            connection.execute(update(leases).values(heartbeat=long_ago))
        with workspace.lease("check", what="另一次校验") as new, writing(workspace.engine) as connection:
            new.confirm_in(connection)
            with pytest.raises(WorkspaceBusy, match="接管"):
                old.confirm_in(connection)
