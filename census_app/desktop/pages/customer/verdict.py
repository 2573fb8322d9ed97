"""A verdict in one sentence, and the parts of an expression as lines of a tree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from census_app.desktop.core_words import worded
from census_app.desktop.language import either, label, say
from census_app.desktop.pack_words import clause_name

if TYPE_CHECKING:
    from census_app.checking.explaining.explanation import ClauseExplanation, Explanation, Step

VERDICT_TONE = {"wrong": "high", "right": "ok", "out_of_scope": "mute", "cannot_judge": "unknown", "error": "high"}


def verdict_sentence(found: Explanation) -> str:
    """Why the rule says what it says: the clause that holds, the part of the scope that fails, what is missing."""
    if found.verdict == "wrong":
        named = "、".join(clause.clause for clause in found.clauses if clause.verdict == "wrong" and clause.clause)
        if not named:
            return say("customer.verdict.wrong_alone")
        return say("customer.verdict.wrong", clauses=f"“{clause_name(named)}”")
    if found.verdict == "out_of_scope":
        failed = first_failed(found.scope)
        return say("customer.verdict.out_of_scope", part=failed.words if failed else found.scope.words)
    if found.verdict == "cannot_judge":
        return say("customer.verdict.cannot_judge", reason=reason_of(found.reason), part=_missing(found))
    if found.verdict == "error":
        return say("customer.verdict.error", reason=found.error)
    return say("customer.verdict.right")


def messages_of(found: Explanation) -> list[str]:
    """What the clauses that hold say of the record."""
    return [message for clause in found.clauses if clause.verdict == "wrong" and (message := message_of(clause))]


def message_of(clause: ClauseExplanation) -> str:
    """What the clause says of the record, in the language of the window where the pack speaks it."""
    if not clause.english:
        return clause.message
    from census_app.rulebook.messages import filled

    known = {name: shown_value(value) for name, value in clause.values.items()}
    return either(clause.message, filled(clause.english, known))


def shown_value(text: str) -> str:
    """A value as the checker shows it: that there is none is said in the window's language, data stay as they are."""
    from census_app.checking.show import EMPTY, NOT_DELIVERED, UNKNOWN

    return worded(text) if text in (EMPTY, UNKNOWN, NOT_DELIVERED) else text


def reason_of(reason: str) -> str:
    """A reason in words; a rule that waits for another names it."""
    kind, _, rule = reason.partition(":")
    return f"{label('reason', kind)} {rule}".strip()


def first_failed(step: Step) -> Step | None:
    """The innermost condition that is false, found from the left; a negation is named as a whole."""
    if step.truth is not False:
        return None
    for inner in step.steps:
        if inner.condition and (found := first_failed(inner)) is not None:
            return found
    return step


def _missing(found: Explanation) -> str:
    steps = [found.scope, *(clause.step for clause in found.clauses if clause.step is not None)]
    for step in steps:
        named = next((one.words for one in leaves(step) if one.reason), "")
        if named:
            return f"（{named}）"
    return ""


def leaves(step: Step) -> Iterator[Step]:
    """The parts that have no parts."""
    if not step.steps:
        yield step
    for inner in step.steps:
        yield from leaves(inner)


def step_value(step: Step) -> tuple[str, str]:
    """The value of a part and its tone."""
    if step.condition:
        if step.truth is None:
            why = f"（{reason_of(step.reason)}）" if step.reason else ""
            return say("customer.truth.unknown") + why, "mute"
        return (say("customer.truth.holds"), "ok") if step.truth else (say("customer.truth.fails"), "mute")
    why = f"（{reason_of(step.reason)}）" if step.reason else ""
    return shown_value(step.value) + why, "text"
