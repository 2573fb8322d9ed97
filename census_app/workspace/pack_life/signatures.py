"""Who vouches for a received pack, and whether that still counts later."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from census_app.foundation.errors import BadInput
from census_app.rulebook.excel.package import is_workbook
from census_app.rulebook.pack_files.opening import SIGNATURE, read_contents
from census_app.workspace.pack_life.composing import shipped_path
from census_app.workspace.pack_life.entries import SHIPPED, SIGNED, PackEntry, Signature
from census_app.workspace.pack_life.store import kept_file

if TYPE_CHECKING:
    from census_app.workspace.pack_life.store import Received
    from census_app.workspace.workspace import Workspace


def signature_of(workspace: Workspace, found: Received, now: datetime | None = None) -> Signature:
    """The pack's signature as the workspace's trusted keys see it.

    The shipped pack, byte for byte, is vouched for by the program. A signature that does not count (tampered, stranger,
    revoked, expired) raises `BadInput`; a pack without one is unsigned.
    """
    contents = {} if is_workbook(found.copy) else read_contents(found.copy)
    if SIGNATURE not in contents:
        return Signature(SHIPPED) if contents == read_contents(shipped_path()) else Signature()

    from census_app.workspace.pack_life.trusted_keys import verify_for

    verification = verify_for(workspace, found.copy, now)
    if not verification.trusted:
        raise BadInput(verification.reason, verification.advice)
    return Signature(SIGNED, verification.key_id, verification.signer)


def signature_faults(workspace: Workspace, entry: PackEntry, now: datetime) -> list[str]:
    """Why the signature that counted when the pack was installed counts no longer (Chinese sentences)."""
    from census_app.workspace.pack_life.trusted_keys import verify_for

    path = kept_file(workspace, entry)
    verification = verify_for(workspace, path, now)
    reason = verification.reason.replace(str(path), f"{entry.id} {entry.version}")
    return [] if verification.trusted else [f"{reason}（{verification.advice}）"]
