"""Items: what a surveyor is asked, whether the archive has a field for it or not."""

from __future__ import annotations

from dataclasses import dataclass

from census_app.dictionary.codes import CodeBook
from census_app.dictionary.model import Dictionary, FieldEntry, FieldType, PersonalData
from census_app.survey.scenes.model import AnswerKind, Batch

MOST_OPTIONS = 60

_KINDS = {
    FieldType.TEXT: AnswerKind.TEXT,
    FieldType.CODE: AnswerKind.CHOICE,
    FieldType.INTEGER: AnswerKind.NUMBER,
    FieldType.NUMBER: AnswerKind.NUMBER,
    FieldType.COORDINATE: AnswerKind.NUMBER,
    FieldType.DATE: AnswerKind.DATE,
    FieldType.DATETIME: AnswerKind.DATE,
    FieldType.BOOLEAN: AnswerKind.CHOICE,
}
YES_NO = ("是", "否")


@dataclass(frozen=True)
class Item:
    """One item. `table` and `field` name the archive's value, both empty for a question of the survey alone.

    `of` is the condition (rule language over the scene's table) for asking it, `default` the expression whose value is
    brought in where the archive has none, `ask` how to say it, `hint` what to look at. `blind`: its value may be left
    out of the form, because it stands on the spot to be read.
    """

    id: str
    title: str
    table: str
    field: str
    answer: AnswerKind
    options: tuple[str, ...] = ()
    ask: str = ""
    hint: str = ""
    of: str = ""
    default: str = ""
    batch: Batch | None = None
    required: bool = False
    photo: bool = False
    blind: bool = False
    personal: bool = False
    unit: str = ""


def item_of_field(dictionary: Dictionary, table: str, field: str) -> Item:
    """The item that asks for a field of the archive, as the dictionary describes it; `KeyError` when there is none."""
    entry = dictionary.table(table).field(field)
    options = _options(dictionary, entry)
    kind = _KINDS[entry.type]
    if kind is AnswerKind.CHOICE and not options:
        kind = AnswerKind.TEXT
    if kind is AnswerKind.TEXT and entry.identifier:
        kind = AnswerKind.CODE
    return Item(
        id=f"{table}.{field}",
        title=entry.zh,
        table=table,
        field=field,
        answer=kind,
        options=options,
        personal=entry.personal is not PersonalData.NONE,
        unit=entry.unit or "",
    )


def _options(dictionary: Dictionary, entry: FieldEntry) -> tuple[str, ...]:
    if entry.type is FieldType.BOOLEAN:
        return YES_NO
    if not entry.code_list:
        return ()
    book = CodeBook(dictionary)
    if book.is_open(entry.code_list):
        return ()
    labels = book.labels(entry.code_list)
    return labels if len(labels) <= MOST_OPTIONS else ()
