"""Other references of the same county: real estate, standard addresses, payments; and the archive against itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from . import records, spelling
from .dice import Dice
from .numbers import masked_phone
from .people import Person
from .places import Place
from .world import CountyRecords, Entry

COLUMNS = {
    "estate": ("record_no", "real_estate_no", "owner_name", "owner_cert_no", "location", "usage"),
    "standard": ("addr_code", "full_addr", "county", "town", "village"),
    "payment": ("record_no", "cons_no", "payer_name", "payer_mobile", "pay_time", "amount", "recv_addr"),
    "self": (),
}
Pair = tuple[str, str, str]  # left key, right key, kind


@dataclass
class Reference:
    """Rows of one table with true pairs and traps by key."""

    rows: list[dict[str, str]] = field(default_factory=list)
    truth: list[Pair] = field(default_factory=list)
    traps: list[Pair] = field(default_factory=list)


def reference(table: str, made: CountyRecords, dice: Dice, start: int) -> Reference:
    """The county's rows of one table; numbers of records begin after `start`. Customers have their cons_no already."""
    makers: dict[str, Callable[[CountyRecords, Dice, int], Reference]] = {
        "estate": _real_estate, "standard": _standard, "payment": _payments, "self": _itself,
    }  # fmt: skip
    return makers[table](made, dice, start)


def _persons(made: CountyRecords) -> Iterator[tuple[Entry, Person]]:
    for entry in made.left:
        if isinstance(entry.owner, Person):
            yield entry, entry.owner


def _real_estate(made: CountyRecords, dice: Dice, start: int) -> Reference:
    """Homes of customers: most owned by the customer, some by somebody who is no customer (a former owner).

    A customer under several numbers owns a record under each of them.
    """
    found = Reference()
    numbers: dict[int, list[Entry]] = defaultdict(list)
    customers: dict[int, Person] = {}
    for entry, customer in _persons(made):
        numbers[customer.key].append(entry)
        customers[customer.key] = customer
    others = (entry.owner for entry in made.population)
    strangers = [person for person in others if isinstance(person, Person) and person.key not in numbers]
    for number, entries in numbers.items():
        if dice.random() > 0.6:
            continue
        key = f"E{start + len(found.rows) + 1:08d}"
        customer = customers[number]
        owner = dice.pick(strangers) if strangers and dice.random() < 0.2 else customer
        for entry in entries:
            if owner is customer:
                found.truth.append((entry.values["cons_no"], key, "+".join(entry.kinds) or "clean"))
            else:
                found.traps.append((entry.values["cons_no"], key, "same_premises"))
        found.rows.append(
            {
                "record_no": key,
                "real_estate_no": f"({2000 + dice.below(26)})不动产权第{dice.between(1, 9999999):07d}号",
                "owner_name": owner.name,
                "owner_cert_no": "" if dice.random() < 0.1 else owner.identity,
                "location": records.reference_address(dice, entries[0].place),
                "usage": "住宅",
            }
        )
    return found


def _standard(made: CountyRecords, dice: Dice, start: int) -> Reference:
    """A standard address for most customers' places, and for their neighbours, which are the traps."""
    found = Reference()
    codes: dict[Place, str] = {}

    def code(place: Place) -> str:
        if place not in codes:
            codes[place] = f"A{start + len(codes) + 1:08d}"
            values = {"full_addr": spelling.registered(place), "county": place.county, "town": place.town}
            found.rows.append({"addr_code": codes[place], "village": place.village, **values})
        return codes[place]

    for entry in made.left:
        if dice.random() > 0.85:
            continue
        key = entry.values["cons_no"]
        found.truth.append((key, code(entry.place), "+".join(entry.kinds) or "clean"))
        neighbour = _neighbour(dice, entry.place)
        if neighbour != entry.place and dice.random() < 0.3:
            found.traps.append((key, code(neighbour), "neighbour"))
    return found


def _neighbour(dice: Dice, place: Place) -> Place:
    if place.estate is None:
        return replace(place, number=place.number + dice.between(1, 2))
    return replace(place, room=place.room % 4 + 1) if dice.random() < 0.5 else replace(place, unit=place.unit % 3 + 1)


def _payments(made: CountyRecords, dice: Dice, start: int) -> Reference:
    """Payments of half the homes: the payer's name and phone masked; the customer pays, or one of the family."""
    found = Reference()
    families: dict[int, list[Person]] = defaultdict(list)
    for other in made.population:
        if isinstance(other.owner, Person):
            families[other.owner.household].append(other.owner)
    for entry, customer in _persons(made):
        if dice.random() > 0.5:
            continue
        relatives = [person for person in families[customer.household] if person is not customer]
        payer = dice.pick(relatives) if relatives and dice.random() < 0.5 else customer
        key = f"T{start + len(found.rows) + 1:08d}"
        pair = (entry.values["cons_no"], key)
        (found.truth if payer is customer else found.traps).append(
            (*pair, "clean" if payer is customer else "household")
        )
        found.rows.append(
            {
                "record_no": key,
                "cons_no": pair[0],
                "payer_name": dice.pick((f"*{payer.name[1:]}", payer.name[0] + "*" * (len(payer.name) - 1))),
                "payer_mobile": masked_phone(dice, payer.phone) if dice.random() < 0.7 else payer.phone,
                "pay_time": f"2026-{dice.between(1, 11):02d}-{dice.between(1, 28):02d} {dice.between(10, 23)}:15:00",
                "amount": f"{dice.between(20, 400)}.{dice.below(100):02d}",
                "recv_addr": records.reference_address(dice, entry.place) if dice.random() < 0.2 else "",
            }
        )
    return found


def _itself(made: CountyRecords, _dice: Dice, _start: int) -> Reference:
    """Customers under several numbers are the true pairs; other customers at one place are traps."""
    found = Reference()
    owners: dict[int, list[Entry]] = defaultdict(list)
    for entry in made.left:
        owners[id(entry.owner)].append(entry)
    for entries in owners.values():
        for at, first in enumerate(entries):
            for second in entries[at + 1 :]:
                kind = "same_place" if first.place is second.place else "elsewhere"
                low, high = sorted((first.values["cons_no"], second.values["cons_no"]))
                found.truth.append((low, high, kind))
    return found
