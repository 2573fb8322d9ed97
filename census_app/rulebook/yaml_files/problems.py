"""What the YAML parser complains about, in the words of the person who has to mend the file."""

from __future__ import annotations

import yaml

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


_OPENED = {"flow mapping": "花括号 {", "flow sequence": "方括号 [", "quoted scalar": "引号"}


def problem_found(error: yaml.YAMLError, text: str) -> tuple[int, str]:
    """The 1-based line of the parser's complaint and the complaint in Chinese.

    A tab that indents is named where it stands; of a bracket or quote that is not closed it is said where it opens.
    """
    mark, opened = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    line = mark.line + 1 if mark else 1
    indented = _tab_line(text, line)
    if indented:
        return indented, "缩进里不能用制表符（Tab），换成空格"
    words = problem_words(getattr(error, "problem", None))
    context = getattr(error, "context", None) or ""
    what = next((name for part, name in _OPENED.items() if part in context), "")
    if what and opened is not None and opened.line + 1 < line:
        words += f"；第 {opened.line + 1} 行的{what}没有结束"
    return line, words


def _tab_line(text: str, line: int) -> int:
    """The line with a tab in its indentation, at the complaint or just below it; 0 when there is none."""
    lines = text.splitlines()
    for number in (line, line + 1):
        start = lines[number - 1] if number <= len(lines) else ""
        if "\t" in start[: len(start) - len(start.lstrip())]:
            return number
    return 0


def problem_words(problem: str | None) -> str:
    """The parser's complaint in Chinese."""
    told = problem or ""
    return next((words for part, words in _WORDS if part in told), "写法不完整，检查缩进、冒号后的空格和引号")
