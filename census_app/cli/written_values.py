"""Values of the archive as people write them on the command line: `表|主键|字段=值`."""

from __future__ import annotations

import re

from census_app.foundation.errors import BadInput

WRITTEN = "表|主键|字段=值"
_BAR = re.compile(r"(?<!\\)\|")


def split_value(text: str) -> tuple[str, str, str, str]:
    """Table, key, field and value of `表|主键|字段=值`; the key may hold `|` itself. `BadInput` for anything else."""
    head, equals, value = text.partition("=")
    parts = _BAR.split(head)
    if not equals or len(parts) < 3 or not all(part.strip() for part in parts):
        raise BadInput(f"看不懂的更正：{text}", f"写成 {WRITTEN}，例如 '用电客户|0100123|合同容量=315'")
    return parts[0].strip(), "|".join(parts[1:-1]).strip(), parts[-1].strip(), value


def split_record(text: str) -> tuple[str, str]:
    """Table and key of `表|主键`. `BadInput` for anything else."""
    parts = _BAR.split(text)
    if len(parts) < 2 or not all(part.strip() for part in parts):
        raise BadInput(f"看不懂的记录：{text}", "写成 表|主键，例如 '电能表|130001'")
    return parts[0].strip(), "|".join(parts[1:]).strip()
