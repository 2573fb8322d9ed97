"""How large and how slow a source may be (`resources/archive/limits.yaml`)."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from census_app.foundation.settings_files import settings


class Limits(BaseModel):
    """The limits by name; the file explains each in Chinese."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    zip_entries: int
    zip_total_bytes: int
    zip_ratio: int
    zip_depth: int
    columns: int
    dense_cells: int
    worker_bytes: int
    worker_seconds: int
    worker_seconds_per_megabyte: float
    cell_bytes: int
    quoted_lines: int
    improbable_share: float


def shipped_limits() -> Limits:
    """The limits that ship with the program."""
    return settings(Limits, "archive/limits.yaml", "读文件的上限设置有误")
