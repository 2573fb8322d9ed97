from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from census_app.rulebook.patterns import pattern_problem


@pytest.mark.parametrize(
    "pattern",
    [
        "[0-9]{10}",
        "1[3-9][0-9]{9}",
        ".*(测试|待定|未知).*",
        "(?:ab)?c+",
        "\\d{4}-\\d{2}",
        "[A-Za-z]+",
        "[^0-9]*",
        "a|b|",
        "^x$",
        "\\[a\\]",
        "(a|b)(c|d)*",
        "([0-9]{2}-)?[0-9]{3}",
    ],
)
def test_safe(pattern: str) -> None:
    assert pattern_problem(pattern) is None


@pytest.mark.parametrize(
    ("pattern", "says"),
    [
        ("(a+)+", "重复里面又有重复"),
        ("(a*)*", "重复里面又有重复"),
        ("((a+)b)*", "重复里面又有重复"),
        ("(a{2,5}){2,5}", "重复里面又有重复"),
        ("(?:a+){3}", "重复里面又有重复"),
        ("a{101}", "超过 100 次"),
        ("a{99}b{99}c{99}d{99}e{99}", "合计超过 400 次"),
        ("a{1,}", "只能写次数"),
        ("a{,5}", "只能写次数"),
        ("(x)\\1", "反向引用"),
        ("(?<name>x)", "前后查看"),
        ("(?!x)", "前后查看"),
        ("a++", "重复符号连写"),
        ("a*?", "重复符号连写"),
        ("\\bword", "理解不同"),
        ("[[:alpha:]]", "方括号里不能再有"),
        ("[a&&b]", "方括号里不能再有"),
        ("x)", "多了一个 )"),
        ("\\", "理解不同"),
    ],
)
def test_unsafe(pattern: str, says: str) -> None:
    problem = pattern_problem(pattern)
    assert problem is not None
    assert says in problem[0]


@given(st.text(alphabet="ab(|)*+?{}[]^$.\\-1,", max_size=20))
def test_whatever_passes_compiles(pattern: str) -> None:
    if pattern_problem(pattern) is None:
        re.compile(pattern)
