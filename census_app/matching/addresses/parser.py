"""The full parser: tokens, then runs cut into names, then numbers read by what stands before them."""

from __future__ import annotations

import re

from . import kinds
from .candidates import Run, sort_of_number
from .folding import LONGEST, fold_address
from .gazetteer import local_names
from .lexer import CUT, NOISE, RUN, SEPARATOR, Token, tokenize
from .model import Address, Span
from .numbers import Context, read_number
from .places import NO_PLACES, Places, counties_of, towns_of
from .roles import compose
from .runs import Cuts, Piece
from .vocabulary import vocabulary

_NO_NAMES = (kinds.POSITION, kinds.REMARK, kinds.UNKNOWN)
_LINKS = re.compile("[-#]")
_PLACES = (kinds.ESTATE, kinds.PART)
_DIVISIONS_ASIDE = frozenset({kinds.PROVINCE, kinds.CITY, kinds.COUNTY})
_AREAS = frozenset({kinds.START, kinds.PROVINCE, kinds.CITY, kinds.COUNTY, kinds.ZONE, kinds.TOWN})
NOWHERE: frozenset[str] = frozenset()
_LONGEST_PERSON, _FEWEST_TOKENS, _DIGITS_OF_PHONE = 3, 3, 7
_OF_PERSON = frozenset({"收货人", "收件人", "联系人", "转交"})
_MOST_RUNS = 200_000
_MOST_CUTS = 40_000  # All ways to cut a run take some thousand bytes.
# A town written in full; 街道办事处 goes on, 镇政府 and 乡中学 are places.
_TOWN = re.compile(r"(.{2,20}?)(?:街道|[镇乡])(?=[^办政中卫敬镇乡街村].)(?!前街|小[学区])")
_COUNTY = re.compile("[县区旗市](?=..)")
_FARTHEST_COUNTY = 20
# What may stand behind a county without being named after it, as 青岭区医院 is.
_BEHIND_COUNTY = frozenset({kinds.VILLAGE, kinds.SHORT_VILLAGE, kinds.ROAD})


def parse_address(text: str, places: Places | None = None) -> Address:
    """The components of one address. Any text is accepted; what was not understood is in `tail`."""
    return Parser(places).parse(fold_address(text))


def locate_components(text: str, places: Places | None = None) -> tuple[str, list[Span]]:
    """The folded text and which of its characters became which component, in order of the text."""
    folded = fold_address(text)
    return folded, compose(folded, Parser(places).cut(folded))[1]


class Parser:
    """Parses folded addresses, remembering the runs it has cut: the names of a column repeat, its numbers do not."""

    def __init__(self, places: Places | None = None, divisions: Places | None = None) -> None:
        """`places` are recognised without their suffix; behind `divisions`, else those of `places`, names are cut apart
        from what stands before."""
        # the places themselves are not kept: whoever knows them decides how long all this is remembered
        known = places or NO_PLACES
        self._places, self._home = known.words, known.home
        self._towns = towns_of(divisions or known)
        self._counties = counties_of(divisions or known)
        self._named: dict[str, frozenset[str]] = {}
        self._within: dict[tuple[frozenset[str], str], frozenset[str]] = {}
        self._runs: dict[tuple[str, str, str, bool, frozenset[str]], list[Piece]] = {}
        self._pieces: dict[tuple[str, str, frozenset[str]], Run] = {}
        self._cut: dict[tuple[str, str, str, bool, frozenset[str]], Cuts] = {}

    def parse(self, folded: str) -> Address:
        """The components of a folded address."""
        return compose(folded, self.cut(folded))[0]

    def cut(self, folded: str) -> list[Piece]:
        """The folded text (its first LONGEST characters) as labelled pieces, in order; separators are left out."""
        tokens = tokenize(folded[:LONGEST])
        pieces: list[Piece] = []
        context = Context()
        divisions = NOWHERE
        for index, token in enumerate(tokens):
            if token.kind == SEPARATOR:
                continue
            if token.kind in (NOISE, CUT):
                pieces.append((token.start, token.end, kinds.REMARK if token.kind == NOISE else kinds.POSITION))
                continue
            context.after = _after(folded, tokens, index)
            if token.kind == RUN and (_is_addressee(folded, tokens, index) or _is_aside(folded, token)):
                pieces.append((token.start, token.end, kinds.REMARK))
                continue
            if token.kind == RUN:
                within = divisions if context.before in _AREAS else NOWHERE
                new = self.cut_run(folded[token.start : token.end], context.before, context.after, within=within)
                new = [(start + token.start, end + token.start, kind) for start, end, kind in new]
                divisions |= _divisions(folded, new)
            else:
                context.later = frozenset(later.kind for later in tokens[index + 1 :])
                new = read_number(folded, token, context)
            pieces += new
            context.place = next((folded[:end] for _, end, kind in reversed(new) if kind in _PLACES), context.place)
            names = [kinds.plain(kind) for _, _, kind in new if kind not in _NO_NAMES]
            context.seen.update(names)
            context.before = names[-1] if names else context.before
        if len(folded) > LONGEST:
            pieces.append((LONGEST, len(folded), kinds.REMARK))
        return pieces

    def cut_run(
        self, run: str, before: str, after: str, goes_on: bool = False, within: frozenset[str] = NOWHERE
    ) -> list[Piece]:
        """The pieces of a whole run, remembered; a known division and what is before it are cut once for all of them.

        `within`: the cities and counties named before the run.
        """
        key = (run, before, after, goes_on, within)
        pieces = self._runs.get(key)
        if pieces is None:
            if len(self._runs) >= _MOST_RUNS:
                self._runs.clear()
            pieces = self._runs[key] = self._behind_known(run, before, after, goes_on) or self._cuts(
                run, before, sort_of_number(after, run), goes_on, within
            ).before(after)
        return pieces

    def _cuts(self, run: str, before: str, sort: str, goes_on: bool, within: frozenset[str]) -> Cuts:
        """How a run may be cut before numbers of this sort, remembered: the same names stand before many kinds."""
        key = (run, before, sort, goes_on, within)
        cuts = self._cut.get(key)
        if cuts is None:
            if len(self._cut) >= _MOST_CUTS:
                self._cut.clear()
                self._pieces.clear()
            what = (run, sort, within)
            if what not in self._pieces:
                self._pieces[what] = Run(run, sort, self._places, within, self._home)
            cuts = self._cut[key] = Cuts(self._pieces[what], before, goes_on)
        return cuts

    def _behind_known(self, run: str, before: str, after: str, goes_on: bool) -> list[Piece]:
        """The pieces of a run that names a known division in full and goes on behind it; none when it does not."""
        end, division = (0, "") if before != kinds.START or goes_on else self.known_division(run)
        rest = self.cut_behind(run[end:], division, after, self.divisions_of(run[:end], run[end:])) if end else []
        head = self.cut_run(run[:end], kinds.START, "") if rest else []
        return head + [(start + end, stop + end, kind) for start, stop, kind in rest]

    def divisions_of(self, head: str, rest: str) -> frozenset[str]:
        """The counties, or else the cities, named in `head` of which a town or village may be named in `rest`."""
        if head not in self._named:
            self._named[head] = _divisions(head, self.cut_run(head, kinds.START, ""))
        named = self._named[head]
        return self._named_in(named, rest) if named else NOWHERE

    def _named_in(self, divisions: frozenset[str], rest: str) -> frozenset[str]:
        """Those of which a town or village may be named in `rest`, remembered: it stands behind many heads."""
        key = (divisions, rest)
        found = self._within.get(key)
        if found is None:
            if len(self._within) >= _MOST_CUTS:
                self._within.clear()
            found = self._within[key] = frozenset(
                name for name in divisions if any(local.may_be_named_in(rest) for local in local_names(name))
            )
        return found

    def cut_behind(self, rest: str, division: str, after: str, within: frozenset[str]) -> list[Piece]:
        """The pieces of what stands behind a known division; none when it may be named after a county before it."""
        pieces = self.cut_run(rest, division, after, goes_on=True, within=within)
        _, end, first = pieces[0]
        if division == kinds.TOWN or first in _BEHIND_COUNTY:
            return pieces
        return pieces if first == kinds.ESTATE and not vocabulary().is_institution(rest[:end]) else []

    def known_division(self, run: str) -> tuple[int, str]:
        """Where the known town, or else the last known county, ends that a run names in full and goes on behind, and
        which of the two it is; (0, "") when it names none."""
        if not self._towns:
            return 0, ""
        found = _TOWN.match(run)
        if found and _ends_in(found[1], self._towns):
            end, division = found.end(), kinds.TOWN
        else:
            ends = [found.end() for found in _COUNTY.finditer(run, 0, _FARTHEST_COUNTY)]
            known = [end for end in ends if _ends_in(run[: end - 1], self._counties)]
            end, division = (known[-1], kinds.COUNTY) if known else (0, "")
        return (end, division) if end and self.cut_run(run[:end], kinds.START, "")[-1][2] == division else (0, "")


def _ends_in(text: str, names: frozenset[str]) -> bool:
    """Whether a text ends in a name of two to four characters."""
    return text[-2:] in names or text[-3:] in names or text[-4:] in names


def _divisions(text: str, pieces: list[Piece]) -> frozenset[str]:
    """The counties among the pieces of which the towns and villages are known, or else the cities."""
    for level in (kinds.COUNTY, kinds.CITY):
        named = {text[start:end] for start, end, kind in pieces if kinds.plain(kind) == level}
        known = frozenset(name for name in named if local_names(name))
        if known:
            return known
    return NOWHERE


def _is_addressee(folded: str, tokens: list[Token], index: int) -> bool:
    """Whether a run is the name of whom the parcel or the bill is for: beside a telephone, or behind 收货人.

    A name alone with a telephone stays: it may as well be the village 王庄.
    """
    token = tokens[index]
    if token.end - token.start > _LONGEST_PERSON or len(tokens) < _FEWEST_TOKENS:
        return False
    text = folded[token.start : token.end]
    around = [one for one in tokens[max(0, index - 2) : index + 3] if one.kind == NOISE]
    beside = any(folded[one.start : one.end] in _OF_PERSON or _is_phone(folded, one) for one in around)
    others = any(one.kind == RUN and one is not token and one.end - one.start > _LONGEST_PERSON for one in tokens)
    return beside and others and vocabulary().is_person(text)


def _is_aside(folded: str, token: Token) -> bool:
    """Whether a run is a division told in brackets behind a name it lies in: 安居小区(赣州)."""
    if folded[token.start - 1 : token.start] != "(" or folded[token.end : token.end + 1] != ")" or token.start == 1:
        return False
    text = folded[token.start : token.end]
    words = vocabulary().words.get(text[:2], ())
    return any(word == text and kinds.plain(kind) in _DIVISIONS_ASIDE for word, kind, _ in words)


def _is_phone(folded: str, token: Token) -> bool:
    return sum(character.isdigit() for character in folded[token.start : token.end]) >= _DIGITS_OF_PHONE


def _after(folded: str, tokens: list[Token], index: int) -> str:
    """The kind of the number directly behind a run; `flat`: building, unit and room in one, `pair`: 13-9号."""
    if index + 1 == len(tokens):
        return ""
    token = tokens[index + 1]
    if token.kind in (RUN, SEPARATOR, NOISE, CUT):
        return ""
    links = len(_LINKS.findall(folded[token.start : token.value_end]))
    return "flat" if links >= 2 else "pair" if links and token.kind == "number" else token.kind
