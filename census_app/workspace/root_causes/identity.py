"""The cause's id: the same as long as the shared thing is the same, in every run of a workspace.

It is made with the workspace's secret key, for a phone number could be found by trying all of them.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING

from census_app.workspace.problems import numbers as problem_numbers

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace

PREFIX = "C-"
_DIGITS = 16


class CauseIds:
    """Ids for kind and value; of two that meet, the later asked gets another."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._given: dict[str, tuple[str, str]] = {}

    @classmethod
    def of(cls, workspace: Workspace) -> CauseIds:
        """The ids of this workspace."""
        return cls(bytes.fromhex(workspace.information("row_code_key")))

    def id(self, kind: str, value: str) -> str:
        """`C-` and seven characters as in problem numbers, the last one a check character."""
        digest = hmac.new(self._key, f"cause\x1f{kind}\x1f{value}".encode(), hashlib.sha256).hexdigest()[:_DIGITS]
        attempt = 0
        while True:
            found = PREFIX + problem_numbers.number(digest, attempt)
            if self._given.setdefault(found, (kind, value)) == (kind, value):
                return found
            attempt += 1


def normalise(text: str) -> str:
    """What a person typed, in the id's own spelling, with or without the prefix."""
    plain = problem_numbers.normalise(text)
    return PREFIX + (plain[1:] if len(plain) == problem_numbers.LENGTH + 1 else plain)
