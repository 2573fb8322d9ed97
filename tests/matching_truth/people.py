"""Persons in households: namesakes, siblings with ids of few different digits, spouses, parents, twins."""

from __future__ import annotations

from dataclasses import dataclass

from . import words
from .dice import Dice, Weighted
from .numbers import mobile, resident_id
from .places import County, Place

SURNAMES = Weighted(words.SURNAMES, [1 / (place + 3) for place in range(len(words.SURNAMES))])
BARE = 0.16  # given names of one character


@dataclass(slots=True)
class Person:
    key: int
    name: str
    identity: str
    phone: str
    home: Place
    household: int
    male: bool


class Population:
    """Hands out persons of one county; ids and phones are never handed out twice."""

    def __init__(self, dice: Dice, county: County, index: int) -> None:
        self.dice = dice
        self.county = county
        self.people = 0
        self.households = 0
        self._phones = index * 2_000_000
        self._orders: dict[tuple[str, int, int, int], int] = {}

    def phone(self) -> str:
        self._phones += 1
        return mobile(self.dice, self._phones)

    def identity(self, birth: tuple[int, int, int], male: bool, region: str | None = None) -> str:
        region = region or (
            self.county.code
            if self.dice.chance(0.85)
            else f"{self.dice.between(11, 65)}{self.dice.between(1, 20):02d}{self.dice.between(1, 30):02d}"
        )
        key = (region, *birth)
        order = self._orders.get(key) or self.dice.between(1, 300) * 2
        self._orders[key] = order + 2
        return resident_id(region, *birth, (order + male) % 1000)

    def birth(self, low: int, high: int) -> tuple[int, int, int]:
        dice = self.dice
        return dice.between(low, high), dice.between(1, 12), dice.between(1, 28)

    def person(
        self, home: Place, household: int, name: str, male: bool, birth: tuple[int, int, int], region: str | None = None
    ) -> Person:
        self.people += 1
        return Person(self.people, name, self.identity(birth, male, region), self.phone(), home, household, male)

    def household(self, home: Place, surname: str | None = None, name: str | None = None) -> list[Person]:
        """A family at `home`; the first is the one who would sign the contract. `name` forces the first one's name."""
        dice = self.dice
        self.households += 1
        number = self.households
        born = dice.between(1942, 1998)
        male = dice.chance(0.72)
        surname = name[0] if name else surname or surname_of(dice)
        head = self.person(home, number, name or surname + given_name(dice, born, male), male, self.birth(born, born))
        family = [head]
        if dice.chance(0.62):
            year = born + dice.between(-4, 4)
            family.append(
                self.person(
                    home, number, surname_of(dice) + given_name(dice, year, not male), not male, self.birth(year, year)
                )
            )
        for _ in range(dice.pick((0, 0, 1, 1, 2))):
            family.append(self._relative(head, surname, born))
        return family

    def _relative(self, head: Person, surname: str, born: int) -> Person:
        """A sibling whose name shares a character and whose id few digits, a twin, a child or a parent."""
        dice = self.dice
        male = dice.chance(0.6)
        chance = dice.random()
        if chance < 0.45:
            name = surname + sibling_given(dice, head.name[1:], born, male)
            if chance < 0.06:
                birth = int(head.identity[6:10]), int(head.identity[10:12]), int(head.identity[12:14])
                return self.person(head.home, head.household, name, male, birth, head.identity[:6])
            year = born + dice.pick((-3, -2, -1, 1, 2, 3))
            birth = self.birth(year, year)
            if dice.chance(0.3):
                birth = birth[0], int(head.identity[10:12]), birth[2]
            return self.person(head.home, head.household, name, male, birth, head.identity[:6])
        year = born + (dice.between(22, 34) if chance < 0.8 else -dice.between(22, 32))
        return self.person(
            head.home, head.household, surname + given_name(dice, min(year, 2016), male), male, self.birth(year, year)
        )


def surname_of(dice: Dice) -> str:
    return SURNAMES.draw(dice) if dice.random() > 0.003 else dice.pick(words.COMPOUND_SURNAMES)


def given_name(dice: Dice, born: int, male: bool) -> str:
    era = ("old" if born < 1966 else "mid" if born < 1990 else "new") + ("_m" if male else "_f")
    if dice.random() < BARE:
        return dice.early(words.SINGLE_GIVEN[era])
    return dice.early(words.GIVEN_FIRST[era]) + dice.pick(words.GIVEN_LAST[era])


def sibling_given(dice: Dice, given: str, born: int, male: bool) -> str:
    """A given name that shares the generation's character with `given` and differs from it."""
    if len(given) != 2:
        return given_name(dice, born, male)
    other = given_name(dice, born, male)
    return given[0] + (other[-1] if other[-1] != given[-1] else dice.pick("志海英华平"))
