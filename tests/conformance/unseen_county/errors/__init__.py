"""One error for each rule and clause, written from what the rule is meant to find."""

from . import (
    bases,
    billing,
    connection,
    contracts,
    customers,
    equipment,
    grid,
    important,
    metering,
    meters,
    new_business,
    second_look,
    service,
    surveys,
    tariff_capacity,
    tariff_class,
    tariff_factor,
)
from .registry import ERRORS, Injected, inject_all

__all__ = ["ERRORS", "Injected", "inject_all"]
_ = (
    bases,
    billing,
    connection,
    contracts,
    customers,
    equipment,
    grid,
    important,
    meters,
    metering,
    new_business,
    second_look,
    service,
    surveys,
    tariff_capacity,
    tariff_class,
    tariff_factor,
)
