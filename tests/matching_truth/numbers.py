"""Identifiers and phones: valid by their standards, and damaged as clerks damage them."""

from __future__ import annotations

from .dice import Dice

CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CODE_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CREDIT_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
CODE_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
MOBILE_PREFIXES = """
    130 131 132 133 135 136 137 138 139 147 150 151 152 153 155 157 158 159 166 173 175 177 178 180 181 182 183 185 186
    187 188 189 191 198 199
""".split()
PLACEHOLDERS = ("11111111111", "13800000000", "00000000000", "13000000000", "0", "无", "12345678901")


def resident_id(region: str, year: int, month: int, day: int, order: int) -> str:
    """An 18-character resident id (GB 11643); odd orders are men."""
    body = f"{region}{year:04d}{month:02d}{day:02d}{order:03d}"
    return body + "10X98765432"[sum(map(int.__mul__, map(int, body), ID_WEIGHTS)) % 11]


def credit_code(office: str, region: str, number: int) -> str:
    """A unified social credit code (GB 32100) whose organisation code (GB 11714) is right, too."""
    organisation = f"MA{_base31(number * 104729 % 31**6):0>6}"
    rest = (
        11 - sum(CODE_DIGITS.index(char) * weight for char, weight in zip(organisation, CODE_WEIGHTS, strict=True)) % 11
    )
    body = office + region + organisation + ("X" if rest == 10 else "0" if rest == 11 else str(rest))
    total = sum(CREDIT_ALPHABET.index(char) * weight for char, weight in zip(body, CREDIT_WEIGHTS, strict=True))
    return body + CREDIT_ALPHABET[(31 - total % 31) % 31]


def _base31(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 31)
        digits = CREDIT_ALPHABET[rest] + digits
    return digits


def mobile(dice: Dice, counter: int) -> str:
    """A mobile number; no two counters below 10^8 give the same last eight digits."""
    return dice.pick(MOBILE_PREFIXES) + f"{(counter * 48271 + 20231) % 10**8:08d}"


def short_id(identity: str) -> str:
    """The 15-digit form of an 18-character id of somebody born before 2000."""
    return identity[:6] + identity[8:17]


def typo(dice: Dice, number: str, start: int = 0) -> str:
    """The number with one digit at or after `start` read or typed wrong."""
    place = dice.between(start, len(number) - 1)
    while not number[place].isdigit():
        place = dice.between(start, len(number) - 1)
    wrong = str((int(number[place]) + dice.between(1, 9)) % 10)
    return number[:place] + wrong + number[place + 1 :]


def swapped(dice: Dice, text: str, start: int = 0) -> str:
    """The text with two unequal neighbours exchanged (unchanged when all neighbours are equal)."""
    places = [place for place in range(start, len(text) - 1) if text[place] != text[place + 1]]
    if not places:
        return text
    place = dice.pick(places)
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]


def masked_id(dice: Dice, identity: str) -> str:
    """The id as masked exports show it."""
    kept = dice.pick(((6, 4), (6, 4), (3, 4), (10, 4), (4, 2), (14, 0)))
    return identity[: kept[0]] + "*" * (len(identity) - sum(kept)) + identity[len(identity) - kept[1] :]


def masked_phone(dice: Dice, phone: str) -> str:
    return phone[:3] + "****" + phone[7:] if dice.chance(0.8) else "*" * 7 + phone[7:]


def id_format(dice: Dice, identity: str) -> str:
    """The same id typed another way."""
    return dice.pick(
        (
            identity.lower() if "X" in identity else identity + " ",
            " " + identity,
            f"{identity[:6]} {identity[6:14]} {identity[14:]}",
            identity.translate(FULL_WIDTH),
            identity + "\t",
        )
    )


def phone_format(dice: Dice, phone: str) -> str:
    """The same phone written another way."""
    return dice.pick(
        (f"+86{phone}", f"86-{phone}", f"{phone[:3]}-{phone[3:7]}-{phone[7:]}", f"{phone[:3]} {phone[3:7]} {phone[7:]}",
         phone.translate(FULL_WIDTH), f"0{phone}", f"{phone} ", f"手机{phone}")
    )  # fmt: skip


FULL_WIDTH = str.maketrans({char: chr(ord(char) + 0xFEE0) for char in "0123456789X-"})
