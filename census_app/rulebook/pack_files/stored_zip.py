"""A pack as one zip: the same content always gives the same bytes.

The files are stored, not deflated: two releases of a compression library give different bytes, and then a signed
zip could not be held to its only spelling.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

_MOMENT = (1980, 1, 1, 0, 0, 0)
_READABLE = 0o100644 << 16
_UNIX = 3


def pack_zip(contents: Mapping[str, bytes]) -> bytes:
    """The files in name order, stored, without times or owners."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(contents):
            entry = zipfile.ZipInfo(name, _MOMENT)
            entry.external_attr = _READABLE
            entry.create_system = _UNIX
            archive.writestr(entry, contents[name])
    return buffer.getvalue()
