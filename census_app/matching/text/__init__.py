"""Chinese text made comparable: folding, numerals, readings, characters that sound or look alike."""

from __future__ import annotations

from census_app.matching.text.alike import Alike, alike
from census_app.matching.text.differences import Characters, Difference, difference, differences, differences_of
from census_app.matching.text.fold import fold_text, fold_texts
from census_app.matching.text.numerals import arabic, parse_numeral
from census_app.matching.text.readings import READINGS, SYLLABLES, pinyin

__all__ = [
    "READINGS",
    "SYLLABLES",
    "Alike",
    "Characters",
    "Difference",
    "alike",
    "arabic",
    "difference",
    "differences",
    "differences_of",
    "fold_text",
    "fold_texts",
    "parse_numeral",
    "pinyin",
]
