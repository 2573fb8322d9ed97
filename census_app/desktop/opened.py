"""The one way the window's workers open a workspace: whoever signed in to the window works through it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.desktop.own_acts import remember_acts

if TYPE_CHECKING:
    from census_app.workspace.people.session import Session
    from census_app.workspace.workspace import Workspace

_present: dict[Path, Session] = {}


@contextmanager
def opened(folder: Path) -> Iterator[Workspace]:
    """The workspace, closed again at the end; refusals of the core pass through."""
    from census_app.workspace.people.session import use_session
    from census_app.workspace.workspace import Workspace

    with Workspace.open(folder) as workspace:
        remember_acts(workspace.engine)
        if (session := _present.get(folder.resolve())) is not None:
            use_session(workspace, session)
        yield workspace


def person_at(folder: Path) -> Session | None:
    """Who signed in to a workspace in this process; None when nobody did."""
    return _present.get(folder.resolve())


def seat(folder: Path, session: Session | None) -> None:
    """From now on this person works at the workspace; None: nobody does any more."""
    if session is None:
        _present.pop(folder.resolve(), None)
    else:
        _present[folder.resolve()] = session
