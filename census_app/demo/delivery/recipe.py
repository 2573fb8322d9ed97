"""The recipe of the delivery (`resources/demo/delivery.yaml`), checked."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict

from census_app.demo.delivery.spelling import Dates, Headers, Spelling
from census_app.foundation.settings_files import settings


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Style(_Part):
    """How one sheet or text file is written."""

    headers: Headers = Headers.NAMES
    mixed_labels: bool = False
    codes: bool = False
    booleans: tuple[str, str] = ("是", "否")
    dates: Dates = Dates.ISO
    full_width: bool = False
    title: str = ""
    two_row_header: bool = False
    unit_row: bool = False
    serial: bool = False
    export_time: bool = False
    total: bool = False
    blank_every: int = 0
    sheets: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    def spelling(self, masked: bool = False, overrides: Mapping[tuple[str, str], str] | None = None) -> Spelling:
        """The habits of its cells."""
        return Spelling(
            headers=self.headers,
            mixed_labels=self.mixed_labels,
            codes=self.codes,
            booleans=self.booleans,
            dates=self.dates,
            full_width=self.full_width,
            masked=masked,
            overrides=overrides or {},
        )


class TableStyle(Style):
    """A sheet of one table; `except_partial` leaves out the units that deliver in part in the second week."""

    table: str
    name: str = ""
    except_partial: bool = False


class DeliveredFile(TableStyle):
    """One file: a workbook with `parts`, or delimited text of one table; `member` makes it a zip of months."""

    table: str = ""
    file: str
    encoding: str = "utf-8"
    member: str = ""


class WorkbookFile(_Part):
    """One workbook."""

    file: str
    sheets: tuple[TableStyle, ...]


class CustomerFiles(_Part):
    """Customers, one workbook per unit."""

    file: str
    title: str
    groups: dict[str, tuple[str, ...]]
    styles: tuple[Style, ...]
    masked: Style
    partial: tuple[str, ...]


class Recipe(_Part):
    """The whole delivery."""

    folder: str
    export_time: str
    customer: CustomerFiles
    files: tuple[WorkbookFile | DeliveredFile, ...]


def load_recipe() -> Recipe:
    """The shipped recipe."""
    return settings(Recipe, "demo/delivery.yaml", "示例投递的配方有误")
