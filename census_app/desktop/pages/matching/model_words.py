"""What learning would change, from the JSON of `census link learn`, in the language in force."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from census_app.desktop.core_words import worded
from census_app.desktop.language import count, say

Told = dict[str, Any]


@dataclass(frozen=True)
class LearnedRow:
    """A measure before and after, or (without both) a sentence; `head` begins a source."""

    text: str
    before: str = ""
    after: str = ""
    head: bool = False

    @property
    def sentence(self) -> bool:
        """Whether it is as wide as the table."""
        return not self.before and not self.after


def learned_rows(result: Told) -> list[LearnedRow]:
    """Per source the decisions, the share of true pairs by band before and after, what would become of links, and why
    its model cannot be switched to, if so."""
    return [row for one in result["sources"].values() for row in _source_rows(one)]


def teachable(result: Told) -> list[tuple[str, str]]:
    """Id and name of the sources whose learned models may be put in use."""
    return [(name, worded(one["name"])) for name, one in result["sources"].items() if not one["refusal"]]


def _source_rows(one: Told) -> list[LearnedRow]:
    accepted, rejected = count(int(one["accepted"])), count(int(one["rejected"]))
    head = say("match.models.decided", source=worded(one["name"]), accepted=accepted, rejected=rejected)
    before, after, why = one["before"], one["after"], one["refusal"]
    said = [*map(_one_sided, one["one_sided"]), *map(_change, one["changes"])]
    said.append(say("match.models.not_yet", why=worded(why)) if why else say("match.models.ready"))
    return [
        LearnedRow(head, head=True),
        *(
            LearnedRow(worded(band), _share(share), _share(after["bands"][band]))
            for band, share in before["bands"].items()
        ),
        *(LearnedRow(say(f"match.models.{name}"), _share(before[name]), _share(after[name])) for name in _MEASURES),
        LearnedRow(say("match.models.loss"), f"{before['loss']:.3f}", f"{after['loss']:.3f}"),
        *map(LearnedRow, said),
    ]


_MEASURES = ("precision", "recall")


def _share(share: Told) -> str:
    if not int(share["judged"]):
        return "—"
    between = f"{float(share['low']):.0%}–{float(share['high']):.0%}"
    return say("match.models.share", true=share["confirmed"], judged=share["judged"], between=between)


def _one_sided(told: Told) -> str:
    said = say("match.accepted" if told["verdict"] == "accept" else "match.none")
    facts = {"judged": count(int(told["judged"])), "otherwise": round(float(told["otherwise"]))}
    return say("match.models.one_sided", reviewer=told["reviewer"], said=said, **facts)


def _change(told: Told) -> str:
    before, after = (_decision(told[side]) for side in ("from", "to"))
    shown = say("match.and").join(f"{left} ↔ {right}" for left, right in told["examples"])
    return say("match.models.change", before=before, after=after, pairs=count(int(told["pairs"])), shown=shown)


def _decision(name: str) -> str:
    return say(f"match.models.decision.{name}") if name else say("match.models.decision.nothing")
