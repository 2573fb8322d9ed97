"""How bad the records are: one number per kind of damage, shares of 1."""

from __future__ import annotations

from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Setting:
    """Shares of customers (or of true pairs) that get each kind of damage."""

    towns_per: int = 3000  # customers per town
    organisation_share: float = 0.12
    person_in_reference: float = 0.82
    organisation_in_reference: float = 0.84
    second_meter: float = 0.03
    namesake: float = 0.04  # persons that carry the name of somebody of their own town
    clan: float = 0.3  # village households with the village's surname
    moved: float = 0.1  # the reference gives another address
    branches: float = 0.12  # organisations that belong to a parent with several places
    other_style: float = 0.55  # customer's address is not spelled as addresses are registered
    no_number_at_all: float = 0.0  # customer has neither id nor phone
    name: dict[str, float] = field(
        default_factory=lambda: {
            "homophone": 0.055, "look_alike": 0.04, "dialect": 0.015, "char_missing": 0.01, "char_added": 0.005,
            "swapped": 0.005, "traditional": 0.01, "width": 0.01, "remark": 0.03, "masked_name": 0.0,
        }
    )  # fmt: skip
    organisation_name: dict[str, float] = field(
        default_factory=lambda: {
            "legal_form": 0.10, "abbreviated": 0.2, "region_moved": 0.06, "renamed": 0.05, "homophone": 0.03,
            "look_alike": 0.02, "char_missing": 0.01, "traditional": 0.01, "width": 0.03, "remark": 0.03,
        }
    )  # fmt: skip
    identifier: dict[str, float] = field(
        default_factory=lambda: {
            "no_id": 0.36, "id15": 0.02, "id_typo": 0.025, "id_two_typos": 0.006, "id_swapped": 0.008,
            "id_of_sibling": 0.01, "id_masked": 0.03, "id_format": 0.01,
        }
    )  # fmt: skip
    mobile: dict[str, float] = field(
        default_factory=lambda: {
            "no_phone": 0.14, "old_phone": 0.19, "phone_of_family": 0.07, "shared_phone": 0.03, "phone_typo": 0.01,
            "several_phones": 0.02, "phone_format": 0.03, "phone_masked": 0.01, "placeholder": 0.01,
            "fixed_line": 0.025,
        }
    )  # fmt: skip
    address: dict[str, float] = field(
        default_factory=lambda: {
            "no_town": 0.10, "renumbered": 0.025, "tail": 0.09, "numerals": 0.05, "village_only": 0.02,
            "estate_alias": 0.02, "repeated_prefix": 0.02, "no_address": 0.005,
        }
    )  # fmt: skip
    reference_without_phone: float = 0.28
    reference_without_id: float = 0.02

    careless: float = 0.5  # customers taken on by careless clerks: damage comes together
    careful_factor: float = 0.3
    careless_factor: float = 1.6

    def scaled(self, factor: float) -> Setting:
        """The setting with each rate of damage to a customer multiplied, as far as a column's rates stay below 1."""

        def times(rates: dict[str, float]) -> dict[str, float]:
            fitting = min(factor, 0.97 / sum(rates.values()))
            return {kind: rate * fitting for kind, rate in rates.items()}

        return replace(
            self,
            moved=self.moved * factor,
            other_style=min(self.other_style * factor, 0.95),
            no_number_at_all=min(self.no_number_at_all * factor, 0.9),
            name=times(self.name),
            organisation_name=times(self.organisation_name),
            identifier=times(self.identifier),
            mobile=times(self.mobile),
            address=times(self.address),
        )


STANDARD = Setting()
HARDER = replace(
    STANDARD,
    namesake=0.10,
    clan=0.55,
    moved=0.14,
    branches=0.3,
    other_style=0.95,
    no_number_at_all=0.25,
    name=STANDARD.name | {"masked_name": 0.12, "homophone": 0.06, "look_alike": 0.04, "remark": 0.08},
    organisation_name=STANDARD.organisation_name | {"abbreviated": 0.22, "legal_form": 0.16, "renamed": 0.08},
    identifier=STANDARD.identifier | {"no_id": 0.45, "id_masked": 0.2, "id_typo": 0.04, "id_of_sibling": 0.012},
    mobile=STANDARD.mobile | {"no_phone": 0.22, "old_phone": 0.2, "phone_masked": 0.12, "shared_phone": 0.06},
    address=STANDARD.address
    | {"no_town": 0.2, "tail": 0.12, "numerals": 0.12, "village_only": 0.04, "estate_alias": 0.06},
    reference_without_phone=0.35,
)
SETTINGS = {"standard": STANDARD, "harder": HARDER}
