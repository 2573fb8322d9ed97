"""True pairs and traps of one county: pairs a careless matcher would link."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from .organisations import Organisation
from .people import Person
from .world import CountyRecords, Entry

CAP = 6  # traps of one kind for one customer


def true_pairs(made: CountyRecords) -> Iterator[tuple[Entry, Entry, str]]:
    """Customer, reference record, kinds of damage joined by + (`clean` for none)."""
    by_owner = {id(entry.owner): entry for entry in (*made.population, *made.market)}
    for entry in made.left:
        reference = by_owner.get(id(entry.owner))
        if reference is not None:
            yield entry, reference, "+".join(entry.kinds) or "clean"


def traps(made: CountyRecords) -> Iterator[tuple[Entry, Entry, str]]:
    """Customer, reference record of somebody else, why it is tempting."""
    families: dict[int, list[Entry]] = defaultdict(list)
    names: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    groups: dict[int, list[Entry]] = defaultdict(list)
    premises: dict[int, list[Entry]] = defaultdict(list)
    for entry in made.population:
        person = entry.owner
        assert isinstance(person, Person)
        families[person.household].append(entry)
        names[person.name, entry.place.town].append(entry)
    for entry in made.market:
        owner = entry.owner
        assert isinstance(owner, Organisation)
        groups[owner.parent].append(entry)
        premises[id(owner.home)].append(entry)
    for entry in made.left:
        owner = entry.owner
        if isinstance(owner, Person):
            found = [("household", families[owner.household]), ("namesake", names[owner.name, entry.place.town])]
        else:
            found = [("branch", groups[owner.parent]), ("same_premises", premises[id(owner.home)])]
        for kind, candidates in found:
            for other in [one for one in candidates if one.owner is not owner][:CAP]:
                yield entry, other, kind
