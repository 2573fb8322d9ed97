"""Blind cells: a share of the originals is left out, so that copying without looking can be measured.

Which ones nobody can foretell, for the choice is keyed; and the values leave every other place of the workbook too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from math import ceil

from census_app.survey.forms.layout import TRANSCRIBE_HERE, TRANSCRIBED
from census_app.survey.forms.model import Form, Line
from census_app.survey.scenes.model import AnswerKind
from census_app.workspace.log.row_codes import RowCodes

GONE = "……"
LEAST_TELLING = 5
"""A value this long with a digit in it names one thing; it goes from the whole form. A shorter one goes from what is
said of its block's problems: the 4 in an address is not the 4 that was left out."""

Scrub = Callable[[str], str]


def make_blind(form: Form, codes: RowCodes, share: Decimal) -> None:
    """`share` of the cells that have an original, at least one where any may, stand without it.

    A value that stands in several cells goes from all of them.
    """
    given = [line for line in form.lines if line.value]
    able = sorted((line for line in given if line.may_be_blind), key=lambda line: _lot(codes, form, line))
    wanted = ceil(share * len(given))
    chosen = able[:wanted]
    if not chosen:
        return
    places = {line.place for line in chosen}
    telling = {line.value for line in chosen if line.answer is not AnswerKind.CHOICE and is_telling(line.value)}
    for line in given:
        if line.place in places or line.value in telling:
            line.blind, line.shown, line.result = True, TRANSCRIBE_HERE, TRANSCRIBED
    _scrub_form(form, telling)


def is_telling(value: str) -> bool:
    """Whether the value alone names one thing."""
    return len(value) >= LEAST_TELLING and any(character.isdigit() for character in value)


def _lot(codes: RowCodes, form: Form, line: Line) -> str:
    return codes.code(["blind", form.week, line.item, *line.place])


def _scrub_form(form: Form, telling: set[str]) -> None:
    """Whatever else the form says no longer tells the values."""
    everywhere = _scrubber(telling)
    for batch in form.batches:
        batch.name = everywhere(batch.name)
        _scrub_lines(batch.lines, everywhere)
    for block in form.blocks:
        block.name, block.address = everywhere(block.name), everywhere(block.address)
        block.transformer, block.box_no = everywhere(block.transformer), everywhere(block.box_no)
        block.meter_no = "" if everywhere(block.meter_no) != block.meter_no else block.meter_no
        own = _scrubber(telling | {line.value for line in block.lines if line.blind})
        block.problems = tuple(own(words) for words in block.problems)
        _scrub_lines(block.lines, everywhere)


def _scrub_lines(lines: Iterable[Line], scrub: Scrub) -> None:
    for line in lines:
        if not line.blind:
            line.shown, line.default = scrub(line.shown), scrub(line.default)
        if line.answer is not AnswerKind.CHOICE:
            line.options = tuple(option for option in line.options if scrub(option) == option)


def _scrubber(values: set[str]) -> Scrub:
    """Replaces the values in a text; short numbers only where they stand alone, so that 200 leaves 1200 as it is."""
    if not values:
        return lambda text: text
    parts = [_pattern(value) for value in sorted(values, key=lambda value: (-len(value), value)) if value]
    found = re.compile("|".join(parts))
    return lambda text: found.sub(GONE, text)


def _pattern(value: str) -> str:
    escaped = re.escape(value)
    if is_telling(value):
        return escaped
    if value[0].isalnum() and value[0].isascii():
        escaped = rf"(?<![0-9A-Za-z.]){escaped}"
    if value[-1].isalnum() and value[-1].isascii():
        escaped = rf"{escaped}(?![0-9A-Za-z])"
    return escaped
