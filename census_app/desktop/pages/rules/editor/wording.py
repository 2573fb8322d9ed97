"""What the editor says of a rule in words."""

from __future__ import annotations

from typing import Any

from census_app.desktop.core_words import worded
from census_app.desktop.language import language, pair, say


def title_of(content: dict[str, Any]) -> str:
    """Its title in the language of the window, else the Chinese one; empty when it has none."""
    title = content.get("title")
    if language().code == "en" and isinstance(title, dict) and title.get("en"):
        return str(title["en"])
    return str((title.get("zh") if isinstance(title, dict) else title) or "")


def facts_of(content: dict[str, Any]) -> str:
    """Number, accused record, category, and the rules it requires."""
    told = [f"{content.get('id', '')} v{content.get('version', '')}"]
    told.append(say("rules.accused", table=worded(str(content.get("table") or ""))))
    told.append(pair(say("rules.category"), worded(str(content.get("category") or ""))))
    requires = content.get("requires")
    if isinstance(requires, list) and requires:
        told.append(say("rules.requires", rules="、".join(map(str, requires))))
    return " · ".join(told)


def read_aloud(condition: Any) -> str:
    """A condition of the rule book as one sentence."""
    if not condition.parts:
        return str(condition.text)
    joint = say("rules.or" if condition.how == "any" else "rules.and")
    return joint.join(read_aloud(part) for part in condition.parts)
