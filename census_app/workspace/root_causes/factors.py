"""What records may have in common: a factor gives each record of a level one value, or none."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from census_app.workspace.root_causes.accusations import Accusation

if TYPE_CHECKING:
    from census_app.archive.snapshot import Snapshot
    from census_app.dictionary.model import Dictionary
    from census_app.workspace.root_causes.settings import CauseSettings, KindSettings

CUSTOMER = "customer"


@dataclass(frozen=True)
class Factor:
    """One shared value of the records of a level.

    `level`: `customer` counts customers, with all problems of whatever belongs to them; any other table counts its
    own records. `expression`: SQL over the level's row `c` and the joined relations (see `levels`), text or null.
    `fields`: the columns of the level's table that it reads. `accusations`: whose problems it may explain.
    `faulty`: a value is a fault by itself, so that its records are held against those that have none; several codes
    wrong at once do not hide each other.
    """

    kind: str
    level: str
    expression: str
    fields: tuple[str, ...]
    accusations: frozenset[int]
    joins: tuple[str, ...] = ()
    faulty: bool = False


@dataclass(frozen=True)
class Scene:
    """What kinds look at to name their factors."""

    snapshot: Snapshot
    dictionary: Dictionary
    settings: CauseSettings
    accusations: tuple[Accusation, ...]
    tables: frozenset[str]

    def has_customer(self, table: str) -> bool:
        """Whether records of the table belong to a customer."""
        return bool(self.dictionary.table(table).customer_path)

    def allowed(
        self, kind: str, *, table: str = "", accusing: Iterable[tuple[str, str]] | None = None
    ) -> frozenset[int]:
        """Accusations that the kind's `accuses` lets in; of records of `table`, or of those with a customer when it
        is `customer`; with `accusing` only those that accuse one of these fields."""
        entries = self.settings.kinds[kind].accuses
        wanted = None if accusing is None else set(accusing)
        return frozenset(
            one.number
            for one in self.accusations
            if (not entries or any(f"{owner}.{name}" in entries for owner, name in one.fields))
            and (wanted is None or not wanted.isdisjoint(one.fields))
            and (not table or (self.has_customer(one.table) if table == CUSTOMER else one.table == table))
        )


def _first_name(value: str, names: tuple[str, ...]) -> tuple[str, str]:
    return value, names[0] if names else ""


@dataclass(frozen=True)
class Kind:
    """A kind of cause: its factors, and in which tables the code of a value finds its names.

    `named`: (table, key field, name field) each, empty when the value speaks for itself; `code` is what is looked up.
    `told` turns a value and those names ("" where unknown) into the {value} and {name} of the texts.
    """

    id: str
    factors: Callable[[Scene], Iterable[Factor]]
    named: tuple[tuple[str, str, str], ...] = ()
    code: Callable[[str], str] = field(default=lambda value: value)
    told: Callable[[str, tuple[str, ...]], tuple[str, str]] = field(default=_first_name)

    def settings(self, scene: Scene) -> KindSettings:
        """The kind's thresholds and texts."""
        return scene.settings.kinds[self.id]


def same_field(
    scene: Scene, kind: str, name: str, expression: str = "", reads: tuple[str, ...] = (), joins: tuple[str, ...] = ()
) -> list[Factor]:
    """The field as customers have it, and as tables have it whose records belong to no customer (not as their key).

    `expression` (over `c`) stands for the field where it is not simply its value.
    """
    text, fields = expression or f"c.{name}", reads or (name,)
    found = [Factor(kind, CUSTOMER, text, fields, scene.allowed(kind, table=CUSTOMER), joins)]
    for table_id in sorted(scene.tables):
        table = scene.dictionary.table(table_id)
        own = all(table.has_field(one) for one in fields)
        if own and not scene.has_customer(table_id) and name not in table.key:
            found.append(Factor(kind, table_id, text, fields, scene.allowed(kind, table=table_id), joins))
    return [one for one in found if one.accusations]
