"""The spellings nearest to a wrong one."""

from __future__ import annotations

from collections.abc import Iterable

from census_app.dictionary.folding import fold

_SIMILAR_ENOUGH = 0.5


def nearest(name: str, candidates: Iterable[str], limit: int = 3) -> list[str]:
    """Up to `limit` candidates spelt most like `name`, best first; names that contain each other count as near."""
    from rapidfuzz.distance import Indel

    wanted = fold(name)
    scored: list[tuple[float, str]] = []
    for candidate in dict.fromkeys(candidates):
        spelt = fold(candidate)
        score = Indel.normalized_similarity(wanted, spelt)
        if wanted and spelt and (wanted in spelt or spelt in wanted):
            score = max(score, _SIMILAR_ENOUGH)
        if score >= _SIMILAR_ENOUGH:
            scored.append((-score, candidate))
    return [candidate for _, candidate in sorted(scored)[:limit]]


def did_you_mean(name: str, candidates: Iterable[str]) -> str:
    """`，是否指 a、b` for the spellings nearest to a wrong name; empty when nothing is near."""
    near = nearest(name, candidates)
    return f"，是否指 {'、'.join(near)}" if near else ""
