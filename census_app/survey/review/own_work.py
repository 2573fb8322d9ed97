"""Who may not decide about an entry: whoever did it, whoever stands in for them, and whoever looked first."""

from __future__ import annotations

from datetime import date

from census_app.foundation.errors import BadInput
from census_app.survey.review.gathering import Gathered
from census_app.survey.review.model import Entry


def own_work(found: Gathered, entry: Entry, reviewer: str) -> BadInput | None:
    """Why this reviewer may not decide about the entry, to be raised or shown; None when they may."""
    days = [one.day for one in entry.answers if one.day]
    answered = _day(days[0]) if days else None
    rivals = (person for one in entry.rival_answers for person in found.people(one))
    why = found.roster.why_same(reviewer, (*entry.people, *rivals), answered)
    if why:
        return BadInput(f"自己做的不能自己审：{why}", "请另一名审核员来审")
    if entry.first_look is None:
        return None
    why = found.roster.why_same(reviewer, [entry.first_look.reviewer])
    if not why:
        return None
    first = found.roster.called(entry.first_look.reviewer)
    said = "" if found.roster.called(reviewer) == first else f"，{why}"
    return BadInput(f"初审和二审要两个人：初审是 {first}{said}", "请另一名审核员二审；要改初审就先撤销它")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
