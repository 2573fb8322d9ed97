"""The sections of the settings in the order of their list; a new section is one entry here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from census_app.desktop.pages.settings.section import Host, Section

_BASE = "census_app.desktop.pages.settings"


@dataclass(frozen=True)
class SectionEntry:
    """`module:Class` is imported when the section is first looked at."""

    id: str
    icon: str
    location: str

    def build(self, host: Host) -> Section:
        """The section itself."""
        module, name = self.location.split(":")
        factory: Callable[[Host], Section] = getattr(import_module(f"{_BASE}.{module}"), name)
        return factory(host)


SECTIONS: tuple[SectionEntry, ...] = (
    SectionEntry("people", "customer", "people:PeopleSection"),
    SectionEntry("units", "tasks", "units:UnitSection"),
    SectionEntry("storage", "folder", "storage:StorageSection"),
    SectionEntry("log", "jobs", "log:LogSection"),
    SectionEntry("verify", "tick", "verify:VerifySection"),
    SectionEntry("look", "theme", "appearance:LookSection"),
    SectionEntry("keys", "keyboard", "keys:KeySection"),
)
