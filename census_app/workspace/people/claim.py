"""Who the user of this process says to be: asked for once, established in each workspace the process opens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from census_app.workspace.people.session import Session
    from census_app.workspace.workspace import Workspace


@dataclass
class Claim:
    """An account, and how to ask for its PIN; the sessions it led to, by workspace folder."""

    account: str
    ask: Callable[[], str]
    _sessions: dict[Path, Session] = field(default_factory=dict)

    def establish(self, workspace: Workspace) -> None:
        """The person works through this workspace; refused like any sign-in."""
        from census_app.workspace.people.session import use_session
        from census_app.workspace.people.sign_in import sign_in

        if workspace.folder in self._sessions:
            use_session(workspace, self._sessions[workspace.folder])
        else:
            self._sessions[workspace.folder] = sign_in(workspace, self.account, self.ask())


_claims: list[Claim] = []


def claim(account: str, ask: Callable[[], str]) -> None:
    """From now on every workspace this process opens is opened by this person."""
    _claims[:] = [Claim(account, ask)]


def claimed() -> str:
    """The account said; "" without a claim."""
    return _claims[0].account if _claims else ""


def withdraw() -> None:
    """Workspaces are opened by nobody in particular again."""
    _claims.clear()


def establish_claim(workspace: Workspace) -> None:
    """Whoever was claimed works through the workspace; nothing without a claim."""
    for one in _claims:
        one.establish(workspace)
