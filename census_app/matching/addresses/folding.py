"""The one spelling an address is read in."""

from __future__ import annotations

import re
from collections.abc import Sequence

from census_app.matching.text import fold_text, fold_texts

LONGEST = 200  # Characters read as an address; what is beyond goes into the tail unread.

_BLANK = re.compile(r"[\s_\u200b-\u200f\u3000\ufeff]+")
_BLANK_IN_NUMBER = re.compile(r"(?<=[0-9A-Za-z]) ?([-#]) ?(?=[0-9A-Za-z])|(?<=[0-9]) (?=[号栋幢座单室楼层弄巷组队户#])")
# Letters that are read where a machine saw 0 or 1: 5O1室, l2栋, 12O号. A capital I or L alone may name a building.
_NOUGHT = re.compile(r"(?<=\d)[oO]+(?=[\d号栋幢座室单楼层])")
_ONE = re.compile(r"(?<=\d)[lI|](?=\d)|(?<![0-9A-Za-z])l(?=\d{1,2}[号栋幢座楼单])")
# Classifiers a phone or a form wrote in pinyin: 3dong2danyuan501shi.
_SPELLED = {
    "hao": "号",
    "dong": "栋",
    "zhuang": "幢",
    "danyuan": "单元",
    "lou": "楼",
    "ceng": "层",
    "shi": "室",
    "zu": "组",
}
_PINYIN = re.compile(rf"(?<=\d)({'|'.join(_SPELLED)})(?![a-z])", re.IGNORECASE)
# 壹佰贰拾号, 贰单元: figures as they stand in deeds and registers; 陆家 and 壹号院 are names.
_FINANCIAL = re.compile(
    "[壹贰叁肆伍陆柒捌玖拾佰零]{2,}(?=号|[栋幢楼层室组队])|[壹贰叁肆伍陆柒捌玖拾](?=单元|[栋幢层室])"
)
_PLAINLY = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰", "一二三四五六七八九十百")
_MISREAD = re.compile("[IOa-z壹贰叁肆伍陆柒捌玖拾佰]")  # Letters that may be figures, or spell a classifier.
_PLAIN = re.compile(r"[\u4e00-\u9fff0-9A-HJ-NP-Z#()-]*")


def fold_address(text: str) -> str:
    """The text as it is parsed: folded as all compared text is, and a blank between words kept as `;`."""
    return fold_text(_blanks_kept(text))


def fold_addresses(texts: Sequence[str]) -> list[str]:
    """`fold_address` of each text, whole columns at once."""
    return fold_texts([_blanks_kept(text) for text in texts])


def _blanks_kept(text: str) -> str:
    """Blanks separate the words of an address; folding would drop them between ideographs."""
    # letters and digits alone hold no blank, which is told quicker than that they are plain
    if (text.isalnum() or _PLAIN.fullmatch(text)) and not _MISREAD.search(text):
        return text
    text = _NOUGHT.sub(lambda found: "0" * len(found[0]), _ONE.sub("1", text))
    text = _PINYIN.sub(lambda found: _SPELLED[found[0].lower()], text)
    text = _FINANCIAL.sub(lambda found: found[0].translate(_PLAINLY), text)
    text = _BLANK_IN_NUMBER.sub(r"\1", _BLANK.sub(" ", text).strip(" "))
    return text.replace(" ", ";")
