"""What localisation answers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Standing(StrEnum):
    """How sure a set of fields is.

    PROVED: values were found that clear every problem and cause none. COVERS: the fields take part in every failing
    clause, no value was found or looked for. REFUTED: every value tried leaves or causes a problem.
    """

    PROVED = "proved"
    COVERS = "covers"
    REFUTED = "refuted"


@dataclass(frozen=True)
class Suspect:
    """One cell of a set. `value` and `example` as people may see them (masked); `example` None: no value found.

    `missing`: no cell but a record that may be missing; `field_name` is then the relation it is missing in.
    """

    table: str
    table_name: str
    record_key: str
    field: str
    field_name: str
    value: str | None
    weight: float
    why: tuple[str, ...]
    example: str | None = None
    missing: bool = False


@dataclass(frozen=True)
class SuspectSet:
    """Fields whose change would clear the problems. `causes`: (rule, record key) that the best values tried would
    newly break; `leaves` that they would leave; `tried` how many fillings were compared; `added` names the fields that
    were added because changing the others breaks what holds now."""

    suspects: tuple[Suspect, ...]
    weight: float
    standing: Standing
    clears: tuple[str, ...]
    causes: tuple[tuple[str, str], ...] = ()
    leaves: tuple[tuple[str, str], ...] = ()
    tried: int = 0
    added: tuple[str, ...] = ()


@dataclass(frozen=True)
class LocatedProblem:
    """A problem that was looked at. `fields` are the names its clauses accuse; `note` says why it did not count."""

    rule_id: str
    rule_title: str
    table: str
    record_key: str
    message: str
    fields: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Localisation:
    """The sets in order: those not refuted first, then by weight. `complete`: no lighter set was overlooked."""

    sets: tuple[SuspectSet, ...]
    problems: tuple[LocatedProblem, ...]
    aside: tuple[LocatedProblem, ...]
    complete: bool = True
