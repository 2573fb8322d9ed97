"""One way to compare names and labels that people spell with full-width letters, stray spaces or other cases."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """NFKC, casefolded, without any white space: `１０ KV` and `10kV` become equal."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
