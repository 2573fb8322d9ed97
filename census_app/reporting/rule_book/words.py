"""The book's words, read from `resources/templates/rule_book/words.yaml`."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, field_validator

from census_app.foundation.settings_files import settings
from census_app.rulebook.functions.registry import registry


class BookWords(BaseModel):
    """Titles, the preface, names of enumerated values, and how functions are read aloud inside conditions."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    rules_title: str
    items_title: str
    code_lists_title: str
    functions_title: str
    sources_title: str
    versions_title: str
    overrides_title: str
    preface: tuple[str, ...]
    severity: dict[str, str]
    status: dict[str, str]
    closes: dict[str, str]
    source_kind: dict[str, str]
    level: dict[str, str]
    verdict: dict[str, str]
    field_type: dict[str, str]
    personal: dict[str, str]
    phrases: dict[str, str]
    denials: dict[str, str]

    @field_validator("phrases", "denials")
    @classmethod
    def _fillable(cls, phrases: dict[str, str]) -> dict[str, str]:
        for function, phrase in phrases.items():
            entry = registry().get(function)
            if entry is None:
                raise ValueError(f"没有函数 {function}")
            phrase.format(*(one.name for one in entry.arguments))
        return phrases


def book_words() -> BookWords:
    """The shipped words, validated once per process."""
    return settings(BookWords, "templates/rule_book/words.yaml", "规则书用语文件读不了")


def source_names() -> dict[str, str]:
    """What the short names of sources stand for."""
    return settings(dict[str, str], "templates/rule_book/sources.yaml", "规则书的依据代号读不了")
