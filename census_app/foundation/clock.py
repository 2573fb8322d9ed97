"""A computer whose clock was found behind what was done before: remembered while a command runs, told at its end."""

from __future__ import annotations

from datetime import datetime, timedelta

TOLERATED = timedelta(minutes=10)
"""Computers of one office and a clock that is set right now and then differ by less."""
_found: list[tuple[datetime, datetime]] = []


def note_clock_behind(now: datetime, last: datetime) -> None:
    """Remember that something is done at `now` although the last thing was done at `last`; not if it is little."""
    if last - now > TOLERATED:
        _found.append((now, last))


def told_of_clock() -> str:
    """What to tell a person about it, "" when there is nothing; then it is forgotten."""
    if not _found:
        return ""
    now, last = _found[0]
    _found.clear()
    return (
        f"注意：这台电脑的时钟是 {now.astimezone():%Y-%m-%d %H:%M}，比这里上一个动作的时间 "
        f"{last.astimezone():%Y-%m-%d %H:%M} 还早。期限、挂账和“今日”都按电脑的时钟算，请校正时钟；日志里已注明"
    )
