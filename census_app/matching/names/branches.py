"""The part of an organisation that a name names: a branch, or only premises."""

from __future__ import annotations

import re
from functools import cache

from census_app.matching.names.words import (
    branch_endings,
    legal_endings,
    organisation_words,
    premises_endings,
    trade_endings,
)

# Where the name of the whole ends and that of a part of it may begin.
_WHOLE = re.compile(
    r"公司|合作社|厂|银行|信用社|超市|小学|中学|医院|大学|学院|学校|幼儿园|局|酒店|宾馆|饭店|药房|商场|市场|集团|农场|林场"
)
_COMPANY, _GROUP = "公司", "集团"
_COMPANY_FORM = re.compile("[^分]{0,6}公司")
_LEAST_WHOLE = 3
_LONGEST_BRANCH = 16
_LEAST_TRADE = 2
_DASH = "-"
_WHICH_OF_THEM = re.compile("第?(?:[0-9]+|[一二三四五六七八九十]+)号?$")
_SHOP, _LEAST_SHOP, _LONGEST_SHOP = "店", 3, 8


def split_branch(text: str) -> tuple[str, str, str]:
    """(the whole, its branch, remark): 华兴公司第二分公司-宿舍 → 华兴公司, 第二分公司, 宿舍.

    What stands behind a dash, and premises that nobody registers (宿舍, 二车间, 柳河村基站), are remarks.
    """
    text, _, remark = text.partition(_DASH)
    whole, branch = _split(text)
    branch, premises = split_premises(branch) if branch else ("", "")
    return whole, branch, premises + remark


def split_premises(tail: str) -> tuple[str, str]:
    """(branch, premises of it): 第二分公司宿舍 → 第二分公司, 宿舍; 柳河村基站 is premises, whichever place it names."""
    premises = premises_endings().longest(tail)
    if not premises:
        return tail, ""
    branch = _WHICH_OF_THEM.sub("", tail[: len(tail) - len(premises)])
    if not branch_endings().longest(branch):
        branch = ""
    return branch, tail[len(branch) :]


def _split(text: str) -> tuple[str, str]:
    for whole in _WHOLE.finditer(text, _LEAST_WHOLE - 1):
        tail = text[whole.end() :]
        if not tail:
            break
        if whole[0] != _COMPANY and _COMPANY_FORM.match(tail):
            continue
        if whole[0] == _COMPANY or (len(tail) <= _LONGEST_BRANCH and _is_branch(tail, whole[0])):
            return text[: whole.end()], tail
    if text.endswith(_free_branches()):
        return _without_form(text)
    return _shop_branch(text) if text.endswith(_SHOP) else (text, "")


def _without_form(text: str) -> tuple[str, str]:
    """Branches of what leaves out its legal form: 华兴机械第三分公司, 联永家居大屯分公司."""
    for place in range(len(text) - 1, _LEAST_WHOLE, -1):
        if len(text) - place > _LONGEST_BRANCH:
            break
        if len(trade_endings().longest(text[:place])) >= _LEAST_TRADE and text[place - 1 :] not in _free_branches():
            return text[:place], text[place:]
    return text, ""


def _shop_branch(text: str) -> tuple[str, str]:
    """The shop of a chain: 国美电器青岭店."""
    if len(trade_endings().longest(text)) > 1 or len(legal_endings().longest(text)) > 1:
        return text, ""
    for place in range(len(text) - _LEAST_SHOP, max(_LEAST_WHOLE, len(text) - _LONGEST_SHOP), -1):
        if len(trade_endings().longest(text[:place])) >= _LEAST_TRADE:
            return text[:place], text[place:]
    return text, ""


def _is_branch(tail: str, whole: str) -> bool:
    if whole == _GROUP:
        return tail.endswith(_free_branches())
    return branch_endings().longest(tail) != "" or premises_endings().longest(tail) != ""


@cache
def _free_branches() -> tuple[str, ...]:
    return tuple(organisation_words().free_branches)
