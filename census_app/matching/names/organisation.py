"""Names of organisations: region, name proper, trade, legal form, branch, numerals."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from census_app.matching.names.brackets import split_brackets
from census_app.matching.names.branches import split_branch, split_premises
from census_app.matching.names.forms import dissect, grouped_trade
from census_app.matching.names.model import Name, NameKind
from census_app.matching.names.numerals import split_numerals
from census_app.matching.names.regions import SEPARATOR, Regions
from census_app.matching.names.words import branch_endings, legal_form_of, organisation_words, premises_endings
from census_app.matching.text.readings import pinyin

_LEAST_CORE = 2
# 村委, 村民小组, 村部: the word for the village belongs to what follows.
_VILLAGE, _OF_VILLAGE, _LONGEST_VILLAGE = "村", "委民部", 7
# A short word in brackets before the legal form is a place, known or not: 华兴家具(永平)有限公司.
_PLACE_BEFORE_FORM = re.compile(r"\(([㐀-鿿]{2,4})\)(?=[有限责任股份]*公司)")


def organisation(text: str, masked: bool, known: Regions) -> Name:
    """The parts of an organisation's name (folded, brackets still in it)."""
    bracketed = _NO_BRACKETS
    outside = text
    if "(" in text or ")" in text:
        outside, contents = split_brackets(text)
        bracketed = _read_brackets(contents, _PLACE_BEFORE_FORM.findall(text), known)
    whole, branch, remark = split_branch(outside)
    region, rest = known.split(whole)
    village, core, trade, form, numerals = _parts(_expanded(rest))
    branch, branch_numerals = split_numerals(branch + bracketed.branch)[1:] if branch or bracketed.branch else ("", "")
    full = outside[: len(outside) - len(remark)].rstrip("-") + bracketed.kept if remark else outside + bracketed.kept
    return Name(
        NameKind.ORGANISATION,
        full,
        remark + bracketed.remark,
        masked,
        "",
        "",
        _joined(_joined(region, village), bracketed.region),
        core,
        trade,
        form or bracketed.form,
        branch,
        f"{numerals},{branch_numerals}" if numerals and branch_numerals else numerals or branch_numerals,
        pinyin(full),
        (),
        pinyin(core),
    )


class _Bracketed(NamedTuple):
    """What stood in brackets: a region, a branch, a legal form, remarks; `kept` is what stays part of the name."""

    region: str
    branch: str
    form: str
    remark: str
    kept: str


_NO_BRACKETS = _Bracketed("", "", "", "", "")


def _read_brackets(contents: list[str], places: list[str], known: Regions) -> _Bracketed:
    region = branch = form = remark = kept = ""
    for content in contents:
        if found := legal_form_of().get(f"({content})"):
            form = found
        elif found := known.whole(content) or (content if content in places else ""):
            region = found
            kept += content
        elif branch_endings().longest(content) or premises_endings().longest(content):
            part, premises = split_premises(content)
            branch += part
            kept += part
            remark += premises
        else:
            remark += content
    return _Bracketed(region, branch, form, remark, kept)


@lru_cache(maxsize=20_000)
def _parts(text: str) -> tuple[str, str, str, str, str]:
    """(village as a region, core, trade, legal form, numerals) of the text behind the divisions.

    A village is the core of what has no name of its own (王庄村卫生室), and the region of what has one.
    """
    place = text.find(_VILLAGE)
    if not 0 < place < min(_LONGEST_VILLAGE, len(text) - 1) or text[place - 1] == "农":
        return "", *_named(*dissect(text), text)
    village, inside = text[:place], text[place + 1 :]
    village = village if place > 1 else village + _VILLAGE
    bare, _, numerals = split_numerals(_VILLAGE + inside if inside[0] in _OF_VILLAGE else inside)
    own, trades, form = dissect(bare)
    if len(own) < _LEAST_CORE:
        return "", village, own + grouped_trade(trades), form, numerals
    return village, own, grouped_trade(trades), form, numerals


def _joined(region: str, further: str) -> str:
    if not further or further in region.split(SEPARATOR):
        return region
    return f"{region}{SEPARATOR}{further}" if region else further


def _expanded(text: str) -> str:
    aliases = organisation_words().aliases
    for length in (3, 2):
        if long := aliases.get(text[-length:]):
            return text[:-length] + long
    return text


def _named(core: str, trades: list[str], form: str, written: str) -> tuple[str, str, str, str]:
    """Core, trade, form and numerals; an institution without a name of its own is named by its kind."""
    trade = "".join(trades)
    bare, _, numerals = split_numerals(core or trade)
    if core and bare:
        short = bare.removesuffix(_VILLAGE) if len(bare) > _LEAST_CORE else bare
        return short, grouped_trade(trades), form, numerals
    if core:
        return trade or form, "", form if trade else "", numerals
    return (bare, "", form, numerals) if bare else (split_numerals(written)[0], "", "", numerals)
