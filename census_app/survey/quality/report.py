"""`survey_quality`: per surveyor, what the signs see. Reasons to look; nobody is judged here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from census_app.foundation.database import reading
from census_app.foundation.jobs import JobContext, silent
from census_app.survey.quality.facts import read_facts
from census_app.survey.quality.model import Facts, Observation, Visit
from census_app.survey.quality.settings import QualitySettings, quality_settings
from census_app.survey.quality.signs import SIGNS
from census_app.workspace.people.directory import directory_in, names_in
from census_app.workspace.people.model import Directory
from census_app.workspace.people.permissions import permitting_in
from census_app.workspace.unit_names import unit_names

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace

PERMISSION = "quality.see"
NOT_VERDICTS = "下面是“值得看一看”的理由，不是结论；每条都可能有正当原因，先核实再说话。"


@dataclass(frozen=True)
class Surveyor:
    """One surveyor's visits in the period and what the signs see of them, reasons to look first."""

    account: str
    name: str
    units: tuple[str, ...]
    visits: int
    few: bool
    observations: tuple[Observation, ...]

    @property
    def looks(self) -> tuple[Observation, ...]:
        """The reasons to look."""
        return tuple(one for one in self.observations if one.look)


@dataclass(frozen=True)
class QualityReport:
    """All surveyors with visits in the period, those with the most reasons to look first.

    `hidden`: how many surveyors work in units the reader may not look into.
    """

    week: str
    visits: int
    surveyors: tuple[Surveyor, ...]
    settings: QualitySettings
    hidden: int = 0

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        return {
            "week": self.week,
            "visits": self.visits,
            "hidden_surveyors": self.hidden,
            "note": NOT_VERDICTS,
            "signs": {sign: self.settings.texts(sign).model_dump(mode="json") for sign in SIGNS},
            "surveyors": [
                {
                    "account": one.account,
                    "name": one.name,
                    "units": list(one.units),
                    "visits": one.visits,
                    "few": one.few,
                    "observations": [seen.as_json() for seen in one.observations],
                }
                for one in self.surveyors
            ],
        }

    def lines(self) -> list[str]:
        """For the terminal."""
        marked = [one for one in self.surveyors if one.looks]
        people = f"普查员 {len(self.surveyors)} 人，{len(marked)} 人有值得看的地方"
        head = f"{self.week or '全部各周'}：到访 {self.visits:,} 户，{people}"
        hidden = [f"另有 {self.hidden} 人不在你管的单位，没有列出"] if self.hidden else []
        return [head, NOT_VERDICTS, *hidden, *(line for one in self.surveyors for line in self._person(one))]

    def _person(self, one: Surveyor) -> Iterable[str]:
        few = f"（到访不足 {self.settings.fewest_visits} 户，只列数）" if one.few else ""
        yield f"{one.name or one.account}　{'、'.join(one.units)}　到访 {one.visits} 户{few}　{len(one.looks)} 条理由"
        for seen in one.looks:
            yield f"  {self.settings.texts(seen.sign).title}：{seen.words}"
            shown = seen.evidence[: self.settings.shown_evidence]
            yield from (f"    {row.task_no}　{row.customer}　{row.day}　{row.words}" for row in shown)
            if len(seen.evidence) > len(shown):
                yield f"    还有 {len(seen.evidence) - len(shown)} 行（--out 表格里全列）"
            yield f"    也可能：{self.settings.texts(seen.sign).innocent}"
            yield f"    怎么核实：{self.settings.texts(seen.sign).check}"


def survey_quality(
    workspace: Workspace,
    week: str | None = None,
    context: JobContext | None = None,
    *,
    settings: QualitySettings | None = None,
) -> QualityReport:
    """What the signs see of the visits made in the ISO week (all weeks without one), per surveyor.

    Where people are enabled the reader sees surveyors of the units they may look into, named only if they may see
    personal data. Nothing is written.
    """
    context = context or silent()
    facts = read_facts(workspace, settings or quality_settings(), week)
    observations: dict[str, list[Observation]] = {name: [] for name in facts.by_surveyor}
    for number, (sign, observe) in enumerate(SIGNS.items()):
        context.raise_if_cancelled()
        context.progress(number, len(SIGNS), facts.settings.texts(sign).title)
        for seen in observe(facts):
            observations[seen.surveyor].append(seen)
    return _report(workspace, week or "", facts, observations)


def _unit_name(directory: Directory, known: Mapping[str, str], unit: str) -> str:
    """As the roster calls it, else as the data do."""
    name = directory.unit_name(unit)
    return known.get(unit, name) if name == unit else name


def _report(
    workspace: Workspace, week: str, facts: Facts, observations: Mapping[str, list[Observation]]
) -> QualityReport:
    with reading(workspace.engine) as connection:
        directory = directory_in(connection)
        may_look = permitting_in(connection, PERMISSION)
        named = permitting_in(connection, "personal.see")([])
        names = names_in(connection, directory, observations) if named else {}
    known = unit_names(workspace, workspace.catalogue.open()) if workspace.catalogue.latest() is not None else {}
    found, hidden = [], 0
    for account, made in facts.by_surveyor.items():
        units = sorted({visit.unit for visit in made})
        if not may_look(units):
            hidden += 1
            continue
        seen = sorted(observations[account], key=lambda one: not one.look)
        shown = tuple(_unit_name(directory, known, unit) for unit in units)
        few = len(made) < facts.settings.fewest_visits
        found.append(Surveyor(account, names.get(account, ""), shown, len(made), few, tuple(seen)))
    found.sort(key=lambda one: (-len(one.looks), one.account))
    return QualityReport(week, _count(facts.by_surveyor.values()), tuple(found), facts.settings, hidden)


def _count(groups: Iterable[list[Visit]]) -> int:
    return sum(map(len, groups))
