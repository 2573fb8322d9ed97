"""Chinese text made comparable: folding, numerals, readings, characters that sound or look alike."""

from __future__ import annotations

from census_app.matching.text.alike import Alike, alike
from census_app.matching.text.differences import SameBut, same_but, same_but_pairs
from census_app.matching.text.fold import fold_text, fold_texts
from census_app.matching.text.numerals import arabic, parse_numeral
from census_app.matching.text.readings import READINGS, SYLLABLES, pinyin

__all__ = [
    "READINGS",
    "SYLLABLES",
    "Alike",
    "SameBut",
    "alike",
    "arabic",
    "fold_text",
    "fold_texts",
    "parse_numeral",
    "pinyin",
    "same_but",
    "same_but_pairs",
]
