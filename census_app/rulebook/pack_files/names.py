"""How ids and names in a pack may be spelt: Chinese characters and ASCII only.

Letters of other scripts look like these (Cyrillic А, full-width Ａ), and separators would break lists of ids.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from census_app.rulebook.model import PackManifest, Rule
from census_app.rulebook.pack_files.limits import shown

_RULE_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,31}")
_NAME = re.compile(r"[0-9A-Za-z_\u3400-\u4dbf\u4e00-\u9fff][0-9A-Za-z_\u3400-\u4dbf\u4e00-\u9fff（）-]{0,39}")
_NAME_ADVICE = "用汉字、字母、数字、_ 和 -，不超过 40 个字"

Fault = tuple[tuple[str | int, ...], str]


def rule_name_faults(rule: Rule) -> Iterator[Fault]:
    """Place in the rule and sentence for each id or name that is not spelt as it may be."""
    for path, text in (("id",), rule.id), *((("replaces", at), one) for at, one in enumerate(rule.replaces)):
        if not _RULE_ID.fullmatch(text):
            yield path, f"规则号“{shown(text)}”不合规范，写作 R001 这样，只用字母和数字"
    for position, clause in enumerate(rule.wrong):
        if clause.id and not _NAME.fullmatch(clause.id):
            yield ("wrong", position, "id"), f"分支名“{shown(clause.id)}”不合规范，{_NAME_ADVICE}"
    if rule.group is not None and rule.group.id and not _NAME.fullmatch(rule.group.id):
        yield ("group", "id"), f"分支名“{shown(rule.group.id)}”不合规范，{_NAME_ADVICE}"
    for name in rule.params:
        if not _NAME.fullmatch(name):
            yield ("params", name), f"参数名“{shown(name)}”不合规范，{_NAME_ADVICE}"


def manifest_name_faults(manifest: PackManifest) -> Iterator[Fault]:
    """The same for the names of word lists."""
    for name in manifest.word_lists:
        if not (_NAME.fullmatch(name) and name.isidentifier()):
            yield ("word_lists", name), f"词表名“{shown(name)}”不合规范，{_NAME_ADVICE}"
