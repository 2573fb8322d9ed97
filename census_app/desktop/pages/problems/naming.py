"""What values of facets and headings of groups are called."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from census_app.desktop.core_words import worded
from census_app.desktop.language import count, label, pair, say
from census_app.desktop.pages.problems.columns import rule_title, unit_text
from census_app.desktop.session import WorkspaceFacts
from census_app.desktop.tables.paged_model import Heading

if TYPE_CHECKING:
    from census_app.workspace.root_causes.model import Cause

_LABELLED = ("severity", "state", "waiting")


class Names:
    """Filled as things become known; an unknown value is called by itself."""

    def __init__(self) -> None:
        self.today = date.today().isoformat()
        self.facts: WorkspaceFacts | None = None
        self.names: Mapping[str, Mapping[str, str]] = {}
        self.causes: Mapping[str, Cause] = {}
        self.tables: Mapping[str, str] = {}

    def of(self, facet: str, value: str) -> str:
        """A facet's value as people read it."""
        name = self.names.get(facet, {}).get(value, "")
        if facet == "unit":
            return unit_text(name, value)
        if facet == "rule_id":
            return f"{value} {name}" if name else value
        if facet == "table":
            return worded(self.tables.get(value, value))
        if not value:
            return say(f"facets.none.{facet}") if facet in ("category", "person", "first_week", "waiting") else "—"
        return label(facet, value) if facet in _LABELLED else worded(value) if facet == "category" else value

    def heading(self, group: str, heading: Heading) -> str:
        """What a group's heading says."""
        return say("problems.group.heading", name=self.group(group, heading), number=count(heading.number))

    def group(self, group: str, heading: Heading) -> str:
        """What a group is called."""
        if group == "cause":
            cause = self.causes.get(heading.key)
            if cause is None:
                return say("problems.group.alone")
            return pair(worded(cause.kind_name), cause.name)
        if group == "rule_id":
            return (
                f"{heading.key} {rule_title(self.facts, heading.key, self.names.get(group, {}).get(heading.key, ''))}"
            )
        if group == "unit":
            return unit_text(heading.label, heading.key)
        if group == "tg_no":
            return " ".join(filter(None, (heading.label, heading.key))) or say("problems.group.no_area")
        return heading.label or heading.key
