"""One county of customers and reference records with the truth between them; counties do not depend on each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from . import places, records, words
from .dice import Dice
from .organisations import Organisation, Register
from .people import Person, Population
from .records import Draft, Surroundings
from .settings import Setting

COUNTY_SIZE = 50_000


@dataclass
class Entry:
    """One record with the person or organisation it is about."""

    values: dict[str, str]
    owner: Person | Organisation
    place: places.Place
    kinds: list[str] = field(default_factory=list)


@dataclass
class CountyRecords:
    """Everything of one county; `truth` and `traps` are pairs of positions in `left` and in the reference named."""

    county: places.County
    left: list[Entry] = field(default_factory=list)
    population: list[Entry] = field(default_factory=list)
    market: list[Entry] = field(default_factory=list)


class CountyWorld:
    """Makes the records of county number `index`: `customers` on the left, as many reference records on the right."""

    def __init__(self, seed: int, index: int, customers: int, setting: Setting) -> None:
        self.dice = Dice(seed * 1_000_003 + index)
        self.setting = setting
        self.clerks = setting.scaled(setting.careful_factor), setting.scaled(setting.careless_factor)
        self.customers = customers
        self.county = places.make_county(self.dice, index, max(4, customers // setting.towns_per))
        self.people = Population(self.dice, self.county, index)
        self.register = Register(self.dice, self.county, self.people, index)
        self.records = CountyRecords(self.county)
        self.electricians = [(self.people.phone(), self.people.phone()) for _ in self.county.towns]
        self.lines = [f"{self.county.area_code}-{self.dice.between(2100000, 8899999)}" for _ in self.county.towns]
        self.names: dict[str, list[str]] = defaultdict(list)
        self._recent = self.people.phone()

    def make(self) -> CountyRecords:
        organisations = round(self.customers * self.setting.organisation_share)
        while len(self.records.left) < organisations:
            self._organisations()
        del self.records.left[organisations:]
        while len(self.records.left) < self.customers:
            self._household()
        del self.records.left[self.customers :]
        self._fill()
        for entries in (self.records.left, self.records.population, self.records.market):
            self.dice.shuffle(entries)
        return self.records

    def _fill(self) -> None:
        """As many reference records as customers: strangers are added, or relatives of customers left out."""
        missing = self.customers - len(self.records.population) - len(self.records.market)
        while missing > 0:
            town = self.dice.early(self.county.towns)
            family = self.people.household(places.home(self.dice, town), self._clan(town, None))
            for person in family[: min(missing, 2)]:
                self._refer(person)
                missing -= 1
        if missing < 0:
            self._leave_out(-missing)

    def _leave_out(self, surplus: int) -> None:
        """Takes `surplus` persons who are no customers out of the reference."""
        customers = {id(entry.owner) for entry in self.records.left}
        others = [entry for entry in self.records.population if id(entry.owner) not in customers][:surplus]
        gone = {id(entry) for entry in others}
        self.records.population = [entry for entry in self.records.population if id(entry) not in gone]

    def _clan(self, town: places.Town, home: places.Place | None) -> str | None:
        village = home.village if home else ""
        if village and self.dice.random() < self.setting.clan:
            head = village.lstrip("前后东西大小")[:1]
            return head if head and head in words.SURNAMES else None
        return None

    def _household(self) -> None:
        dice, setting = self.dice, self.setting
        town = dice.early(self.county.towns)
        home = places.home(dice, town)
        known = self.names[town.name]
        name = dice.pick(known) if known and dice.random() < setting.namesake else None
        family = self.people.household(home, self._clan(town, home), name)
        customer = family[0] if len(family) == 1 or dice.random() < 0.86 else dice.pick(family[1:3])
        if len(known) < 400:
            known.append(customer.name)
        clerk = self.clerks[dice.random() < setting.careless]
        present = dice.random() < setting.person_in_reference
        reference = self._refer(customer, dice.random() < clerk.moved) if present else None
        for other in family:
            if other is not customer and dice.random() < (0.12 if present else 0.3):
                self._refer(other)
        for place in self._meters(home, town):
            draft = records.person_customer(
                dice, clerk, customer, self._around(town, family), reference.values if reference else None, place
            )
            if reference and not draft.decidable and reference.place is not home and dice.random() < 0.7:
                self._stay(reference, home)
            self._customer(draft, customer, reference, place is not home)

    def _stay(self, reference: Entry, home: places.Place) -> None:
        """Nobody could know a customer without any number who moved: most of them stay, some remain as a ceiling."""
        reference.place = home
        reference.values["home_addr"] = records.reference_address(self.dice, home)

    def _meters(self, home: places.Place, town: places.Town) -> Iterator[places.Place]:
        yield home
        if self.dice.random() < self.setting.second_meter:
            yield places.home(self.dice, town) if self.dice.random() < 0.4 else home

    def _customer(self, draft: Draft, owner: Person | Organisation, reference: Entry | None, elsewhere: bool) -> None:
        kinds = draft.kinds
        if reference is not None and reference.place is not draft.place:
            kinds.append("other_premises" if elsewhere else "moved")
        town = next(town for town in self.county.towns if town.name == draft.place.town)
        draft.values["org_no"] = f"{self.county.code[:4]}4{town.index + 1:02d}"
        draft.values["tg_no"] = f"{self.county.code}{town.index + 1:02d}{hash_of(draft.place) % 60:03d}"
        self.records.left.append(Entry(draft.values, owner, draft.place, kinds))

    def _refer(self, person: Person, moved: bool = False) -> Entry:
        home = records.other_home(self.dice, self.county) if moved else person.home
        entry = Entry(records.population_record(self.dice, self.setting, person, home), person, home)
        self.records.population.append(entry)
        if self.dice.random() < 0.02:
            self._recent = person.phone
        return entry

    def _around(self, town: places.Town, family: list[Person]) -> Surroundings:
        return Surroundings(
            family, self.electricians[town.index], self.lines[town.index], self.people.phone(), self._recent
        )

    def _organisations(self) -> None:
        """One company or shop, or a parent with its branches, or a chain; most of them customers, most registered."""
        dice, town = self.dice, self.dice.early(self.county.towns)
        chance = dice.random()
        branches = self.setting.branches / 5
        if chance < branches:
            group = self.register.branches(town, self.county.towns)
        elif chance < branches * 1.5:
            group = self.register.chain(self.county.towns)
        elif chance < 0.5:
            group = [self.register.company(town)]
        elif chance < 0.58:
            group = [self.register.public(town)]
        else:
            group = [self.register.shop(town)]
            if dice.random() < 0.12:
                group.append(self.register.shop(town, group[0].home))
        for owner in group:
            self._organisation(owner, town)

    def _organisation(self, owner: Organisation, town: places.Town) -> None:
        dice, setting = self.dice, self.clerks[self.dice.random() < self.setting.careless]
        reference = None
        if dice.random() < setting.organisation_in_reference:
            home = places.premises(dice, dice.pick(self.county.towns)) if dice.random() < setting.moved else owner.home
            reference = Entry(records.market_record(dice, setting, owner, home), owner, home)
            self.records.market.append(reference)
        if dice.random() < 0.1:
            return
        meters = dice.between(2, 5) if owner.kind == "company" and dice.random() < 0.03 else 1
        for meter in range(meters):
            place = places.premises(dice, dice.pick(self.county.towns)) if meter else owner.home
            around = self._around(town, [])
            draft = records.organisation_customer(
                dice, setting, owner, around, reference.values if reference else None, place
            )
            self._customer(draft, owner, reference, bool(meter))


def hash_of(place: places.Place) -> int:
    """The same number for homes of one village or estate, the same on every run."""
    text = place.village or (place.estate.name if place.estate else place.road)
    return sum(ord(char) * (at + 1) for at, char in enumerate(text))
