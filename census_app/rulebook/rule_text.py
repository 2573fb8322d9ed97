"""One rule as the text a person edits: canonical YAML of that rule alone, and back."""

from __future__ import annotations

from typing import Any

from census_app.foundation.errors import BadInput
from census_app.rulebook.format import format_text
from census_app.rulebook.model import Rule
from census_app.rulebook.packs import rules_of_document
from census_app.rulebook.yaml_files.strict import Document, read_yaml
from census_app.rulebook.yaml_files.text import written

RULE_FILE = "规则"


def text_of(content: dict[str, Any]) -> str:
    """The canonical text of a rule's content; read back it gives the same content."""
    return format_text(written([_as_text(content)]), RULE_FILE)


def text_of_rule(rule: Rule) -> str:
    """The canonical text of a rule: what its author wrote, nothing that merely holds by default."""
    return text_of(rule.model_dump(mode="json", exclude_unset=True))


def content_of(text: str) -> dict[str, Any]:
    """The content of a text that is one rule, whatever its expressions say; else `BadInput`."""
    return _one(read_yaml(text, RULE_FILE))


def read_rule(text: str) -> Rule:
    """The rule in the text; `BadInput` lists every fault of its shape with the line."""
    document = read_yaml(text, RULE_FILE)
    _one(document)
    rules, faults = rules_of_document(document)
    if faults:
        raise BadInput("\n".join(faults), "按上面每一条改正")
    return rules[0]


def _one(document: Document) -> dict[str, Any]:
    content = document.content
    if not isinstance(content, list) or len(content) != 1 or not isinstance(content[0], dict):
        raise BadInput("这里要正好一条规则，以 - id: 开始", "一条规则一份草稿")
    return content[0]


def _as_text(value: Any) -> Any:
    """Every scalar as packs spell it."""
    if isinstance(value, dict):
        return {key: _as_text(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_as_text(one) for one in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if value is None else str(value)
