"""From chosen items to lines: the original, the default, what the system writes, what the drop-down offers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from census_app.dictionary.model import Dictionary
from census_app.survey.forms.choosing import CUSTOMER, Asked, Choice, subject_of
from census_app.survey.forms.layout import (
    CHOSEN,
    EMPTY_ORIGINAL,
    NO_ORIGINAL,
    OPTION_NAME,
    TRANSCRIBED,
)
from census_app.survey.forms.model import Line
from census_app.survey.forms.originals import Originals, can_be_asked, way_to
from census_app.survey.scenes.model import AnswerKind

if TYPE_CHECKING:
    from census_app.survey.scenes.items import Item
    from census_app.survey.scenes.qualifying import Qualifying

MOST_SHOWN = 400
_OTHER = "其他"
_TAIL = 4
_NEIGHBOURS = {("customer", "tg_no"), ("metering_point", "tg_no"), ("generator", "tg_no")}


@dataclass(frozen=True)
class Brought:
    """What lines are made from: originals, who qualifies, and the 台区 of the form as options (number　name)."""

    dictionary: Dictionary
    originals: Originals
    found: Qualifying
    most_records: int
    neighbours: tuple[str, ...] = field(default=())


def lines_of(choice: Choice, brought: Brought) -> list[Line]:
    """The lines of a task's block; items its 台区 or line shares are left to 台区批量."""
    subject = subject_of(choice.task)
    return [
        line
        for asked in choice.asked
        if asked.item.batch is None or subject[0] != CUSTOMER
        for line in _lines(asked, subject, brought)
    ]


def batch_line(asked: Asked, number: str, brought: Brought) -> Line:
    """The line of a shared item for the 台区 or line of this number."""
    return _line(asked, asked.item.table, number if asked.item.table else "", "", brought)


def _lines(asked: Asked, subject: tuple[str, str], brought: Brought) -> Iterator[Line]:
    """One line per record the item is about; one without a record where the archive has none."""
    item = asked.item
    if not item.table:
        yield _line(asked, "", "", brought.found.default(item.id, *subject), brought)
        return
    reachable = item.table == subject[0] or way_to(brought.dictionary, subject[0], item.table) is not None
    if not can_be_asked(brought.dictionary, item.table) or not (reachable or asked.records):
        return
    records = [*asked.records] or brought.originals.records(subject, item.table)
    records = records[: brought.most_records] or [""]
    default = brought.found.default(item.id, *subject)
    for number, record in enumerate(records, start=1):
        line = _line(asked, item.table, record, default, brought)
        if len(records) > 1:
            line.title = f"{line.title}（{_which(brought.dictionary, item, record, number, len(records))}）"
            # several of a kind: nobody could tell which one was left out
            line.may_be_blind = False
        yield line


def _which(dictionary: Dictionary, item: Item, record: str, number: int, among: int) -> str:
    """Which of several records a row is about: by the end of its number, unless the number is what is asked."""
    if item.field in dictionary.table(item.table).key or not record:
        return f"{number}/{among}"
    return f"尾号 {record[-_TAIL:]}"


def _line(asked: Asked, table: str, record: str, default: str, brought: Brought) -> Line:
    item = asked.item
    original = brought.originals.of(table, record, item.field)
    line = Line(
        item=item.id,
        title=f"{item.title}（{item.unit}）" if item.unit and item.unit not in item.title else item.title,
        table=table,
        record_key=record,
        field=item.field,
        answer=item.answer,
        scene=asked.scene,
        value=original.value,
        shown=plain(original.shown)[:MOST_SHOWN],
        options=_options(item, brought),
        hint=item.ask or item.hint,
        accused=asked.accused,
        may_be_blind=item.blind and bool(original.value) and not item.personal,
        required=item.required or asked.accused,
        photo=item.photo,
        unit=item.unit,
    )
    if not original.value:
        _bring_in(line, item, default)
    return line


def _bring_in(line: Line, item: Item, default: str) -> None:
    """What stands where the archive says nothing."""
    if item.answer is AnswerKind.READING:
        line.shown = f"上次 {default}" if default else NO_ORIGINAL
        line.result = TRANSCRIBED
    elif default:
        line.shown, line.default = f"{plain(default)}（带入）", default
    elif item.table:
        line.shown = EMPTY_ORIGINAL
    else:
        line.shown = NO_ORIGINAL
        line.result = CHOSEN if item.answer is AnswerKind.CHOICE else TRANSCRIBED


def _options(item: Item, brought: Brought) -> tuple[str, ...]:
    if (item.table, item.field) in _NEIGHBOURS and brought.neighbours:
        return (*brought.neighbours, _OTHER)
    return item.options


def neighbour(number: str, name: str) -> str:
    """A 台区 as the drop-down offers it."""
    return f"{number}{OPTION_NAME}{plain(name).replace(',', '，')}" if name else number


def plain(text: str) -> str:
    """The text without line breaks and control characters, which a sheet cannot hold."""
    return "".join(character if character.isprintable() else " " for character in text).strip()
