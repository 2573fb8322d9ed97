"""Which parameter is turned, and the values to try, as people write them: `容差`, `上限[城市]`; `--values 0.5,1,2`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from census_app.dictionary.nearest import nearest
from census_app.foundation.errors import BadInput
from census_app.rulebook.expression import ValueType
from census_app.rulebook.model import Parameter
from census_app.rulebook.parameters import typed_parameter
from census_app.rulebook.resolved import ParameterValue, ResolvedRule, Shape

MOST_VALUES = 200
_KEYED = re.compile(r"([^\[\]]+)\[([^\[\]]+)\]")
_AROUND = ("0.25", "0.5", "0.75", "0.9", "1", "1.1", "1.25", "1.5", "2", "4")
_FROM_NOUGHT = (1, 2, 3, 5, 10, 20)
Scalar = int | Decimal | date | str | bool


@dataclass(frozen=True)
class Knob:
    """One scalar of a rule's parameters: the whole of it, or one entry of a map (`key`)."""

    parameter: ParameterValue
    key: Any
    present: Scalar

    def whole(self, value: Scalar) -> Any:
        """The parameter's value with this scalar in its place."""
        if self.key is None:
            return value
        return {**self.parameter.value, self.key: value}


def find_knob(rule: ResolvedRule, written: str, as_of: date) -> Knob:
    """The parameter people mean; `BadInput` says which there are, and why lists cannot be turned."""
    keyed = _KEYED.fullmatch(written.strip())
    name, key = (keyed[1].strip(), keyed[2].strip()) if keyed else (written.strip(), None)
    own = {one: value for one, value in rule.parameters.items() if one in rule.rule.params}
    parameter = own.get(name)
    if parameter is None:
        near = "、".join(nearest(name, own) or own) or "没有"
        raise BadInput(f"规则 {rule.id} 没有参数“{name}”", f"它的参数：{near}")
    present = parameter.on(as_of)
    if parameter.shape is Shape.SCALAR and key is None:
        return Knob(parameter, None, present)
    if parameter.shape is Shape.MAP:
        keys = {str(one): one for one in present}
        if key in keys:
            return Knob(parameter, keys[key], present[keys[key]])
        raise BadInput(f"参数“{name}”按键取值，要写出拨动哪一个", "、".join(f"{name}[{one}]" for one in keys))
    if parameter.shape is Shape.SCALAR:
        raise BadInput(f"参数“{name}”只有一个值，没有键“{key}”", f"直接写 {name}")
    raise BadInput(f"参数“{name}”是一串值，不是门槛，不能拨动", "改了以后用 census pack backtest 回测")


def typed_values(knob: Knob, written: Iterable[str]) -> list[Scalar]:
    """The values people wrote, in the parameter's own type."""
    kind = knob.parameter.type
    texts = [text.strip() for text in written if text.strip()]
    if kind is ValueType.TEXT:
        return list(dict.fromkeys(texts))
    found = []
    for text in texts:
        parameter = Parameter(value=text, type=kind.value)
        found.append(typed_parameter(knob.parameter.name, parameter, None).value)
    return list(dict.fromkeys(found))


def spread(knob: Knob, low: str, high: str, steps: int) -> list[Scalar]:
    """`steps` values from `low` to `high`, both included, evenly spread.

    Whole numbers where both ends and the present value are: a factor of 1.05 tried from 1 to 2 is tried between them.
    """
    ends = typed_values(knob, [low, high])
    first, last = ends[0], ends[-1]
    if not 2 <= steps <= MOST_VALUES:
        raise BadInput(f"分 {steps} 档不行", f"2 到 {MOST_VALUES} 档")
    if isinstance(first, date) and isinstance(last, date):
        days = [(last - first).days * place // (steps - 1) for place in range(steps)]
        return list(dict.fromkeys(first + timedelta(days=day) for day in days))
    if not _is_number(first) or not _is_number(last):
        raise BadInput("只有数和日期能给出起止", "用 --values 逐个写出")
    start, end = Decimal(str(first)), Decimal(str(last))
    whole = all(isinstance(one, int) for one in (first, last, knob.present))
    values = [start + (end - start) * place / (steps - 1) for place in range(steps)]
    return list(dict.fromkeys(int(value.to_integral_value()) if whole else _plain(value) for value in values))


def around(knob: Knob, known: Iterable[Scalar] = ()) -> list[Scalar]:
    """Values about the present one, for people who give none: as fine as the parameter is written, of the same sign.

    `0.80` is tried in hundredths, `3.5` in tenths, `12` in ones; `known` are other values the parameter has or had,
    the finest of all decides. From nought it goes up: no threshold of a rule counts below it.
    """
    present = knob.present
    if not isinstance(present, int | Decimal) or isinstance(present, bool):
        raise BadInput(f"参数“{knob.parameter.name}”现在是 {present}，不知道该试哪些值", "加 --values，或 --from --to")
    written = [present, knob.parameter.value, *(value for _, value in knob.parameter.dated), *known]
    step = min(_step(value) for value in written if _is_number(value))
    exact = Decimal(present)
    if present == 0:
        found = [step * number for number in _FROM_NOUGHT]
    else:
        wanted = [exact - step, exact + step, *(exact * Decimal(share) for share in _AROUND)]
        found = sorted({tried for value in wanted if (tried := value.quantize(step)) * exact > 0})
    return [int(value) if step == 1 else value for value in found]


def _step(value: int | Decimal) -> Decimal:
    """One in the last place a number is written with; whole numbers step by one."""
    exponent = Decimal(value).as_tuple().exponent
    return Decimal(1).scaleb(min(0, exponent)) if isinstance(exponent, int) else Decimal(1)


def with_present(knob: Knob, values: Sequence[Scalar]) -> list[Scalar]:
    """The values to try, the present one among them, sorted where they have an order; `BadInput` for too many."""
    every = list(dict.fromkeys([*values, knob.present]))
    if len(every) > MOST_VALUES:
        raise BadInput(f"要试 {len(every)} 个值，太多了", f"一次最多 {MOST_VALUES} 个")
    if knob.parameter.type in (ValueType.NUMBER, ValueType.DATE):
        every.sort(key=lambda value: value)
    return every


def _is_number(value: Any) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _plain(value: Decimal) -> Decimal:
    """Without the zeros that dividing leaves behind, at most six decimals."""
    rounded = round(value, 6).normalize()
    return rounded if rounded.as_tuple().exponent not in range(1, 40) else rounded.quantize(Decimal(1))
