"""Whatever a form says, a value that was left out is said nowhere else."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from census_app.foundation.weeks import week_days
from census_app.survey.forms.blind import GONE, make_blind
from census_app.survey.forms.layout import TRANSCRIBE_HERE
from census_app.survey.forms.model import Batch, Block, Form, Line
from census_app.survey.scenes.model import AnswerKind
from census_app.workspace.log.row_codes import RowCodes

CODES = RowCodes(b"k" * 32)
WEEK = "2026-W48"


def line(value: str, *, able: bool = True, key: str = "M1", answer: AnswerKind = AnswerKind.CODE) -> Line:
    return Line("meter.asset_no", "资产号", "meter", key, "asset_no", answer, "basic", value, value, may_be_blind=able)


def form(lines: list[Line], **head: str) -> Form:
    told = {"name": "赵*芳", "address": "前柳村", "transformer": "前柳 2# T1", "box_no": "", "meter_no": ""} | head
    problems = (told.pop("problem", "R1 有错"),)
    block = Block("T2648-0001", customer="1", batch="T1", problems=problems, lines=lines, due="", **told)
    monday, sunday = week_days(WEEK)
    batch = Batch("T1", told["transformer"], [], ["T2648-0001"])
    return Form("甲", "甲", "0301", "柳河", WEEK, monday, sunday, ("0301",), [block], [batch])


def _texts(made: Form) -> list[str]:
    block = made.blocks[0]
    lines = [text for one in made.lines for text in (one.shown, one.default, *one.options)]
    return [block.name, block.address, block.transformer, block.box_no, block.meter_no, *block.problems,
            *(batch.name for batch in made.batches), *lines]  # fmt: skip


@given(st.text("0123456789ABC-./*+(", min_size=5, max_size=16).filter(lambda text: any(map(str.isdigit, text))))
def test_a_value_that_names_one_thing_is_gone_from_every_text(value: str) -> None:
    made = form(
        [line(value), line(f"旧号X{value}9", able=False, key="M2")],
        address=f"表号 {value} 旁", transformer=f"{value} 公变", meter_no=value, problem=f"R1 电能表 {value} 超期",
    )  # fmt: skip
    make_blind(made, CODES, Decimal("0.5"))
    assert made.blocks[0].lines[0].shown == TRANSCRIBE_HERE
    assert not [text for text in _texts(made) if value in text]
    assert GONE in made.blocks[0].problems[0]


def test_a_short_number_goes_from_its_problems_only_where_it_stands_alone() -> None:
    made = form([line("200")], problem="R1 铭牌 200 kVA，合同 1200", address="前柳村 200 号")
    make_blind(made, CODES, Decimal("0.5"))
    assert made.blocks[0].problems == (f"R1 铭牌 {GONE} kVA，合同 1200",)
    assert made.blocks[0].address == "前柳村 200 号"


def test_the_same_value_in_another_cell_goes_too() -> None:
    made = form([line("22060315"), line("22060315", able=False, key="P1"), line("12345678", able=False, key="P2")])
    make_blind(made, CODES, Decimal("0.02"))
    assert [one.blind for one in made.lines] == [True, True, False]


def test_options_of_a_choice_stay_whole() -> None:
    chosen = line("交流10kV", answer=AnswerKind.CHOICE)
    chosen.options = ("交流10kV", "交流35kV")
    made = form([chosen])
    make_blind(made, CODES, Decimal("0.5"))
    assert chosen.blind
    assert chosen.options == ("交流10kV", "交流35kV")


def test_the_choice_is_the_same_each_time_and_another_with_another_key() -> None:
    def chosen(codes: RowCodes) -> list[bool]:
        made = form([line(f"2206{number:06d}", key=f"M{number}") for number in range(400)])
        make_blind(made, codes, Decimal("0.02"))
        return [one.blind for one in made.lines]

    assert sum(chosen(CODES)) == 8
    assert chosen(CODES) == chosen(CODES)
    assert chosen(CODES) != chosen(RowCodes(b"j" * 32))


def test_no_share_leaves_everything() -> None:
    made = form([line("22060315")])
    make_blind(made, CODES, Decimal(0))
    assert not made.lines[0].blind
