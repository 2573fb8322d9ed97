"""Names of organisations: region, name proper, trade, legal form, branch, numerals."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache

from census_app.matching.names.brackets import split_brackets
from census_app.matching.names.model import Name, NameKind
from census_app.matching.names.numerals import split_numerals
from census_app.matching.names.regions import SEPARATOR, region_of, split_region
from census_app.matching.names.words import (
    branch_endings,
    legal_endings,
    legal_form_of,
    organisation_words,
    trade_endings,
)
from census_app.matching.text.readings import SYLLABLES

# Where the name of the whole ends and that of a part of it may begin.
_WHOLE = re.compile(
    r"公司|合作社|厂|银行|信用社|超市|小学|中学|医院|大学|学院|学校|幼儿园|局|酒店|宾馆|饭店|药房|商场|市场|集团|农场|林场"
)
_COMPANY, _GROUP = "公司", "集团"
_COMPANY_FORM = re.compile("[^分]{0,6}公司")
_LEAST_WHOLE = 3
_LONGEST_BRANCH = 16
_LEAST_CORE = 2
_VILLAGE = "村"
_MOST_TRADES = 4
_GENERIC = frozenset("店厂部行馆铺坊屋场")


def organisation(text: str, masked: bool, divisions: Collection[str] = ()) -> Name:
    """The parts of an organisation's name (folded, brackets still in it)."""
    bracket_region = bracket_branch = form = remark = ""
    outside, contents = split_brackets(text) if "(" in text or ")" in text else (text, [])
    kept = []
    for content in contents:
        if found := legal_form_of().get(f"({content})"):
            form = found
        elif found := region_of(content, divisions):
            bracket_region = found
            kept.append(content)
        elif branch_endings().longest(content):
            bracket_branch += content
            kept.append(content)
        else:
            remark += content
    whole, branch = _split_branch(outside)
    region, rest = split_region(whole, divisions)
    core, trade, own_form = _dissect(_expanded(rest))
    core, trade, own_form, numerals = _named(core, trade, own_form)
    _, branch, branch_numerals = split_numerals(branch + bracket_branch)
    full = outside + "".join(kept)
    return Name(
        NameKind.ORGANISATION,
        full,
        remark,
        masked,
        region=_joined(region, bracket_region),
        core=core,
        trade=trade,
        legal_form=own_form or form,
        branch=branch,
        numerals=",".join(filter(None, (numerals, branch_numerals))),
        pinyin=_syllables(full),
        core_pinyin=_syllables(core),
    )


def _joined(region: str, further: str) -> str:
    if not further or further in region.split(SEPARATOR):
        return region
    return f"{region}{SEPARATOR}{further}" if region else further


def _split_branch(text: str) -> tuple[str, str]:
    """(the whole, the part of it): 华兴有限公司第二分公司 → 华兴有限公司, 第二分公司."""
    for whole in _WHOLE.finditer(text, _LEAST_WHOLE - 1):
        tail = text[whole.end() :]
        if not tail:
            break
        if whole[0] == _GROUP and _COMPANY_FORM.match(tail):
            continue
        if whole[0] == _COMPANY:
            return text[: whole.end()], tail.lstrip("-")
        if len(tail) <= _LONGEST_BRANCH and _is_branch(tail, whole[0]):
            return text[: whole.end()], tail.lstrip("-")
    return text, ""


def _is_branch(tail: str, whole: str) -> bool:
    if whole == _GROUP:
        return _free_branch().search(tail) is not None
    return branch_endings().longest(tail) != ""


@cache
def _free_branch() -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(sorted(organisation_words().free_branches))})$")


def _expanded(text: str) -> str:
    for short, long in organisation_words().aliases.items():
        if text.endswith(short):
            return text[: -len(short)] + long
    return text


def _dissect(text: str) -> tuple[str, str, str]:
    """(name proper, trade, legal form)."""
    trade, spelling = trade_endings().longest(text), legal_endings().longest(text)
    form = legal_form_of().get(spelling, "")
    if len(trade) > len(spelling):
        if trade[-1] in _GENERIC and trade[:-1] in organisation_words().trades:
            spelling = trade[-1]
            form = legal_form_of().get(spelling, spelling)
        else:
            spelling = form = ""
    rest = text[: len(text) - len(spelling)]
    trades = ""
    for _ in range(_MOST_TRADES):
        trade = trade_endings().longest(rest)
        left = len(rest) - len(trade)
        if not trade or (left and left < _LEAST_CORE):
            break
        rest, trades = rest[:left], trade + trades
    return rest, trades, form


def _named(core: str, trade: str, form: str) -> tuple[str, str, str, str]:
    """Core, trade, form and numerals, where an institution without a name of its own is named by its kind."""
    bare, _, numerals = split_numerals(core + trade) if not core else split_numerals(core)
    if core:
        bare = bare.removesuffix(_VILLAGE) if len(bare) > _LEAST_CORE else bare
        return (bare, trade, form, numerals) if bare else (trade + form, "", "", numerals)
    return bare or form, "", form if bare else "", numerals


def _syllables(text: str) -> str:
    return " ".join([SYLLABLES[character] for character in text])
