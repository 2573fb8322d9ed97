"""Looks at an expression's characters before any parser does.

SQLGlot takes `（` and `＞` for letters, skips comments, and recurses out on deep nesting; everything here
is one pass over the text without recursion, so hostile text costs nothing.
"""

from __future__ import annotations

import re
import unicodedata

from census_app.rulebook.diagnostics import ExpressionError
from census_app.rulebook.expression import Span

MAX_LENGTH = 4000
MAX_NESTING = 20

_SPELLINGS = dict(
    zip("（）［］，．：；＝＜＞＋－＊／％！？｜＆", "()[],.:;=<>+-*/%!?|&", strict=True)
) | {
    "“": "'", "”": "'", "‘": "'", "’": "'", "＇": "'", "＂": "'", "「": "'", "」": "'", "『": "'", "』": "'",
    "、": ",", "。": ".", "《": "<", "》": ">", "【": "[", "】": "]", "〔": "[", "〕": "]", "×": "*", "÷": "/",
    "≥": ">=", "≤": "<=", "≠": "<>", "−": "-", "–": "-", "—": "-", "｛": "{", "｝": "}",
}  # fmt: skip
_REFUSED_PAIRS = {
    "--": ("规则里不能写注释", "说明写到规则的 note 里；减去负数写作 - (-1)"),
    "/*": ("规则里不能写注释", "说明写到规则的 note 里"),
    "//": ("没有整除运算 //", "写作 a / b，需要取整时用 round(…, 0)"),
    "==": ("没有 == 运算", "等于写作 ="),
    "!=": ("没有 != 运算", "不等于写作 <>"),
    "||": ("没有 || 运算", "“或者”写作 or；语言里没有文本拼接"),
    "&&": ("没有 && 运算", "“并且”写作 and"),
    "::": ("不能转换类型 ::", "字段的类型由数据字典决定"),
    "<<": ("没有位运算 <<", "小于写作 <"),
    ">>": ("没有位运算 >>", "大于写作 >"),
    "**": ("没有乘方运算 **", "写作 a * a"),
    "=>": ("没有 => 运算", "大于等于写作 >="),
    "=<": ("没有 =< 运算", "小于等于写作 <="),
    "->": ("没有 -> 运算", "关系写作 台区.运行状态"),
}
_REFUSED = {
    ";": ("一条规则只能是一个表达式，不能有分号", "多个条件用 and / or 连接，或分成几个分支"),
    "%": ("没有取余运算 %", "百分数写成小数：0.05"),
    "!": ("没有 ! 运算", "“非”写作 not，不等于写作 <>"),
    "`": ("名称不用反引号", "直接写 合同容量"),
    '"': ("名称和文字都不用双引号", "文字写作 '高压'，名称直接写"),
    "\\": ("不能写反斜杠", "正则只能写在引号内"),
    "#": ("规则里不能写注释 #", "说明写到规则的 note 里"),
    "@": ("没有 @", "参数写作 :容差"),
    "$": ("没有 $", "参数写作 :容差"),
    "?": ("没有 ?", "参数写作 :容差"),
    "{": ("表达式里不能有花括号", "花括号只用在说明文字 says 里"),
    "}": ("表达式里不能有花括号", "花括号只用在说明文字 says 里"),
    "&": ("没有位运算 &", "“并且”写作 and"),
    "|": ("没有位运算 |", "“或者”写作 or"),
    "^": ("没有 ^ 运算", "写作 a * a"),
    "~": ("没有 ~ 运算", "正则写作 匹配(值, '…')"),
}
# The usual case, told by two regular expressions: nothing here needs a closer look except brackets.
_USUAL = re.compile(r"(?:[0-9A-Za-z_\u4e00-\u9fff+\-*/()<>=,.:\[\] \n\t]|'[0-9A-Za-z\u4e00-\u9fff%_.\- ]*')*")
_PAIRS = re.compile("|".join(map(re.escape, _REFUSED_PAIRS)))
_BRACKETS = re.compile(r"'[^']*'|[()\[\]]")
_ALLOWED = frozenset("+-*/()<>=,.:[]_ \n\t")


def check_text(text: str) -> None:
    """Raise `ExpressionError` unless every character outside quotes can belong to an expression."""
    if not text.strip():
        raise ExpressionError(text, Span(0, 0), "表达式是空的", "写出条件，例如 合同容量 <= 0")
    if len(text) > MAX_LENGTH:
        raise ExpressionError(
            text,
            Span(MAX_LENGTH, MAX_LENGTH + 1),
            f"表达式超过 {MAX_LENGTH} 个字符",
            "分成几个分支，或用参数代替长列表",
        )
    _scan(text)


def _scan(text: str) -> None:
    if _USUAL.fullmatch(text) and not _PAIRS.search(text):
        depth = 0
        for found in _BRACKETS.finditer(text):
            if len(found[0]) == 1:
                depth = _nesting(text, found.start(), depth)
        return
    _scan_closely(text)


def _scan_closely(text: str) -> None:
    depth, quote_start, offset = 0, -1, 0
    while offset < len(text):
        character = text[offset]
        if quote_start >= 0:
            if character == "'":
                if text[offset + 1 : offset + 2] == "'":
                    offset += 1
                else:
                    quote_start = -1
            else:
                _refuse_invisible(text, offset, quoted=True)
        elif character == "'":
            quote_start = offset
        else:
            _check_outside_quotes(text, offset)
            depth = _nesting(text, offset, depth)
        offset += 1
    if quote_start >= 0:
        raise ExpressionError(text, Span(quote_start, len(text)), "引号没有结束", "文字写作 '高压'，文字里的引号写两遍")


def _nesting(text: str, offset: int, depth: int) -> int:
    if text[offset] in "([":
        depth += 1
        if depth > MAX_NESTING:
            raise ExpressionError(text, Span(offset, offset + 1), f"括号嵌套超过 {MAX_NESTING} 层", "分成几个分支")
    elif text[offset] in ")]":
        depth -= 1
        if depth < 0:
            raise ExpressionError(
                text, Span(offset, offset + 1), f"多了一个 {text[offset]}", "去掉它，或补上前面的括号"
            )
    return depth


def _check_outside_quotes(text: str, offset: int) -> None:
    character = text[offset]
    span = Span(offset, offset + 1)
    if character in _SPELLINGS:
        raise ExpressionError(text, span, f"不能用全角或中文符号 {character}", f"写作半角 {_SPELLINGS[character]}")
    pair = text[offset : offset + 2]
    if pair in _REFUSED_PAIRS:
        message, hint = _REFUSED_PAIRS[pair]
        raise ExpressionError(text, Span(offset, offset + 2), message, hint)
    if character in _REFUSED:
        message, hint = _REFUSED[character]
        raise ExpressionError(text, span, message, hint)
    if character in _ALLOWED or (character.isascii() and character.isalnum()):
        return
    _refuse_invisible(text, offset, quoted=False)
    folded = unicodedata.normalize("NFKC", character)
    if folded != character and folded.isascii() and folded.isprintable():
        raise ExpressionError(text, span, f"不能用全角或变形字符 {character}", f"写作 {folded}")
    if not character.isidentifier() and not ("a" + character).isidentifier():
        raise ExpressionError(text, span, f"表达式里不能有字符 {character}（U+{ord(character):04X}）", "删去它")


def _refuse_invisible(text: str, offset: int, *, quoted: bool) -> None:
    character = text[offset]
    category = unicodedata.category(character)
    visible_space = quoted and character in " \n\t"
    if category in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} and not visible_space:
        raise ExpressionError(
            text, Span(offset, offset + 1), f"有看不见的字符 U+{ord(character):04X}", "删去它后重新输入"
        )
    if category == "Zs" and character != " " and not quoted:
        raise ExpressionError(
            text, Span(offset, offset + 1), f"有全角或特殊空格 U+{ord(character):04X}", "换成普通空格"
        )
