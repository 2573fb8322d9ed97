"""Chinese names of tables and fields, and which fields hold personal data."""

from __future__ import annotations

from dataclasses import dataclass, field

from census_app.desktop.core_words import worded
from census_app.foundation.masking import masked

_LONG = 7
_PERSONAL_WORDS = ("姓名", "户名", "人", "电话", "手机", "联系", "证", "地址", "账号", "员")


@dataclass(frozen=True)
class FieldNames:
    """Read once from the dictionary; unknown ids stand for themselves."""

    tables: dict[str, str] = field(default_factory=dict)
    fields: dict[str, dict[str, str]] = field(default_factory=dict)
    personal: dict[str, frozenset[str]] = field(default_factory=dict)
    keys: dict[str, frozenset[str]] = field(default_factory=dict)

    def table(self, table: str) -> str:
        """The table's name."""
        return worded(self.tables.get(table, table))

    def field(self, table: str, name: str) -> str:
        """The field's name, marked when it belongs to the table's key."""
        return worded(self.fields.get(table, {}).get(name, name))

    def is_key(self, table: str, name: str | None) -> bool:
        """Whether the field belongs to the table's key."""
        return name in self.keys.get(table, frozenset())

    def masked(self, table: str, name: str | None, header: str, sample: str) -> str:
        """A sample cell as it may be shown: personal fields are masked, and what may be personal in unknown columns."""
        if name is not None and table in self.personal:
            return masked(sample) if name in self.personal[table] else sample
        hinted = any(word in header for word in _PERSONAL_WORDS)
        return masked(sample) if hinted or len(sample) >= _LONG else sample
