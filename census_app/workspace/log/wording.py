"""What an act says to people, from the patterns of `resources/acts.yaml`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from census_app.foundation.resources import resource

LANGUAGES = ("zh", "en")
_PLACE = re.compile(r"\{([a-z_.]+)([#@~]?)\}")
_NAMED = 3

UnitNaming = Callable[[str], str]


@dataclass(frozen=True)
class ActWords:
    """What was done, and its details in one line."""

    what: str
    details: str


@cache
def patterns() -> dict[str, dict[str, tuple[str, ...]]]:
    """Kind → language → the sentences, the first saying what was done."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    document = yaml.load(resource("acts.yaml").read_text(encoding="utf-8"), Loader=loader)  # noqa: S506
    return {
        kind: {language: tuple(map(str, said[language])) for language in LANGUAGES} for kind, said in document.items()
    }


def kind_words(kind: str, language: str) -> str:
    """What acts of a kind do; the kind itself when nobody gave it words."""
    said = patterns().get(kind)
    return kind if said is None else _PLACE.sub("…", said[language][0])


def act_words(
    kind: str, subject: str, payload: Mapping[str, Any], language: str, unit_name: UnitNaming = str
) -> ActWords:
    """The act in words; details whose values are missing or empty are left out."""
    said = patterns().get(kind)
    if said is None:
        return ActWords(kind, subject)
    first, *rest = said[language]
    told = [_filled(pattern, subject, payload, unit_name) for pattern in rest]
    what = _filled(first, subject, payload, unit_name) or kind_words(kind, language)
    return ActWords(what, " · ".join(filter(None, told)))


def _filled(pattern: str, subject: str, payload: Mapping[str, Any], unit_name: UnitNaming) -> str:
    """The sentence with its values; empty when one of them is."""
    values: list[str] = []
    for path, form in _PLACE.findall(pattern):
        found: Any = subject if path == "subject" else _at(payload, path.split("."))
        values.append(_said(found, form, unit_name))
    if not all(values):
        return ""
    remaining = iter(values)
    return _PLACE.sub(lambda _match: next(remaining), pattern)


def _at(payload: Any, path: list[str]) -> Any:
    for name in path:
        payload = payload.get(name) if isinstance(payload, Mapping) else None
    return payload


def _said(value: Any, form: str, unit_name: UnitNaming) -> str:
    if value is None or value in ("", [], {}):
        return ""
    if form == "#":
        number = value if isinstance(value, int) else len(value)
        return f"{number:,}" if number else ""
    if form == "@":
        names = [str(one) for one in value]
        more = f" +{len(names) - _NAMED:,}" if len(names) > _NAMED else ""
        return "、".join(names[:_NAMED]) + more
    return unit_name(str(value)) if form == "~" else str(value)
