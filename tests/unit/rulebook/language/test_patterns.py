from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from census_app.rulebook.language.patterns import pattern_problem


@pytest.mark.parametrize(
    "pattern",
    [
        "[0-9]{10}",
        "1[3-9][0-9]{9}",
        ".*(测试|待定|未知).*",
        "(?:ab)?c+",
        "[0-9]{4}-[0-9]{2}",
        "(?:县|区|市){1,3}",
        "(公司|集团)*",
        "a?b?c?d?e?f?",
        ".*公用.*|.*公共.*|.*物业.*|.*楼道.*|.*电梯.*|.*水泵.*",
        "^a$|^b$",
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
        ("\\d{4}", "理解不同"),
        ("[\\d]", "理解不同"),
        ("(a|a)*b", "开头相同"),
        ("(ab|a)+", "开头相同"),
        ("(?:.|x){1,9}", "开头相同"),
        ("((a|ab)c|d)*", "开头相同"),
        (".*a.*b.*c.*d.*e", "重复太多"),
        ("a?" * 30 + "a" * 30, "重复太多"),
        ("[0-9]{0,99}[0-9]{0,99}[0-9]{0,99}[0-9]{0,99}[0-9]{0,3}", "重复太多"),
        ("a^b", "只能写在两端"),
        ("a$b", "只能写在两端"),
    ],
)
def test_unsafe(pattern: str, says: str) -> None:
    problem = pattern_problem(pattern)
    assert problem is not None
    assert says in problem[0]


def test_whatever_passes_is_fast_where_engines_backtrack() -> None:
    """The worst text for the worst patterns that pass: a few steps for each character, not millions."""
    for pattern in ("(公司|集团)*x", "a?b?c?d?e?f?a?b?c?d?x", "[0-9]{1,20}x", ".*a.*b.*c.*x"):
        assert pattern_problem(pattern) is None
        assert re.fullmatch(pattern, "a公司bc1" * 10) is None


@given(st.text(alphabet="ab(|)*+?{}[]^$.\\-1,", max_size=20))
def test_whatever_passes_compiles(pattern: str) -> None:
    if pattern_problem(pattern) is None:
        re.compile(pattern)
