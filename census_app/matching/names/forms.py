"""Legal form and line of business at the end of an organisation's name."""

from __future__ import annotations

from functools import cache

from census_app.matching.names.words import legal_endings, legal_form_of, organisation_words, trade_endings

_COMPANY, _GROUP = "公司", "集团"
_COMPANY_LETTERS = "有限责任股份"
_SHARES, _LIMITED = "股份有限公司", "有限公司"
# 大有公司 is called 大有: one letter of 有限 alone belongs to the name.
_LEAST_LETTERS = 2
_GENERIC = frozenset("店厂部行馆铺坊屋场")
_MOST_TRADES = 4
_GENERIC_LENGTH = 2


def dissect(text: str) -> tuple[str, list[str], str]:
    """(name proper, lines of business in the order written, legal form) of a name without region and branch."""
    rest, form = _split_form(text)
    trades: list[str] = []
    for _ in range(_MOST_TRADES):
        trade = trade_endings().longest(rest)
        left = len(rest) - len(trade)
        if not trade or (trades and left == 1) or (len(trade) == 1 and (trades or form or left == 1)):
            break
        rest = rest[:left]
        trades.insert(0, trade)
    return rest, trades, form


def grouped_trade(trades: list[str]) -> str:
    """One text for lines of business: synonyms grouped, 制造, 加工, 销售 and the like left out beside others."""
    groups = _groups()
    found = dict.fromkeys(groups.get(trade) or _without_generic(trade) for trade in trades)
    generic = organisation_words().generic_trades
    special = [trade for trade in found if trade not in generic]
    return "".join(special or found)


def _split_form(text: str) -> tuple[str, str]:
    """(text before the legal form, the word the form is grouped under)."""
    if text.endswith(_COMPANY):
        return _split_company(text)
    trade, spelling = trade_endings().longest(text), legal_endings().longest(text)
    if len(spelling) > 1 and spelling[-1] in _GENERIC and len(trade_endings().longest(text[:-1])) >= len(spelling):
        # 化工厂 is a 厂 of 化工, no 工厂.
        spelling = spelling[-1]
    if len(trade) > len(spelling):
        if trade[-1] not in _GENERIC or trade[:-1] not in organisation_words().trades:
            return text, ""
        spelling = trade[-1]
    return text[: len(text) - len(spelling)], legal_form_of().get(spelling, spelling)


def _split_company(text: str) -> tuple[str, str]:
    """Companies by their letters, so that a lost or doubled one (股份限公司, 有限责公司) does no harm."""
    if text.endswith("总公司"):
        return text[:-3], "总公司"
    before = text[: -len(_COMPANY)]
    rest = before.rstrip(_COMPANY_LETTERS)
    letters = before[len(rest) :]
    if len(letters) < _LEAST_LETTERS or not rest:
        rest, letters = before, ""
    if rest.endswith(_GROUP) and len(rest) > len(_GROUP):
        return rest[: -len(_GROUP)], _GROUP
    return rest, _SHARES if "股" in letters else _LIMITED


def _without_generic(trade: str) -> str:
    words = organisation_words()
    head, tail = trade[:-_GENERIC_LENGTH], trade[-_GENERIC_LENGTH:]
    return _groups().get(head, head) if tail in words.generic_trades and head in words.trades else trade


@cache
def _groups() -> dict[str, str]:
    """Line of business → the one it is grouped under."""
    synonyms = organisation_words().trade_synonyms
    return {spelling: group for group, spellings in synonyms.items() for spelling in (group, *spellings)}
