"""Customer records and reference records of persons and organisations, and what was done to each pair."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from . import numbers, places, spelling
from .damage import damaged_organisation, damaged_person
from .dice import Dice
from .organisations import Organisation
from .people import Person
from .places import Place
from .settings import Setting


@dataclass
class Draft:
    """One customer before it gets its number: values by column and the names of the damage done."""

    values: dict[str, str]
    place: Place
    kinds: list[str] = field(default_factory=list)
    decidable: bool = True  # an id or a phone tells who it is, whatever the address says


def drawn(dice: Dice, rates: dict[str, float]) -> str:
    """The name of one kind of damage by its rate, or "" for none."""
    chance = dice.random()
    for kind, rate in rates.items():
        if chance < rate:
            return kind
        chance -= rate
    return ""


@dataclass
class Surroundings:
    """What a customer's clerk had at hand besides the customer: other people's numbers."""

    family: list[Person]
    electricians: tuple[str, ...]
    fixed_line: str
    fresh_phone: str
    recycled_phone: str


def person_customer(
    dice: Dice, setting: Setting, person: Person, around: Surroundings, reference: dict[str, str] | None, place: Place
) -> Draft:
    """A residential customer's record; `reference` is the person's record there, None when there is none."""
    draft = Draft({}, place)
    name = person.name
    kind = drawn(dice, setting.name)
    if kind:
        changed = damaged_person(dice, name, kind)
        if changed != name:
            draft.kinds.append(kind)
        name = changed
    without = dice.random() < setting.no_number_at_all
    draft.values["cons_name"] = name
    draft.values["cert_no"] = "" if without else _identity(dice, setting, person, around.family, draft.kinds)
    draft.values["mobile"] = "" if without else _mobile(dice, setting, person.phone, around, draft)
    if without:
        draft.kinds.append("no_number_at_all")
    draft.values["contact_name"] = dice.pick(("", person.name, name)) if not without else ""
    draft.decidable = _has_number(draft, person, reference)
    _address(dice, setting, draft)
    return draft


def organisation_customer(
    dice: Dice,
    setting: Setting,
    owner: Organisation,
    around: Surroundings,
    reference: dict[str, str] | None,
    place: Place,
) -> Draft:
    """An organisation customer's record."""
    draft = Draft({}, place)
    kind = "renamed" if owner.used and dice.random() < 0.6 else drawn(dice, setting.organisation_name)
    name = damaged_organisation(dice, owner, kind) if kind else owner.name
    if name != owner.name:
        draft.kinds.append(kind)
    draft.values["cons_name"] = name
    without = dice.random() < setting.no_number_at_all
    credit = "" if without else _credit(dice, setting, owner.credit, draft.kinds)
    in_cert = dice.random() < 0.25
    draft.values["cert_no" if in_cert else "uscc"] = credit
    draft.values["legal_rep"] = owner.legal if dice.random() < 0.4 else ""
    draft.values["contact_name"] = owner.legal if dice.random() < 0.2 else ""
    draft.values["mobile"] = "" if without else _mobile(dice, setting, owner.phone, around, draft)
    if without:
        draft.kinds.append("no_number_at_all")
    draft.decidable = bool(credit) and "id_typo" not in draft.kinds
    _address(dice, setting, draft)
    return draft


def _has_number(draft: Draft, person: Person, reference: dict[str, str] | None) -> bool:
    """Is there an id or a phone by which the pair can be known?"""
    if reference is None:
        return True
    doubtful = {"no_id", "id_typo", "id_two_typos", "id_of_sibling", "id_masked"} & set(draft.kinds)
    by_id = bool(draft.values["cert_no"]) and bool(reference["cert_no"]) and not doubtful
    return by_id or (bool(reference["phone"]) and person.phone in draft.values["mobile"])


def _identity(dice: Dice, setting: Setting, person: Person, family: list[Person], kinds: list[str]) -> str:
    kind = drawn(dice, setting.identifier)
    identity = person.identity
    if kind == "id15" and (identity[6:8] != "19" or int(identity[8:10]) > 80):
        kind = ""
    siblings = [other for other in family if other.key != person.key and other.name[0] == person.name[0]]
    if kind == "id_of_sibling" and not siblings:
        kind = "id_typo"
    if kind:
        kinds.append(kind)
    if kind == "id_of_sibling":
        return dice.pick(siblings).identity
    return _damaged_number(dice, identity, kind, 6)


def _credit(dice: Dice, setting: Setting, credit: str, kinds: list[str]) -> str:
    kind = drawn(dice, setting.identifier)
    if kind in ("id15", "id_of_sibling"):
        kind = "organisation_code"
    if kind:
        kinds.append(kind)
    if kind == "organisation_code":
        return dice.pick((credit[8:16] + "-" + credit[16], credit[8:17]))
    return _damaged_number(dice, credit, kind, 2)


def _damaged_number(dice: Dice, number: str, kind: str, start: int) -> str:
    match kind:
        case "no_id":
            return ""
        case "id15":
            return numbers.short_id(number)
        case "id_typo":
            return numbers.typo(dice, number, start)
        case "id_two_typos":
            return numbers.typo(dice, numbers.typo(dice, number, start), start)
        case "id_swapped":
            return numbers.swapped(dice, number, start)
        case "id_masked":
            return numbers.masked_id(dice, number)
        case "id_format":
            return numbers.id_format(dice, number)
    return number


def _mobile(dice: Dice, setting: Setting, phone: str, around: Surroundings, draft: Draft) -> str:
    """The mobile column; a fixed line may go to the other column. Numbers of others come from `around`."""
    kind = drawn(dice, setting.mobile)
    relatives = [other.phone for other in around.family if other.phone != phone]
    if kind == "phone_of_family" and not relatives:
        kind = "old_phone"
    if "-" in phone and kind in ("phone_typo", "phone_masked", "phone_format"):
        kind = ""
    if kind:
        draft.kinds.append(kind)
    match kind:
        case "no_phone":
            return ""
        case "old_phone":
            return around.recycled_phone if dice.random() < 0.06 else around.fresh_phone
        case "phone_of_family":
            return dice.pick(relatives)
        case "shared_phone":
            return dice.pick(around.electricians)
        case "phone_typo":
            return numbers.typo(dice, phone, 3)
        case "several_phones":
            return dice.pick(("/", "、", ",", " ", "；")).join(
                dice.pick(((phone, around.fresh_phone), (around.fresh_phone, phone)))
            )
        case "phone_format":
            return numbers.phone_format(dice, phone)
        case "phone_masked":
            return numbers.masked_phone(dice, phone)
        case "placeholder":
            return dice.pick(numbers.PLACEHOLDERS)
        case "fixed_line":
            draft.values["phone"] = around.fixed_line
            return ""
    if "-" in phone:
        draft.values["phone"] = dice.pick(
            (phone, phone, phone.replace("-", ""), phone.split("-")[1], phone.replace("-", " "))
        )
        return ""
    return phone


def _address(dice: Dice, setting: Setting, draft: Draft) -> None:
    place = draft.place
    kind = drawn(dice, setting.address)
    if (kind == "village_only" and (not place.village or not draft.decidable)) or (
        kind == "estate_alias" and place.estate is None
    ):
        kind = ""
    if kind in ("no_address", "renumbered") and not draft.decidable:
        kind = ""
    if kind:
        draft.kinds.append(kind)
    draft.values.update(_columns(dice, place, kind))
    draft.values["elec_addr"] = _spelled(dice, setting, place, kind)


def _spelled(dice: Dice, setting: Setting, place: Place, kind: str) -> str:
    if kind == "no_address":
        return ""
    if kind == "renumbered":
        place = spelling.renumbered(dice, place)
    if not kind and dice.random() >= setting.other_style:
        return spelling.registered(place)
    if kind == "village_only":
        return f"{place.county}{place.town}{place.village}"
    head = spelling.prefix(dice, place, kind == "no_town", kind == "repeated_prefix")
    body = spelling.spoken(dice, place, kind == "numerals", kind == "estate_alias")
    return head + body + (spelling.tail(dice) if kind == "tail" else "")


def _columns(dice: Dice, place: Place, kind: str) -> Iterable[tuple[str, str]]:
    """The archive's own address columns, half of them empty."""
    if dice.random() < 0.6:
        yield "addr_county", place.county
    if kind != "no_town" and dice.random() < 0.5:
        yield "addr_town", place.town
    if place.village and dice.random() < 0.3:
        yield "addr_village", place.village
    if place.estate is not None and dice.random() < 0.3:
        yield "addr_estate", place.estate.name
        if kind != "renumbered":
            yield "addr_building", dice.pick((f"{place.building}", f"{place.building}号楼"))
            if place.unit:
                yield "addr_unit", dice.pick((f"{place.unit}", f"{place.unit}单元"))
            yield "addr_room", spelling.room_number(place)


def population_record(dice: Dice, setting: Setting, person: Person, home: Place) -> dict[str, str]:
    return {
        "person_name": person.name,
        "cert_no": "" if dice.random() < setting.reference_without_id else person.identity,
        "phone": "" if dice.random() < setting.reference_without_phone else person.phone,
        "home_addr": reference_address(dice, home),
    }


def market_record(dice: Dice, setting: Setting, owner: Organisation, home: Place) -> dict[str, str]:
    return {
        "ent_name": owner.name,
        "ent_name_used": owner.used,
        "uscc": "" if dice.random() < setting.reference_without_id else owner.credit,
        "legal_rep": owner.legal,
        "reg_addr": reference_address(dice, home),
        "phone": "" if dice.random() < setting.reference_without_phone else owner.phone,
    }


def reference_address(dice: Dice, home: Place) -> str:
    """Mostly all levels and one spelling of the house; sometimes without the province, or as people write it."""
    chance = dice.random()
    if chance < 0.72:
        return spelling.registered(home)
    if chance < 0.8:
        return spelling.registered(home, 1)
    if chance < 0.86:
        return spelling.registered(home, 2)
    if chance < 0.93:
        return home.county + home.town + spelling.registered_local(home)
    return home.county + home.town + spelling.spoken(dice, home)


def other_home(dice: Dice, county: places.County) -> Place:
    return places.home(dice, dice.pick(county.towns))
