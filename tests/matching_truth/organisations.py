"""Companies with branches, shops, chains, public bodies."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from . import words
from .dice import Dice
from .numbers import credit_code
from .people import Population, given_name, surname_of
from .places import County, Place, Town, premises

PUBLIC = (  # end of the name, first two characters of the credit code
    ("村民委员会", "54"),
    ("股份经济合作社", "N2"),
    ("小学", "12"),
    ("卫生室", "52"),
    ("中心小学", "12"),
    ("卫生院", "12"),
)


@dataclass(slots=True)
class Organisation:
    key: int
    name: str
    core: str
    trade: tuple[str, ...]
    region: str  # region head of the name, may be empty
    form: str
    branch: str
    used: str  # former name, may be empty
    credit: str
    legal: str
    phone: str
    home: Place
    parent: int  # key of the group; one group's organisations are branches of each other
    kind: str  # company, branch, shop, chain, public


@dataclass
class Register:
    """Hands out organisations of one county."""

    dice: Dice
    county: County
    people: Population
    index: int
    made: int = 0
    _names: set[str] = field(default_factory=set)

    def _free(self, name: str) -> bool:
        """True the first time: a register does not give a name twice in its county."""
        if name in self._names:
            return False
        self._names.add(name)
        return True

    def legal(self) -> str:
        return surname_of(self.dice) + given_name(self.dice, self.dice.between(1955, 1995), self.dice.chance(0.75))

    def phone(self) -> str:
        if self.dice.chance(0.3):
            return f"{self.county.area_code}-{self.dice.between(2100000, 8899999)}"
        return self.people.phone()

    def _make(
        self,
        home: Place,
        parent: int,
        kind: str,
        office: str,
        name: dict[str, str],
        trade: tuple[str, ...],
        used: str = "",
    ) -> Organisation:
        self.made += 1
        number = self.index * 300_000 + self.made
        return Organisation(
            key=self.made,
            name=name["full"],
            core=name.get("core", ""),
            trade=trade,
            region=name.get("region", ""),
            form=name.get("form", ""),
            branch=name.get("branch", ""),
            used=used,
            credit=credit_code(office, self.county.code, number),
            legal=self.legal(),
            phone=self.phone(),
            home=home,
            parent=parent or self.made,
            kind=kind,
        )

    def company(self, town: Town) -> Organisation:
        dice = self.dice
        trade = dice.pick(words.TRADES)
        name = self._company_name(trade[0])
        used = self._company_name(dice.pick((trade, dice.pick(words.TRADES)))[0])["full"] if dice.chance(0.08) else ""
        return self._make(premises(dice, town), 0, "company", "91", name, trade, used)

    def _company_name(self, trade: str) -> dict[str, str]:
        dice = self.dice
        region = dice.pick(
            (self.county.name, self.county.name, self.county.name[:-1], self.county.province, self.county.city[:-1], "")
        )
        core = dice.pick(words.CORE_CHARS) + dice.pick(words.CORE_CHARS)
        form = dice.pick(words.FORMS)
        full = region + core + trade + form
        if not self._free(full):
            return self._company_name(trade)
        return {"full": full, "region": region, "core": core, "form": form}

    def branches(self, town: Town, towns: tuple[Town, ...]) -> list[Organisation]:
        """A parent and two to five branches, each at its own place."""
        dice = self.dice
        parent = self.company(town)
        count = dice.between(2, 5)
        if dice.chance(0.5):
            marks = [f"{mark}分公司" for mark in ("第一", "第二", "第三", "第四", "第五")][:count]
        else:
            marks = [f"{other.name.rstrip('镇乡街道')}分公司" for other in dice.sample(towns, min(count, len(towns)))]
        return [parent] + [self._branch(parent, mark, dice.pick(towns)) for mark in marks]

    def _branch(self, parent: Organisation, mark: str, town: Town) -> Organisation:
        name = {
            "full": parent.name + mark,
            "region": parent.region,
            "core": parent.core,
            "form": parent.form,
            "branch": mark,
        }
        made = self._make(premises(self.dice, town), parent.parent, "branch", "91", name, parent.trade)
        if self.dice.chance(0.4):
            made.legal = parent.legal
        return made

    def chain(self, towns: tuple[Town, ...]) -> list[Organisation]:
        """Shops of one chain, one a town or two."""
        dice = self.dice
        stem = dice.pick(words.CHAINS)
        parent = self.made + 1
        made = []
        for town in dice.sample(towns, min(len(towns), 5)):
            for end in dice.pick((("店",), ("店", "二店"))):
                mark = town.name.rstrip("镇乡街道") + end
                name = {"full": stem + mark, "core": stem[:3], "branch": mark}
                if self._free(name["full"]):
                    made.append(self._make(premises(dice, town), parent, "chain", "91", name, words.TRADES[0]))
        return made

    def shop(self, town: Town, home: Place | None = None) -> Organisation:
        dice = self.dice
        end = dice.pick(words.SHOPS)
        head = dice.pick(words.SHOP_HEADS)
        legal = self.legal()
        if head in ("老", "小", "大", "新"):
            head = head + legal[0]
        elif dice.chance(0.25):
            head = legal
        region = dice.pick((self.county.name, self.county.name + town.name, town.name, ""))
        name = {"full": region + head + end, "core": head, "region": region}
        if not self._free(name["full"]):
            name = {"full": region + legal + end, "core": legal, "region": region}
        made = self._make(home or premises(dice, town), 0, "shop", "92", name, (end, end, end))
        made.legal = legal
        return made

    def public(self, town: Town) -> Organisation:
        """A village committee, a school, a clinic: names that differ only by the place in front."""
        dice = self.dice
        village = dice.pick(town.villages)
        stem = village if village.endswith("村") else village + "村"
        end, office = dice.pick(PUBLIC)
        head = end if end in ("中心小学", "卫生院") else stem + end
        region = self.county.name + town.name
        if not self._free(region + head):
            return self.shop(town)
        place = replace(town.base, village=village, number=dice.between(1, 200))
        name = {"full": region + head, "core": head, "region": region}
        return self._make(place, 0, "public", office, name, ("", "", ""))
