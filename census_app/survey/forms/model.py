"""A form as its sheets show it: blocks of lines, batch groups, the walk. Already worded and masked."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from census_app.survey.forms.issued import FormRow
from census_app.survey.forms.layout import shown_title
from census_app.survey.scenes.model import AnswerKind


@dataclass(slots=True)
class Line:
    """One item row before and after it is numbered.

    `value` is the canonical original (never written anywhere), `shown` what stands in 档案原值, `result` what the
    system writes into 核对结果 (empty: the surveyor chooses). `options` are the drop-down of 现场值.
    """

    item: str
    title: str
    table: str
    record_key: str
    field: str
    answer: AnswerKind
    scene: str
    value: str
    shown: str
    result: str = ""
    options: tuple[str, ...] = ()
    hint: str = ""
    default: str = ""
    accused: bool = False
    may_be_blind: bool = False
    blind: bool = False
    required: bool = False
    photo: bool = False
    unit: str = ""
    row_no: int = 0
    row_code: str = ""

    @property
    def heading(self) -> str:
        """The title with its marks."""
        return shown_title(self.title, accused=self.accused, photo=self.photo)

    @property
    def place(self) -> tuple[str, str, str]:
        """The archive value it is about."""
        return self.table, self.record_key, self.field


@dataclass
class Block:
    """One task: three head lines, its item lines, the codes of its visit and signature rows. `customer` is the number
    of what is visited, `called` what such a number is called; `also` is what somebody comes for beside problems."""

    task_no: str
    name: str
    customer: str
    address: str
    transformer: str
    batch: str
    box_no: str
    meter_no: str
    problems: tuple[str, ...]
    lines: list[Line]
    due: str
    called: str = "户号"
    scenes: tuple[str, ...] = ()
    left_out: int = 0
    also: tuple[str, ...] = ()
    visit_code: str = ""
    signature_code: str = ""
    qr: str = ""

    @property
    def purpose(self) -> str:
        """What the visit is for, in words its customer may read: the problems, and what else there is to do."""
        problems = f"本户问题：{'；'.join(self.problems)}" if self.problems else "本户没有挂账的问题"
        return problems + (f"；还要办：{'、'.join(self.also)}" if self.also else "")


@dataclass
class Batch:
    """A 台区 or line whose shared items are entered once; `tasks` of the form it holds for."""

    number: str
    name: str
    lines: list[Line] = field(default_factory=list)
    tasks: list[str] = field(default_factory=list)


@dataclass
class Form:
    """One surveyor's form. `unit` is the unit it is issued under; `units` are all its tasks belong to."""

    surveyor: str
    surveyor_name: str
    unit: str
    unit_name: str
    week: str
    first_day: date
    last_day: date
    units: tuple[str, ...]
    blocks: list[Block]
    batches: list[Batch]
    form_no: str = ""
    head: str = ""
    qr: str = ""
    rows: list[FormRow] = field(default_factory=list)

    @property
    def lines(self) -> list[Line]:
        """Every item line: those of the batches, then those of the blocks, in the order of the sheets."""
        return [line for batch in self.batches for line in batch.lines] + [
            line for block in self.blocks for line in block.lines
        ]

    @property
    def problems(self) -> int:
        """How many problems the form is about."""
        return sum(len(block.problems) for block in self.blocks)
