"""Where the cursor stands in an unfinished expression: in which calls, after which chain, against what."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_TOKEN = re.compile(
    r"(?P<text>'(?:[^']|'')*'?)|(?P<name>\"[^\"]*\"?|[^\W\d]\w*)|(?P<number>\d[\d.]*)|(?P<sign><>|<=|>=|[^\s\w])|(?P<gap>\s+)"
)
_COMPARING = frozenset({"=", "<>"})


@dataclass(frozen=True)
class Call:
    """A call the cursor stands in: `place` is the argument's number, `first` the chain that opens the first one."""

    name: str
    place: int
    first: tuple[str, ...]


@dataclass(frozen=True)
class Place:
    """`word` is what is being written from `start` on; `chain` the names before its dot.

    `compared` is the chain left of `=`, `<>` or `in (` when a value is expected; `quoted` inside an open text.
    """

    start: int
    word: str
    chain: tuple[str, ...] = ()
    calls: tuple[Call, ...] = ()
    compared: tuple[str, ...] = ()
    quoted: bool = False
    after_colon: bool = False


@dataclass
class _Open:
    name: str
    place: int = 0
    first: list[str] = field(default_factory=list)
    first_done: bool = False
    compared: tuple[str, ...] = ()


@dataclass
class _State:
    calls: list[_Open] = field(default_factory=list)
    chain: list[str] = field(default_factory=list)
    dotted: bool = False
    compared: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    colon: bool = False


def scan(text: str, cursor: int) -> Place:
    """The place of the cursor (clamped into the text)."""
    before = text[: max(0, min(cursor, len(text)))]
    state = _State()
    last: re.Match[str] | None = None
    for token in _TOKEN.finditer(before):
        if last is not None:
            _take(state, last)
        last = token
    return _place(state, last, len(before))


def _place(state: _State, last: re.Match[str] | None, end: int) -> Place:
    calls = tuple(Call(one.name, one.place, tuple(one.first)) for one in state.calls if one.name)
    if last is not None and last.lastgroup == "text" and (len(last[0]) == 1 or not last[0].endswith("'")):
        return Place(last.start(), last[0][1:], (), calls, state.compared, quoted=True)
    if last is not None and last.lastgroup == "name" and last.end() == end:
        chain = tuple(state.chain) if state.dotted else ()
        start = last.start() - (1 if state.colon else 0)
        return Place(start, last[0], chain, calls, state.compared, after_colon=state.colon)
    if last is not None:
        _take(state, last)
    calls = tuple(Call(one.name, one.place, tuple(one.first)) for one in state.calls if one.name)
    if state.colon:
        return Place(end - 1, "", (), calls, state.compared, after_colon=True)
    return Place(end, "", tuple(state.chain) if state.dotted else (), calls, state.compared)


def _take(state: _State, token: re.Match[str]) -> None:
    kind, text = token.lastgroup, token[0]
    if kind == "gap":
        return
    if kind == "name":
        _name(state, text)
        return
    if text == ".":
        state.dotted = True
        return
    _sign(state, text)


def _name(state: _State, text: str) -> None:
    word = text.strip('"')
    lowered = word.casefold()
    if lowered in {"and", "or", "not", "when", "then", "else", "case", "is", "like", "between"}:
        state.chain, state.dotted, state.compared, state.colon = [], False, (), False
        return
    if lowered == "in":
        state.left, state.chain, state.dotted = tuple(state.chain), [], False
        return
    state.chain = [*state.chain, word] if state.dotted else [word]
    state.dotted, state.colon, state.compared = False, False, ()
    if state.calls and not state.calls[-1].first_done:
        state.calls[-1].first = list(state.chain)


def _sign(state: _State, text: str) -> None:
    left, state.left = state.left, ()
    if text == "(":
        name = state.chain[-1] if len(state.chain) == 1 and not left else ""
        state.calls.append(_Open(name, compared=left))
        state.compared = left
    elif text == ")":
        if state.calls:
            state.calls.pop()
        state.compared = ()
    elif text == ",":
        if state.calls:
            state.calls[-1].place += 1
            state.calls[-1].first_done = True
        state.compared = state.calls[-1].compared if state.calls else ()
    else:
        state.compared = tuple(state.chain) if text in _COMPARING else ()
        if state.calls and text != ":":
            state.calls[-1].first_done = True
    state.chain, state.dotted, state.colon = [], False, text == ":"
