from __future__ import annotations

from census_app.workspace import acts
from census_app.workspace.workspace import Workspace


def test_a_poll_names_what_changed_since_the_last_one_even_by_another_process(workspace: Workspace) -> None:
    with Workspace.open(workspace.folder) as other:
        watch = workspace.changes()
        assert not watch.poll()
        made = [acts.append(other.engine, "note.made", "x", {}).seq for _time in range(2)]
        changed = watch.poll()
        assert changed.kinds == {"acts", "problems"}
        assert list(changed.acts) == made
        assert not watch.poll()
        assert not watch.poll().acts
        with other.lease("check", what="校验"):
            assert watch.poll().kinds == {"leases"}


def test_a_watch_goes_on_where_another_stood(workspace: Workspace) -> None:
    standing = workspace.changes().standing
    made = acts.append(workspace.engine, "note.made", "x", {})
    assert list(workspace.changes(standing).poll().acts) == [made.seq]
    assert not workspace.changes().poll()
