"""What two texts have in common, in stretches as long as they go."""

from __future__ import annotations

from collections.abc import Iterable

from census_app.workspace.library.words import Run


def common_stretches(runs: Iterable[Run], folded: str) -> list[str]:
    """The longest stretches of the runs that stand in the folded text, the longest first; none within another.

    Of Chinese two characters at least (a run of one: that one), of letters and digits whole words.
    """
    found: dict[str, None] = {}
    for run in runs:
        if not run.han or len(run.text) == 1:
            if run.text in folded:
                found[run.text] = None
            continue
        found |= dict.fromkeys(_stretches(run.text, folded))
    kept: list[str] = []
    for stretch in sorted(found, key=len, reverse=True):
        if not any(stretch in longer for longer in kept):
            kept.append(stretch)
    return kept


def what_is_left(run: Run, stretches: Iterable[str]) -> str:
    """The run without the stretches."""
    rest = run.text
    for stretch in stretches:
        rest = rest.replace(stretch, "")
    return rest


def _stretches(text: str, folded: str) -> Iterable[str]:
    start = 0
    while start < len(text) - 1:
        end = start + 2
        if text[start:end] not in folded:
            start += 1
            continue
        while end < len(text) and text[start : end + 1] in folded:
            end += 1
        yield text[start:end]
        start = end - 1
