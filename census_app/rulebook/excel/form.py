"""Sheets, columns, choices and words of the Excel form, read from `resources/templates/rule_pack.yaml`."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from census_app.foundation.settings_files import settings
from census_app.rulebook.yaml_files.strict import Path


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Kind(StrEnum):
    """What a column's cells hold."""

    TEXT = "text"
    LIST = "list"
    CHOICE = "choice"
    WHOLE = "whole"
    DATE = "date"
    VALUE = "value"
    SHOWN = "shown"


class Column(_Part):
    """One column. `path` is the place in the YAML entry; `system` cells are not for editing; `code` are expressions."""

    key: str
    header: str
    kind: Kind
    width: float
    help: str
    example: str = ""
    path: str = ""
    choices: str = ""
    open: bool = False
    required: bool = False
    system: bool = False
    code: bool = False

    @property
    def steps(self) -> Path:
        """`path` as keys."""
        return tuple(self.path.split("."))


class Item(_Part):
    """One line of the manifest sheet; `many` items may have several lines."""

    item: str
    path: str
    help: str
    many: bool = False

    @property
    def steps(self) -> Path:
        """`path` as keys."""
        return tuple(self.path.split("."))


class SheetForm(_Part):
    """One sheet: its name, the sentence on top and its columns; `frozen` is how many columns stay in view."""

    name: str
    title: str
    columns: tuple[Column, ...]
    frozen: int = 0
    items: tuple[Item, ...] = ()

    def column(self, key: str) -> Column:
        """The column with this key; `KeyError` when there is none."""
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(key)


class Colours(_Part):
    """Colours of the workbook; pairs are ground and ink."""

    ink: str
    mute: str
    line: str
    panel: str
    header: str
    accent: str
    required: str
    urgent: tuple[str, str]
    important: tuple[str, str]
    retired: tuple[str, str]
    draft: tuple[str, str]
    confirm: tuple[str, str]
    wrong: tuple[str, str]
    right: tuple[str, str]


class Fonts(_Part):
    """Font names."""

    text: str
    code: str


class Instructions(_Part):
    """One block of the sheet that says how to edit: pairs of what and how."""

    heading: str
    rows: tuple[tuple[str, str], ...]


class Form(_Part):
    """The whole workbook."""

    sheets: dict[str, SheetForm]
    empty: str
    help_sheet: str
    choice_sheet: str
    choices: dict[str, dict[str, str]]
    instructions: tuple[Instructions, ...]
    colours: Colours
    fonts: Fonts


def load_form() -> Form:
    """The form as shipped, read once per process."""
    return settings(Form, "templates/rule_pack.yaml", "规则表用语文件读不了")
