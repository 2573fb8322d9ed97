"""Names, numbers and addresses that are valid by their own standards: GB 11643, GB 32100, the numbering plan."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀兰霞平刚桂英玉萍红建国志华文慧鹏飞宇浩然子涵梓轩雨桐思远佳怡春梅冬雪海燕"
CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
MOBILE_PREFIXES = (
    "130",
    "133",
    "135",
    "136",
    "138",
    "139",
    "150",
    "152",
    "157",
    "166",
    "177",
    "180",
    "186",
    "189",
    "198",
)
TRADES_OF_NAMES = ("商贸", "建材", "食品", "机械", "化工", "纺织", "物流", "电子", "包装", "五金")


class People:
    """Hands out a new person, number or name at each call; nothing is handed out twice."""

    def __init__(self, random: Random, region: str) -> None:
        self.random = random
        self.region = region
        self._next_mobile = 0
        self._next_sequence = 0
        self._next_credit = 0
        self._names: set[str] = set()

    def name(self) -> str:
        """A personal name of two or three characters."""
        given = self.random.sample(GIVEN, self.random.choice((1, 2, 2)))
        return self.random.choice(SURNAMES) + "".join(given)

    def mobile(self) -> str:
        self._next_mobile += 1
        return self.random.choice(MOBILE_PREFIXES) + f"{(self._next_mobile * 7919 + 20231) % 10**8:08d}"

    def landline(self) -> str:
        return f"0315-{self.random.randint(2100000, 8899999)}"

    def identity(self, born: date | None = None, region: str | None = None) -> str:
        """An 18-character resident id whose date is real and whose check character is right."""
        self._next_sequence += 1
        born = born or date(1938, 1, 1) + timedelta(days=self.random.randrange(365 * 66))
        region = region or self.random.choice(
            (self.region, self.region, "130182", "132430", "110108", "410305", "230127")
        )
        body = f"{region}{born:%Y%m%d}{self._next_sequence % 1000:03d}"
        return body + identity_check(body)

    def old_identity(self) -> str:
        """A 15-digit id of the years before 1999."""
        self._next_sequence += 1
        year, month, day = self.random.randint(30, 75), self.random.randint(1, 9), self.random.randint(10, 28)
        return f"{self.region}{year}0{month}{day}{self._next_sequence % 1000:03d}"

    def credit_code(self, office: str = "91", region: str | None = None) -> str:
        """A unified social credit code; `office` is its registering authority and kind (91, 12, 54, N2, Y1, A1 …)."""
        self._next_credit += 1
        organisation = f"MA{self._next_credit:06d}"[:8]
        body = office + (region or self.region) + organisation + organisation_check(organisation)
        return body + credit_check(body)

    def company(self, place: str, kind: str = "有限公司") -> str:
        while True:
            name = place + "".join(self.random.sample(GIVEN, 2)) + self.random.choice(TRADES_OF_NAMES) + kind
            if name not in self._names:
                self._names.add(name)
                return name


def identity_check(body: str) -> str:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11]


def organisation_check(body: str) -> str:
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    rest = 11 - sum(digits.index(char) * weight for char, weight in zip(body, weights, strict=True)) % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


def credit_check(body: str) -> str:
    total = sum(CREDIT_ALPHABET.index(char) * pow(3, place, 31) for place, char in enumerate(body))
    return CREDIT_ALPHABET[(31 - total % 31) % 31]
