"""What a row of the workbook is about, sealed: sorted and moved rows stay understood, changed ones are noticed."""

from __future__ import annotations

import json
from typing import Any

from census_app.foundation.canonical import canonical_json
from census_app.workspace.linking.deciding import JudgedPair
from census_app.workspace.linking.decisions import PairKey
from census_app.workspace.log.row_codes import RowCodes

_LONGEST = 20_000


def sealed(pair: JudgedPair, codes: RowCodes) -> tuple[str, str]:
    """The row's token and its check code."""
    token = canonical_json(
        {
            "source": pair.pair.source,
            "table": pair.pair.left_table,
            "left": pair.pair.left_key,
            "right": pair.pair.right_key,
            "print": pair.fingerprint,
            "fields": [list(names) for names in pair.fields],
            # a list keeps the order of the comparisons, which sorted keys would not
            "levels": [list(level) for level in pair.levels.items()],
            "model": pair.model,
            "share": pair.probability,
        }
    )
    return token, codes.code([token])


def opened(token: str, code: str, codes: RowCodes) -> JudgedPair | None:
    """The pair a token names; None when token and code are not as they were written."""
    token = token.strip()
    if not token or len(token) > _LONGEST or not codes.agrees([token], code):
        return None
    content: dict[str, Any] = json.loads(token)
    left, right = content["fields"]
    return JudgedPair(
        PairKey(content["source"], content["table"], content["left"], content["right"]),
        content["print"],
        (tuple(left), tuple(right)),
        dict(content["levels"]),
        content["model"],
        content["share"],
    )
