"""The one spelling an address is read in."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from census_app.matching.ordering import distinct
from census_app.matching.text import fold_texts

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
_FIGURES = "壹贰叁肆伍陆柒捌玖拾佰"
# （3）组, （二）社: forms print the classifier and leave a gap for the number
_FRAMED = re.compile(r"(?<![0-9A-Za-z])\(([0-9]{1,3}|[一二三四五六七八九十]{1,3})\)(?=[组社队栋幢号])")
_FRAME_ENDS = (")组", ")社", ")队", ")栋", ")幢", ")号")
# Letters that may be figures, or spell a classifier, are looked at: I, O and small ones.
_PLAIN_OTHERS = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ#()-\n"


def fold_address(text: str) -> str:
    """The text as it is parsed: folded as all compared text is, and a blank between words kept as `;`."""
    return fold_addresses([text])[0]


def fold_addresses(texts: Sequence[str]) -> list[str]:
    """`fold_address` of each text, whole columns at once."""
    kept = list(texts)
    for place in _odd(kept):
        kept[place] = _blanks_kept(kept[place])
    return _unframed(fold_texts(kept))


def _unframed(texts: list[str]) -> list[str]:
    """Numbers out of the brackets that a form left for them."""
    joined = "\n".join(texts)
    if not any(end in joined for end in _FRAME_ENDS):
        return texts
    return [_FRAMED.sub(r"\1", text) if ")" in text else text for text in texts]


def _odd(texts: Sequence[str]) -> list[int]:
    """Places of the texts that are not of plain characters alone, which stand for themselves."""
    joined = "\n".join(texts)
    if joined.count("\n") != len(texts) - 1:
        return list(range(len(texts)))
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    ends = np.flatnonzero(codes == ord("\n"))
    found: list[int] = distinct(np.searchsorted(ends, np.flatnonzero(~_plain()[codes]))).tolist()
    return found


@cache
def _plain() -> NDArray[np.bool_]:
    """By code point, whether a character means nothing but itself."""
    plain = np.zeros(sys.maxunicode + 1, dtype=bool)
    plain[0x4E00:0xA000] = True
    plain[list(map(ord, _PLAIN_OTHERS))] = True
    plain[list(map(ord, _FIGURES))] = False
    return plain


def _blanks_kept(text: str) -> str:
    """Blanks separate the words of an address; folding would drop them between ideographs."""
    text = _NOUGHT.sub(lambda found: "0" * len(found[0]), _ONE.sub("1", text))
    text = _PINYIN.sub(lambda found: _SPELLED[found[0].lower()], text)
    text = _FINANCIAL.sub(lambda found: found[0].translate(_PLAINLY), text)
    text = _BLANK_IN_NUMBER.sub(r"\1", _BLANK.sub(" ", text).strip(" "))
    return text.replace(" ", ";")
