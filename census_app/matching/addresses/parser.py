"""The full parser: tokens, then runs cut into names, then numbers read by what stands before them."""

from __future__ import annotations

from . import kinds
from .folding import LONGEST, fold_address
from .lexer import NOISE, RUN, SEPARATOR, Token, tokenize
from .model import Address, Span
from .numbers import read_number
from .places import NO_PLACES, Places
from .roles import compose
from .runs import Piece, cut_run


def parse_address(text: str, places: Places | None = None) -> Address:
    """The components of one address. Any text is accepted; what was not understood is in `tail`."""
    folded = fold_address(text)
    return compose(folded, cut_address(folded, places or NO_PLACES))[0]


def locate_components(text: str, places: Places | None = None) -> tuple[str, list[Span]]:
    """The folded text and which of its characters became which component, in order of the text."""
    folded = fold_address(text)
    return folded, compose(folded, cut_address(folded, places or NO_PLACES))[1]


def cut_address(folded: str, places: Places) -> list[Piece]:
    """The folded text (its first LONGEST characters) as labelled pieces, in order; separators are left out."""
    tokens = tokenize(folded[:LONGEST])
    pieces: list[Piece] = []
    before = kinds.START
    for index, token in enumerate(tokens):
        if token.kind == SEPARATOR:
            continue
        if token.kind == NOISE:
            pieces.append((token.start, token.end, kinds.REMARK))
            continue
        if token.kind == RUN:
            new = cut_run(folded, token.start, token.end, before, _after(tokens, index), places)
        else:
            new = read_number(folded, token.kind, token.start, token.value_end, token.end, before)
        pieces += new
        before = next(
            (label for _, _, label in reversed(new) if label not in (kinds.POSITION, kinds.REMARK, kinds.UNKNOWN)),
            before,
        )
    if len(folded) > LONGEST:
        pieces.append((LONGEST, len(folded), kinds.REMARK))
    return pieces


def _after(tokens: list[Token], index: int) -> str:
    """The kind of the number directly behind a run."""
    if index + 1 == len(tokens):
        return ""
    kind = tokens[index + 1].kind
    return "" if kind in (RUN, SEPARATOR, NOISE) else kind
