"""What argparse says of wrong arguments, in Chinese."""

from __future__ import annotations

import re

_SAID = (
    (r"unrecognized arguments: (.+)", "不认识的参数：{0}"),
    (r"the following arguments are required: (.+)", "缺少参数：{0}"),
    (r"one of the arguments (.+) is required", "要给出其中一个参数：{0}"),
    (r"argument (.+?): invalid choice: (.+?) \(choose from (.+)\)", "{0} 不能是 {1}，只能是：{2}"),
    (r"argument (.+?): expected (?:one|at least one) argument", "{0} 后面要写一个值"),
    (r"argument (.+?): not allowed with argument (.+)", "{0} 不能和 {1} 一起用"),
    (r"argument (.+?): ignored explicit argument (.+)", "{0} 后面不用写值：{1}"),
    (r"argument (.+?): invalid \S+ value: (.+)", "{0} 的值不对：{1}"),
    (r"ambiguous option: (.+?) could match (.+)", "{0} 可以是几个参数，请写全：{1}"),
    (r"argument (.+?): (.+)", "{0}：{1}"),
)


def in_chinese(message: str) -> str:
    """The message in Chinese; as it is where it is nothing known."""
    for pattern, said in _SAID:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            return said.format(*found.groups())
    return message
