"""Row check codes: a keyed digest of what the system wrote into a row, so that a changed row is noticed on return."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from hashlib import sha256
from typing import TYPE_CHECKING

from census_app.foundation.canonical import canonical_json

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace

LENGTH = 10


class RowCodes:
    """Makes and checks codes with the workspace's secret key."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    @classmethod
    def of(cls, workspace: Workspace) -> RowCodes:
        """The codes of this workspace."""
        return cls(bytes.fromhex(workspace.information("row_code_key")))

    def code(self, values: Sequence[str]) -> str:
        """The first ten hex digits of HMAC-SHA256 over the values: any change of any of them changes it."""
        message = canonical_json(list(values)).encode("utf-8")
        return hmac.new(self._key, message, sha256).hexdigest()[:LENGTH]

    def agrees(self, values: Sequence[str], code: str) -> bool:
        """Whether the code belongs to the values; blanks around it and capitals do not matter."""
        # bytes: texts that are not ASCII would be refused by an error
        given = code.strip().lower().encode("utf-8", "replace")
        return hmac.compare_digest(self.code(values).encode("ascii"), given)
