"""The signs, one small file each, in the order in which people read them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from census_app.survey.quality.model import Facts, Observation
from census_app.survey.quality.signs import (
    all_consistent,
    blind_cells,
    burst,
    outside_radius,
    photo_elsewhere,
    photo_reused,
    same_answers,
    too_fast,
    two_places,
)

Observe = Callable[[Facts], Iterator[Observation]]

SIGNS: dict[str, Observe] = {
    module.SIGN: module.observe
    for module in (
        too_fast,
        burst,
        two_places,
        same_answers,
        all_consistent,
        blind_cells,
        outside_radius,
        photo_reused,
        photo_elsewhere,
    )
}
