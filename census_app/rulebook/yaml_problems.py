"""What the YAML parser complains about, in the words of the person who has to mend the file."""

from __future__ import annotations

_WORDS = (
    ("maximum nesting depth", "括号嵌套得太深"),
    ("expected ',' or ']'", "列表缺少逗号或右方括号 ]"),
    ("expected ',' or '}'", "花括号里缺少逗号或右花括号 }；含冒号、逗号、方括号的文字要加引号"),
    ("expected the node content", "这里缺少内容，或文字要加引号"),
    ("expected node content", "这里缺少内容，或文字要加引号"),
    ("mapping values are not allowed", "冒号用得不对：含“: ”的文字要加引号"),
    ("block sequence entries are not allowed", "“- ”不能写在这里，检查缩进"),
    ("block mapping entries", "缩进不齐，或冒号后面少了空格"),
    ("expected key", "缩进不齐，或冒号后面少了空格"),
    ("expected <block end>", "缩进不齐"),
    ("'-' indicator", "缩进不齐，或少了“- ”"),
    ("could not find expected ':'", "键后面缺少冒号，或冒号后面少了空格"),
    ("cannot start any token", "这里不能用制表符或这个符号，缩进用空格"),
    ("unexpected end of stream", "引号没有结束"),
    ("unexpected document", "引号没有结束"),
    ("unknown escape", "双引号里的反斜杠不对，改用单引号"),
    ("escape", "双引号里的反斜杠不对，改用单引号"),
    ("control characters are not allowed", "有看不见的控制字符"),
    ("block scalar", "| 或 > 后面写得不对"),
    ("simple key", "键后面缺少冒号，或写成了几行"),
    ("directive", "不要写 % 指令"),
    ("document", "一个文件里只能有一份 YAML"),
)


def problem_words(problem: str | None) -> str:
    """The parser's complaint in Chinese."""
    told = problem or ""
    return next((words for part, words in _WORDS if part in told), "写法不完整，检查缩进、冒号后的空格和引号")
