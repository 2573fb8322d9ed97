"""The line under the title: exactly what is shown."""

from __future__ import annotations

from census_app.desktop.language import count, say
from census_app.desktop.session import WorkspaceFacts


def subtitle_of(facts: WorkspaceFacts | None) -> str:
    """Data date, run, pack and open problems; a newer snapshot nobody checked is said too."""
    if facts is None or facts.states is None:
        return say("problems.subtitle.none")
    told = say(
        "problems.subtitle.full",
        date=facts.run_date,
        run=facts.run,
        pack=facts.pack,
        findings=count(facts.findings),
    )
    return told + (say("problems.subtitle.newer", date=facts.data_date) if facts.unchecked else "")
