"""A parameter whose value changes with a date, as periods: value, first day, last day; and back to what packs write.

A pack writes the value of all times and from which days others hold. As periods that is: the first one has no first
day, the last one no last day, and each begins the day after the one before it ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from census_app.desktop.language import say
from census_app.desktop.pages.rules.editor.content import Path, Value
from census_app.desktop.pages.rules.editor.many_values import Lines

_WIDTH = 360
_FIRST, _LAST = 1, 2
_DAY = re.compile(r"(\d{4})\s*(?:[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?|(\d{2})(\d{2}))")
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Dated:
    """One parameter; `path` leads to the whole of it. `at`: the record's date that picks the period, empty for the
    day of the data. `given`: what else the pack says of it."""

    path: Path
    name: str
    unit: str
    note: str
    at: str
    given: dict[str, Any]
    lines: Lines

    @property
    def heads(self) -> tuple[str, ...]:
        """What the columns are called."""
        return say("rules.dated.value"), say("rules.dated.since"), say("rules.dated.until")

    @property
    def width(self) -> int:
        """Of the table, in pixels of the normal text size."""
        return _WIDTH

    def value_of(self, lines: Lines) -> Any:
        """The parameter these periods make; they must be without fault. One period alone needs no dates."""
        others = {name: one for name, one in self.given.items() if name not in ("value", "dated")}
        dated = [{"since": since, "value": value} for value, since, _ in lines[1:]]
        if not dated and not others:
            return lines[0][0]
        return {"value": lines[0][0], **others, **({"dated": dated} if dated else {})}

    def fault_of(self, lines: Lines) -> str:
        """What keeps the rows from being periods, naming the row; empty when nothing does."""
        if not lines:
            return say("rules.rows.none")
        return next(_faults(lines), "")

    def settled(self, before: Lines, lines: Lines) -> Lines:
        """The rows with their days as packs write them; where a row was put in or taken out, its neighbours close up.

        A day that was written is never changed for another one: what does not fit is said instead.
        """
        found = [(value, _written(since), _written(until)) for value, since, until in lines]
        if len(lines) == len(before) - 1:
            _close(found, next((place for place, line in enumerate(lines) if line != before[place]), len(lines)))
        if len(lines) == len(before) + 1:
            _open(found, next((place for place, line in enumerate(before) if line != lines[place]), len(before)))
        for place in range(1, len(found)):
            if found[place][_FIRST] and not found[place - 1][_LAST]:
                found[place - 1] = _with(found[place - 1], _LAST, _moved(found[place][_FIRST], -1))
            elif found[place - 1][_LAST] and not found[place][_FIRST]:
                found[place] = _with(found[place], _FIRST, _moved(found[place - 1][_LAST], 1))
        return tuple(found)


def dated_values(content: dict[str, Any]) -> list[Dated]:
    """The parameters with periods of one value each."""
    params = content.get("params")
    found = []
    for name, given in params.items() if isinstance(params, dict) else ():
        dated = given.get("dated") if isinstance(given, dict) and "value" in given else None
        if dated and all(_single(one) for one in (given, *dated)):
            found.append(_of(str(name), given))
    return found


def many_dated(content: dict[str, Any]) -> list[str]:
    """The names of parameters with periods of many values each, which only the whole text shows."""
    params = content.get("params")
    named = params.items() if isinstance(params, dict) else ()
    shown = {one.name for one in dated_values(content)}
    return [str(name) for name, given in named if isinstance(given, dict) and given.get("dated") and name not in shown]


def with_periods(content: dict[str, Any], value: Value) -> Dated:
    """A parameter of one value, as it was typed, ready to get a second period."""
    given = content["params"][value.name]
    others = given if isinstance(given, dict) else {}
    return _of(value.name, {**others, "value": value.text})


def _of(name: str, given: dict[str, Any]) -> Dated:
    unit, note, at = (str(given.get(key) or "") for key in ("unit", "note", "at"))
    dated = sorted((_written(str(one["since"])), str(one["value"])) for one in given.get("dated") or ())
    values = [str(given["value"]), *(value for _, value in dated)]
    starts = ["", *(since for since, _ in dated)]
    ends = [*(_moved(since, -1) for since, _ in dated), ""]
    lines = tuple(zip(values, starts, ends, strict=True))
    return Dated(("params", name), name, unit, note, at, given, lines)


def marked(dated: Dated, confirm: str) -> Dated:
    """The same parameter, marked to be checked by a person, or with nothing to be checked."""
    others = {name: one for name, one in dated.given.items() if name != "confirm"}
    return replace(dated, given=others | ({"confirm": confirm} if confirm else {}))


def _single(one: Any) -> bool:
    return isinstance(one, dict) and not isinstance(one.get("value"), dict | list | None)


def _faults(lines: Lines) -> Iterator[str]:
    for number, (value, since, until) in enumerate(lines, start=1):
        if not value:
            yield say("rules.dated.no_value", row=number)
        for text in (since, until):
            if text and _day(text) is None:
                yield say("rules.dated.no_day", row=number, text=text)
    if lines[0][_FIRST]:
        yield say("rules.dated.first", day=lines[0][_FIRST])
    if lines[-1][_LAST]:
        yield say("rules.dated.last", row=len(lines), day=lines[-1][_LAST])
    for number, ((_, _, until), (_, since, _)) in enumerate(pairwise(lines), start=1):
        if not until or not since:
            yield say("rules.dated.missing", row=number, next=number + 1)
        else:
            yield from _apart(number, _day(until), _day(since))
    for number, (_, since, until) in enumerate(lines, start=1):
        if since and until and since > until:
            yield say("rules.dated.backwards", row=number, since=since, until=until)


def _apart(number: int, until: date | None, since: date | None) -> Iterator[str]:
    days = (since - until).days - 1 if since is not None and until is not None else 0
    if days:
        word = "rules.dated.gap" if days > 0 else "rules.dated.overlap"
        yield say(word, row=number, next=number + 1, until=until, since=since, days=abs(days))


def _close(lines: list[tuple[str, str, str]], gone: int) -> None:
    """The neighbours of a row taken out at `gone` meet: the one before goes on, or the first one holds from ever."""
    if gone == 0:
        lines[0] = _with(lines[0], _FIRST, "")
    else:
        after = lines[gone][_FIRST] if gone < len(lines) else ""
        lines[gone - 1] = _with(lines[gone - 1], _LAST, _moved(after, -1))


def _open(lines: list[tuple[str, str, str]], new: int) -> None:
    """A row put in at `new` takes the end of the one before it, whose own end waits for the new first day."""
    if new > 0 and not any(lines[new]):
        lines[new] = _with(lines[new], _LAST, lines[new - 1][_LAST])
        lines[new - 1] = _with(lines[new - 1], _LAST, "")


def _with(line: tuple[str, str, str], place: int, text: str) -> tuple[str, str, str]:
    value, since, until = (text if at == place else one for at, one in enumerate(line))
    return value, since, until


def _day(text: str) -> date | None:
    found = _DAY.fullmatch(text.strip())
    if found is None:
        return None
    year, month, day, month_only, day_only = found.groups()
    try:
        return date(int(year), int(month or month_only), int(day or day_only))
    except ValueError:
        return None


def _written(text: str) -> str:
    """The day as packs write it; what is no day stays as it is."""
    day = _day(text)
    return text.strip() if day is None else day.isoformat()


def _moved(text: str, days: int) -> str:
    """The day before or after; empty where there is none."""
    day = _day(text)
    try:
        return "" if day is None else (day + days * _ONE_DAY).isoformat()
    except OverflowError:
        return ""
