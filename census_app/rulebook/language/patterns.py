"""Regular expressions of `匹配`: a subset that means the same on every engine and cannot run away.

Allowed: literals, classes `[…]`, `.`, groups `(…)` and `(?:…)`, alternation, `^ $` at the ends, escapes of
punctuation, repetition `* + ? {n} {n,m}` up to 100, not nested, and not so many in a row that an engine that
backtracks would try millions of ways. Choices inside a repetition begin with different characters.
"""

from __future__ import annotations

from census_app.rulebook.diagnostics import ExpressionError
from census_app.rulebook.expression import LiteralNode, Span

MAX_REPEAT = 100
MAX_REPEATS_TOGETHER = 400
MAX_PATTERN = 300
MAX_WAYS = 1e8
_ESCAPES = frozenset("\\.+*?()[]{}|^$/-")
_SPECIAL = frozenset("\\[](){}.*+?^$")
_UNBOUNDED = 100


def check_pattern(text: str, node: LiteralNode) -> None:
    """Raise `ExpressionError` unless the pattern literal is in the safe subset and compiles."""
    pattern = str(node.value)
    problem = pattern_problem(pattern)
    if problem:
        raise ExpressionError(text, Span(node.span.start, node.span.end), f"正则不能这样写：{problem[0]}", problem[1])


def pattern_problem(pattern: str) -> tuple[str, str] | None:
    """What is wrong with a pattern and what to write instead; None when it is safe."""
    import re

    if not pattern:
        return "是空的", "写出要匹配的样式，例如 '[0-9]{10}'"
    if len(pattern) > MAX_PATTERN:
        return f"超过 {MAX_PATTERN} 个字符", "长的词表用 名称含(值, :词表)"
    problem = _Scanner(pattern).problem()
    if problem:
        return problem
    try:
        re.compile(pattern)
    except (re.error, OverflowError):
        return "括号或重复写得不完整", "检查括号、方括号和 {n,m}"
    return None


class _Scanner:
    """One pass over a pattern; remembers for each open group whether something inside repeats."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.offset = 0
        self.groups: list[bool] = [False]
        self.starts: list[int] = []
        self.ways: list[list[float]] = [[1, 1]]
        self.last_repeats = False
        self.last_choice = ""
        self.has_atom = False
        self.repeats = 0

    def problem(self) -> tuple[str, str] | None:
        while self.offset < len(self.pattern):
            found = self._step(self.pattern[self.offset])
            if found:
                return found
            if max(self.ways[-1]) > MAX_WAYS:
                return "重复太多，回溯的引擎会试上亿次", "少用几个 .* ，或分成几个 匹配()"
        return None

    def _step(self, character: str) -> tuple[str, str] | None:
        if character == "\\":
            return self._escape()
        if character == "[":
            return self._class()
        if character == "(":
            return self._open()
        if character == ")":
            return self._close()
        if character in "*+?{":
            return self._repeat(character)
        if character in "^$" and not self._at_end(character):
            return f"{character} 只能写在两端", f"整个值都要符合，不用写它；按字面写作 \\{character}"
        if character == "|":
            # one choice or the other: the ways of each, not of both
            self.ways[-1] = [max(self.ways[-1]), 1]
        self.has_atom = character not in "|^"
        self.last_repeats, self.last_choice = False, ""
        self.offset += 1
        return None

    def _at_end(self, character: str) -> bool:
        before, after = self.pattern[: self.offset], self.pattern[self.offset + 1 :]
        return before in {"", "("} or before.endswith("|") if character == "^" else after[:1] in {"", "|", ")"}

    def _escape(self) -> tuple[str, str] | None:
        following = self.pattern[self.offset + 1 : self.offset + 2]
        if following not in _ESCAPES or not following:
            written = f"\\{following}"
            if following.isdigit():
                return f"不能反向引用 {written}", "写出完整的样式"
            return f"各引擎对 {written} 的理解不同", "数字写 [0-9]，空白写 [ ]，字母写 [A-Za-z]"
        self.offset += 2
        self.has_atom, self.last_repeats, self.last_choice = True, False, ""
        return None

    def _class(self) -> tuple[str, str] | None:
        end = self.offset + 1
        if self.pattern[end : end + 1] == "^":
            end += 1
        if self.pattern[end : end + 1] == "]":
            return "方括号里第一个不能是 ]", "写作 \\]"
        while end < len(self.pattern) and self.pattern[end] != "]":
            if self.pattern[end] == "[" or self.pattern[end : end + 2] in {"&&", "--", "~~", "||"}:
                return "方括号里不能再有 [ 或集合运算", "写作 \\["
            if self.pattern[end] == "\\":
                if self.pattern[end + 1 : end + 2] not in _ESCAPES:
                    return f"各引擎对 {self.pattern[end : end + 2]} 的理解不同", "数字写 0-9，空白直接写空格"
                end += 1
            end += 1
        if end >= len(self.pattern):
            return "方括号没有结束", "补上 ]"
        self.offset = end + 1
        self.has_atom, self.last_repeats, self.last_choice = True, False, ""
        return None

    def _open(self) -> tuple[str, str] | None:
        rest = self.pattern[self.offset + 1 : self.offset + 3]
        if rest.startswith("?") and rest != "?:":
            return "不能用前后查看、命名组或内联标志 (?…)", "只能写 (…) 或 (?:…)"
        self.offset += 3 if rest == "?:" else 1
        self.groups.append(False)
        self.starts.append(self.offset)
        self.ways.append([1, 1])
        self.has_atom, self.last_repeats = False, False
        return None

    def _close(self) -> tuple[str, str] | None:
        if len(self.groups) == 1:
            return "多了一个 )", "写作 \\)"
        self.last_repeats = self.groups.pop()
        self.groups[-1] = self.groups[-1] or self.last_repeats
        self.last_choice = self.pattern[self.starts.pop() : self.offset]
        inside = max(self.ways.pop())
        self.ways[-1][1] *= inside
        self.has_atom = True
        self.offset += 1
        return None

    def _repeat(self, character: str) -> tuple[str, str] | None:
        if not self.has_atom:
            return f"{character} 前面没有可重复的东西", f"按字面写作 \\{character}"
        end, bound, ways = self.offset + 1, 2, 2 if character == "?" else _UNBOUNDED
        if character == "{":
            end = self.pattern.find("}", self.offset) + 1
            counts = self.pattern[self.offset + 1 : end - 1].split(",") if end else []
            if not counts or len(counts) > 2 or not all(count.isdigit() for count in counts):
                return "{…} 里只能写次数", "写作 {4} 或 {4,10}；按字面写作 \\{"
            bound = max(int(count) for count in counts)
            ways = 1 + bound - int(counts[0])
            if bound > MAX_REPEAT:
                return f"重复超过 {MAX_REPEAT} 次", f"用 {{n,{MAX_REPEAT}}} 以内，或用 长度()"
            self.repeats += bound
            if self.repeats > MAX_REPEATS_TOGETHER:
                return f"各处重复合计超过 {MAX_REPEATS_TOGETHER} 次", "缩短，或用 长度()"
        if self.last_repeats and bound > 1 and character != "?":
            return "重复里面又有重复", "改写成不嵌套的样式，例如 [0-9 ]{1,20}"
        if bound > 1 and character != "?" and _overlapping(self.last_choice):
            return "重复里面的几个选择开头相同，或不是文字", "各个选择以不同的字开头，或写成方括号 [县区市]"
        if self.pattern[end : end + 1] in {"*", "+", "?", "{"}:
            return "重复符号连写", "只写一个"
        self.groups[-1] = True
        self.ways[-1][1] *= max(ways, 1)
        self.has_atom, self.last_repeats, self.last_choice = True, True, ""
        self.offset = end
        return None


def _overlapping(choice: str) -> bool:
    """Whether a repeated group's choices may match the same text in several ways."""
    choices = choice.split("|")
    if len(choices) == 1:
        return False
    plain = all(one and not set(one) & _SPECIAL for one in choices)
    return not plain or len({one[0] for one in choices}) < len(choices)
