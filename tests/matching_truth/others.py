"""Other references of the same county: real estate, standard addresses, payments; and the archive against itself."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from unicodedata import normalize

from . import records, spelling
from .dice import Dice
from .numbers import masked_phone
from .people import Person
from .places import Place
from .world import CountyRecords, Entry

Pair = tuple[str, str, str]  # left key, right key, kind
OPEN = "open"
"""The kind of pairs nobody could tell: neither true nor false, whatever a matcher says of them."""
_GROUP = re.compile(r"[0-9〇零一二三四五六七八九十百]+(?:组|队|社|村民小组)").search


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
    """A standard address for most customers' places, and for their neighbours, which are the traps.

    Whoever lives at an address of the library has it, whoever it was written down for: a place is one address however
    many customers are there, and what reads alike is one place. Houses of one number in a village are another's where
    both tell their group; where one does not, nobody could tell: those pairs are `OPEN`.
    """
    found = Reference()
    library: dict[str, tuple[str, Place]] = {}

    def code(place: Place) -> str:
        written = spelling.registered(place)
        if written not in library:
            library[written] = f"A{start + len(library) + 1:08d}", place
            values = {"full_addr": written, "county": place.county, "town": place.town}
            found.rows.append({"addr_code": library[written][0], "village": place.village, **values})
        return library[written][0]

    neighbours: list[tuple[str, str]] = []
    for entry in made.left:
        if dice.random() > 0.85:
            continue
        code(entry.place)
        neighbour = _neighbour(dice, entry.place)
        if neighbour != entry.place and dice.random() < 0.3:
            neighbours.append((entry.values["cons_no"], code(neighbour)))
    for entry in made.left:
        known = library.get(spelling.registered(entry.place))
        if known:
            found.truth.append((entry.values["cons_no"], known[0], "+".join(entry.kinds) or "clean"))
    open_pairs = dict.fromkeys(_group_untold(made.left, library.values()))
    settled = {pair[:2] for pair in found.truth} | open_pairs.keys()
    found.traps += [(*pair, OPEN) for pair in open_pairs]
    found.traps += [(*pair, "neighbour") for pair in neighbours if pair not in settled]
    return found


def _group_untold(customers: list[Entry], library: Iterable[tuple[str, Place]]) -> Iterator[tuple[str, str]]:
    """Customers and the other houses of their number in their village, as far as one side does not tell its group."""
    houses: dict[Place, list[tuple[int, str]]] = defaultdict(list)
    for code, place in library:
        if place.village:
            houses[replace(place, group=0)].append((place.group, code))
    for entry in customers:
        group = entry.place.group
        told = bool(group) and _GROUP(normalize("NFKC", entry.values["elec_addr"])) is not None
        for other, code in houses.get(replace(entry.place, group=0), ()):
            if other != group and not (told and other):
                yield entry.values["cons_no"], code


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
