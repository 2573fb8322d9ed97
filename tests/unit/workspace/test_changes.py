from __future__ import annotations

from census_app.workspace import acts
from census_app.workspace.workspace import Workspace


def test_a_poll_names_what_changed_since_the_last_one_even_by_another_process(workspace: Workspace) -> None:
    with Workspace.open(workspace.folder) as other:
        watch = workspace.changes()
        assert not watch.poll()
        acts.append(other.engine, "note.made", "x", {})
        assert watch.poll().kinds == {"acts", "problems"}
        assert not watch.poll()
        with other.lease("check", what="校验"):
            assert watch.poll().kinds == {"leases"}
