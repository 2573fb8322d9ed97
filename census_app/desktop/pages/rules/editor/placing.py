"""Where each remark of lint is told: at the expression or at the parameter it is about."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from census_app.rulebook.diagnostics import Diagnostic

_NAMED = re.compile(r":(\w+)")


@dataclass(frozen=True)
class Placed:
    """Remarks by expression, by parameter, and those that stand nowhere in the form."""

    expressions: dict[str, list[Diagnostic]] = field(default_factory=dict)
    parameters: dict[str, list[Diagnostic]] = field(default_factory=dict)
    rest: list[Diagnostic] = field(default_factory=list)


def placed(
    findings: Sequence[Diagnostic], expressions: Collection[str], parameters: Collection[str], turned: Collection[str]
) -> Placed:
    """A condition that cannot hold with the value a parameter was `turned` to is told at that parameter."""
    from census_app.workspace.pack_life.draft_check import parameter_of

    found = Placed()
    for one in findings:
        reads = [name for name in _NAMED.findall(one.message) if name in turned and name in parameters]
        name = parameter_of(one) or next(iter(reads), "")
        if name in parameters:
            found.parameters.setdefault(name, []).append(one)
        elif one.where in expressions:
            found.expressions.setdefault(one.where, []).append(one)
        else:
            found.rest.append(one)
    return found
