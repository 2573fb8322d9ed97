"""What a scene's file may say, checked by pydantic; README.md in `resources/scenes` tells people."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

MAX_TEXT = 200
MAX_OPTIONS = 40
MAX_ITEMS = 80

Text = Annotated[str, Field(min_length=1, max_length=MAX_TEXT)]
Share = Annotated[Decimal, Field(gt=0, le=1, max_digits=4, decimal_places=3)]
Expression = Annotated[str, Field(min_length=1, max_length=2000)]
Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")]


class Entry(BaseModel):
    """Base of all entries: unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class AnswerKind(StrEnum):
    """How an item is answered on the spot."""

    CHOICE = "choice"
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CODE = "code"
    PHONE = "phone"
    READING = "reading"
    PLACE = "place"
    PHOTO = "photo"


class Batch(StrEnum):
    """What shares an item's answer: all customers of a 台区, or of a line."""

    TRANSFORMER = "transformer"
    FEEDER = "feeder"


class SceneKind(StrEnum):
    """What a scene is for: always asked, asked of a kind of customer, a hint to give, or another thing's check."""

    BASIC = "basic"
    THEME = "theme"
    HINT = "hint"
    PLACE = "place"


class ItemText(Entry):
    """One item as the file writes it: `item` is `table.field` of the dictionary (any of its names) or, for a question
    the archive has no field for, an id of its own (`ask_…`)."""

    item: Text
    title: Text | None = None
    answer: AnswerKind | None = None
    options: tuple[Text, ...] = Field(default=(), max_length=MAX_OPTIONS)
    ask: Text | None = None
    hint: Text | None = None
    of: Expression | None = None
    default: Expression | None = None
    batch: Batch | None = None
    required: bool = False
    photo: bool = False
    blind: bool = False


class Quality(Entry):
    """The standard a scene's answers are held to: the least share of items answered, the least share found right when
    checked again, and the words for people."""

    complete: Share
    accurate: Share
    says: Text


class SceneText(Entry):
    """A scene's file."""

    id: Identifier
    zh: Text
    kind: SceneKind = SceneKind.THEME
    table: Text = "customer"
    of: Expression | None = None
    order: int = Field(default=50, ge=0, le=999)
    says: Text | None = None
    quality: Quality
    items: tuple[ItemText | Text, ...] = Field(min_length=1, max_length=MAX_ITEMS)
