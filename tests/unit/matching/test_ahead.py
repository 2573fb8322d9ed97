"""The next tables are begun when the ones before are taken apart; what they are taken apart into stays the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import fields, replace
from functools import partial

import numpy as np
import pytest

from census_app.foundation.errors import Cancelled
from census_app.foundation.jobs import JobContext, silent
from census_app.matching import ahead as under_test
from census_app.matching import workers
from census_app.matching.ahead import Ahead, Comparing, Linking
from census_app.matching.beside import Beside, parsing_beside
from census_app.matching.entries import ParsedTexts
from census_app.matching.features import Features, TakingApart, take_apart
from census_app.matching.link import LinkResult
from census_app.matching.parsed_columns import ParseMemory
from census_app.matching.parsing import Learned, Parsed, ParsingHere
from census_app.matching.records import Records
from census_app.matching.renames import Renames
from census_app.matching.sources import shipped_sources
from census_app.matching.weights.shipped import shipped_model
from census_app.matching.workers import Workers

LEFT = Records(
    ["1", "2"],
    {
        "cons_name": ["张三", "青岭县华兴机械有限公司"],
        "cert_no": ["11010519491231002X", None],
        "uscc": [None, "91320334MA8R5NTR13"],
        "elec_addr": ["青岭县柳河镇王庄村3组12号", "工业路88号"],
    },
)
PEOPLE = Records(["a"], {"person_name": ["张三"], "home_addr": ["柳河镇王庄村三组12号"]})
FIRMS = Records(["x", "y"], {"ent_name": ["华兴机械公司", "张三"], "reg_addr": ["工业路90号", "工业路88号"]})
SOURCES = [shipped_sources()[name] for name in ("gov_population", "gov_market_entity")]


class Noting(ParsingHere):
    """Parses here, and notes the texts it was asked for and in which order they were fetched."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.fetched: list[str] = []

    def parse(self, kind_id: str, texts: Sequence[str], learned: Learned) -> Parsed:
        self.asked += texts
        parsed = super().parse(kind_id, texts, learned)

        def noted() -> list[ParsedTexts]:
            self.fetched.extend(texts)
            return parsed()

        return noted


def told(features: Features) -> dict[str, object]:
    found: dict[str, object] = {"keys": (features.left_keys, features.right_keys)}
    for name, role in features.roles.items():
        found[name] = role.left.tolist(), role.right.tolist()
        for column in role.table.columns:
            found[f"{name}.{column}"] = role.table.decode(column, role.table.codes(column))
    return found


def prepared(parsing: Noting, left: Records = LEFT, beside: bool = True) -> Ahead:
    memory = ParseMemory()
    tables = zip((PEOPLE, FIRMS), SOURCES, strict=True)
    return Ahead(
        [partial(TakingApart, left, right, source, silent(), parsing, memory) for right, source in tables], beside
    )


@pytest.mark.parametrize("beside", [True, False])
@pytest.mark.parametrize("left", [LEFT, Records([], {name: [] for name in LEFT.fields})])
def test_nothing_else_comes_out(left: Records, beside: bool) -> None:
    memory = ParseMemory()
    expected = [
        told(take_apart(left, right, source, silent(), memory=memory))
        for right, source in zip((PEOPLE, FIRMS), SOURCES, strict=True)
    ]
    ahead = prepared(Noting(), left, beside)
    assert [told(ahead.parts(number)) for number in range(2)] == expected


def test_the_next_are_begun_where_others_parse_beside() -> None:
    noting = Noting()
    prepared(noting).parts(0)
    assert "华兴机械公司" in noting.asked
    assert "工业路90号" in noting.asked


def test_each_text_is_asked_for_once() -> None:
    noting = Noting()
    ahead = prepared(noting)
    for number in range(2):
        ahead.parts(number)
    assert noting.asked.count("华兴机械公司") == 1
    assert noting.asked.count("张三") == 1


def test_names_come_before_the_addresses_others_are_at() -> None:
    """Of both comparisons, so that nobody waits while there is something to do."""
    noting = Noting()
    prepared(noting).parts(0)
    assert noting.fetched.index("张三") < noting.fetched.index("华兴机械公司") < noting.fetched.index("工业路88号")


def test_alone_nothing_is_begun_before_its_turn() -> None:
    noting = Noting()
    prepared(noting, beside=False).parts(0)
    assert "华兴机械公司" not in noting.asked


def links(beside: Beside | None, told: list[Renames] | None = None, job: JobContext | None = None) -> list[LinkResult]:
    """The fewer people before the firms and behind them."""
    memory, sources = ParseMemory(), [*SOURCES, *reversed(SOURCES)]
    rights = (PEOPLE, FIRMS, FIRMS, PEOPLE)
    steps = [
        partial(TakingApart, LEFT, right, source, silent(), beside, memory)
        for right, source in zip(rights, sources, strict=True)
    ]

    def comparing(number: int, renames: Renames) -> Comparing:
        source = sources[number]
        if told is not None:
            told.append(renames)
        return Comparing(source, replace(shipped_model(source.model), renames=renames))

    linking = Linking(Ahead(steps, beside is not None), comparing, beside, job or silent())
    known: Renames = {"road": {"人民路": "新民路"}}
    return [linking.result(number, known) for number in range(len(steps))]


def everything(result: LinkResult) -> dict[str, object]:
    found = {one.name: getattr(result, one.name) for one in fields(result)}
    return {name: value.tolist() if isinstance(value, np.ndarray) else value for name, value in found.items()}


@pytest.fixture(scope="module")
def alone() -> list[dict[str, object]]:
    return [everything(one) for one in links(None)]


@pytest.fixture
def handed(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What a process answered to the tasks given to it."""
    had: list[object] = []
    do = Workers.do

    def noted(workers: Workers, number: int, task: Callable[[object], object], held: object) -> Future[object]:
        answer = do(workers, number, task, held)
        answer.add_done_callback(lambda done: None if done.cancelled() else had.append(done.result()))
        return answer

    monkeypatch.setattr(Workers, "do", noted)
    return had


def test_a_process_beside_links_the_same(alone: list[dict[str, object]], handed: list[object]) -> None:
    told: list[Renames] = []
    with parsing_beside(1, silent()) as beside:
        found = links(beside, told)
    assert [everything(one) for one in found] == alone
    assert [len(one.right_keys) for one in handed if isinstance(one, LinkResult)] == [1, 1]
    assert [one["road"] for one in told] == [{"人民路": "新民路"}] * 4


def test_processes_nobody_needs_any_more_are_ending() -> None:
    with parsing_beside(1, silent()) as beside:
        assert beside is not None
        links(beside)
        (worker,) = beside._workers._workers
        assert worker._process is not None and worker._process.wait(timeout=60) != 0


def test_larger_tables_are_linked_one_after_the_other(
    alone: list[dict[str, object]], handed: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(under_test, "_MOST_AT_ONCE", 1)
    with parsing_beside(1, silent()) as beside:
        assert [everything(one) for one in links(beside)] == alone
    assert not handed


def test_one_that_ends_leaves_its_links_to_this_process(
    alone: list[dict[str, object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "_MODULE", "this")
    with parsing_beside(1, silent()) as beside:
        assert [everything(one) for one in links(beside)] == alone


def test_a_cancelled_job_links_nothing_more() -> None:
    job = JobContext()
    with pytest.raises(Cancelled), parsing_beside(1, job) as beside:
        job.cancel()
        links(beside, job=job)
