"""Where trusted keys are kept: a workspace, which records every change as an act, or a bare folder."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from census_app.rulebook.signing.public_keys import PublicKey
    from census_app.rulebook.signing.trust import KeyStanding
    from census_app.workspace.workspace import Workspace


class KeyPlace(Protocol):
    """What can be done with trusted keys, wherever they are."""

    def standings(self, today: date) -> list[KeyStanding]:
        """Every key trusted here, with its standing."""

    def trust(self, key: PublicKey, spoken: str | None) -> str:
        """The key is trusted; returns on what ground (`fingerprint` or `endorsement`)."""

    def revoke(self, spoken: str, since: date, reason: str) -> tuple[str, list[PublicKey]]:
        """The key is revoked; returns its id and the keys trusted on its word."""


@contextmanager
def opened_place(arguments: argparse.Namespace) -> Iterator[KeyPlace]:
    """The place that `--workspace` or `--keys` names."""
    if arguments.workspace is None:
        yield _Folder(arguments.keys)
        return
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        yield _InWorkspace(workspace)


class _Folder:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def standings(self, today: date) -> list[KeyStanding]:
        from census_app.rulebook.signing.trust import read_trusted

        return read_trusted(self._folder).standings(today)

    def trust(self, key: PublicKey, spoken: str | None) -> str:
        from census_app.rulebook.signing.trust import add_key, check_trustworthy, read_trusted

        how = check_trustworthy(read_trusted(self._folder), key, spoken, date.today())
        add_key(self._folder, key)
        return how

    def revoke(self, spoken: str, since: date, reason: str) -> tuple[str, list[PublicKey]]:
        from census_app.rulebook.signing.trust import add_revocation, read_trusted, revocation_of

        trusted = read_trusted(self._folder)
        revocation = revocation_of(trusted, spoken, since, reason)
        add_revocation(self._folder, revocation)
        return revocation.key_id, trusted.relying_on(revocation.key_id)


class _InWorkspace:
    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def standings(self, today: date) -> list[KeyStanding]:
        from census_app.workspace.pack_life.trusted_keys import key_standings

        return key_standings(self._workspace, today)

    def trust(self, key: PublicKey, spoken: str | None) -> str:
        from census_app.workspace.pack_life.trusted_keys import trust_key

        return str(trust_key(self._workspace, key, spoken=spoken).payload["how"])

    def revoke(self, spoken: str, since: date, reason: str) -> tuple[str, list[PublicKey]]:
        from census_app.workspace.pack_life.trusted_keys import revoke_key, trusted_keys

        act = revoke_key(self._workspace, spoken, since, reason)
        return act.subject, trusted_keys(self._workspace).relying_on(act.subject)
