"""Chinese names of tables and fields, and which fields hold personal data."""

from __future__ import annotations

from dataclasses import dataclass, field

from census_app.foundation.masking import masked


@dataclass(frozen=True)
class FieldNames:
    """Read once from the dictionary; unknown ids stand for themselves."""

    tables: dict[str, str] = field(default_factory=dict)
    fields: dict[str, dict[str, str]] = field(default_factory=dict)
    personal: dict[str, frozenset[str]] = field(default_factory=dict)
    keys: dict[str, frozenset[str]] = field(default_factory=dict)

    def table(self, table: str) -> str:
        """The table's name."""
        return self.tables.get(table, table)

    def field(self, table: str, name: str) -> str:
        """The field's name, marked when it belongs to the table's key."""
        return self.fields.get(table, {}).get(name, name)

    def is_key(self, table: str, name: str | None) -> bool:
        """Whether the field belongs to the table's key."""
        return name in self.keys.get(table, frozenset())

    def masked(self, table: str, name: str | None, sample: str) -> str:
        """A sample cell as it may be shown; cells of unknown columns are masked when they are long."""
        if name is not None and name not in self.personal.get(table, frozenset()):
            return sample
        return masked(sample) if sample and (name is not None or len(sample) >= 8) else sample
