"""Processes that parse beside this one change nothing but the time it takes, whatever becomes of them."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from census_app.foundation.errors import Cancelled
from census_app.foundation.jobs import JobContext, silent
from census_app.matching import beside, workers
from census_app.matching.beside import Beside, parsing_beside, worth_beside
from census_app.matching.entries import ParsedTexts
from census_app.matching.features import Features, take_apart
from census_app.matching.parsed_columns import ParseMemory
from census_app.matching.parsing import Parsed, ParsingHere
from census_app.matching.records import Records
from census_app.matching.sources import shipped_sources

NAMES = ["张三", "李四（二户）", None, "青岭县华兴机械有限公司", "张三"]
LEFT = Records(
    [str(row) for row in range(5)],
    {
        "cons_name": NAMES,
        "cert_no": ["11010519491231002X", None, "?", "91320334MA8R5NTR13", "110105491231002"],
        "mobile": ["13931165027/13931165028", "", None, "0311-86543210", "139****5027"],
        "elec_addr": ["青岭县柳河镇王庄村3组12号", "阳光小区3-2-501", None, "工业路88号", "🙂" * 9],
    },
)
RIGHT = Records(["a", "b"], {"person_name": ["张三", "赵六"], "home_addr": ["柳河镇王庄村三组12号", "工业路90号"]})


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "_FEW", 0)
    monkeypatch.setattr(beside, "_LEAST_PIECE", 2)
    monkeypatch.setattr(beside, "_LEAST_PIECE_OF_NAMES", 2)


@pytest.fixture
def never_answering(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Processes that start and take what they are asked, but have no answer."""
    (tmp_path / "never_answering.py").write_text("import time\ntime.sleep(600)\n", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(workers, "_MODULE", "never_answering")


def _parsed(parsing: Beside | None, job: JobContext | None = None) -> dict[str, object]:
    memory = ParseMemory()
    source = shipped_sources()["gov_population"]
    first, again = (take_apart(LEFT, RIGHT, source, job or silent(), parsing, memory) for _ in range(2))
    assert _told(first) == _told(again)
    return _told(first)


def _kept_busy(parsing: Beside, kind_id: str, text: str) -> list[Parsed]:
    """The one process is at a text, and has another on its way to it."""
    begun = [parsing.parse(kind_id, [text], ParsingHere().learn([])) for _ in range(2)]
    while not all(piece.future.running() for piece in parsing._open):
        time.sleep(0.01)
    return begun


def _told(features: Features) -> dict[str, object]:
    told: dict[str, object] = {"keys": (features.left_keys, features.right_keys)}
    for name, role in features.roles.items():
        told[name] = role.left.tolist(), role.right.tolist()
        for column in role.table.columns:
            told[f"{name}.{column}"] = role.table.decode(column, role.table.codes(column))
    return told


@pytest.fixture(scope="module")
def alone() -> dict[str, object]:
    return _parsed(None)


@pytest.mark.parametrize("processes", [1, 2])
def test_processes_change_nothing(alone: dict[str, object], processes: int) -> None:
    with parsing_beside(processes, silent()) as parsing:
        assert _parsed(parsing) == alone


def test_they_do_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    with parsing_beside(1, silent()) as parsing:
        assert parsing is not None
        learned = parsing.learn(["青岭县柳河镇王庄村3组12号"] * 9)
        assert learned().places is not None
        (piece,) = parsing._workers._workers
        piece.ask((0, learned(), "name", ["张三"]))
        assert piece.answer().texts["full"] == ["张三"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("module", ["this", "no_such_module"])
def test_one_that_ends_leaves_its_piece_to_this_process(
    monkeypatch: pytest.MonkeyPatch, alone: dict[str, object], module: str
) -> None:
    monkeypatch.setattr(workers, "_MODULE", module)
    with parsing_beside(2, silent()) as parsing:
        assert _parsed(parsing) == alone


def test_one_that_cannot_start_is_done_without(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, alone: dict[str, object]
) -> None:
    monkeypatch.setattr(beside.sys, "executable", str(tmp_path / "nothing"))
    with parsing_beside(1, silent()) as parsing:
        assert _parsed(parsing) == alone


@pytest.mark.usefixtures("never_answering")
def test_what_nobody_has_begun_is_parsed_here() -> None:
    with parsing_beside(1, silent()) as parsing:
        assert parsing is not None
        learned = ParsingHere().learn([])
        held = _kept_busy(parsing, "name", "张三")
        assert [piece.texts["full"] for piece in parsing.parse("name", ["李四", "王五", "赵六"], learned)()] == [
            ["李四"],
            ["王五", "赵六"],
        ]
        # killed over what it holds
        threading.Timer(0.1, parsing._workers.kill).start()
        assert [piece.texts["full"] for fetch in held for piece in fetch()] == [["张三"], ["张三"]]


@pytest.mark.usefixtures("never_answering")
@pytest.mark.parametrize(("worth_beginning", "order"), [(0, ["name", "address"]), (3, ["name", "gone", "address"])])
def test_addresses_are_begun_last_and_few_are_left_to_others(
    monkeypatch: pytest.MonkeyPatch, worth_beginning: int, order: list[str]
) -> None:
    met: list[str] = []
    parse_here = beside._Piece.parse_here

    def noted(piece: beside._Piece) -> ParsedTexts:
        met.append(piece.kind_id)
        return parse_here(piece)

    monkeypatch.setattr(beside._Piece, "parse_here", noted)
    monkeypatch.setattr(beside, "_WORTH_BEGINNING", worth_beginning)
    with parsing_beside(1, silent()) as parsing:
        assert parsing is not None

        def end() -> None:
            met.append("gone")
            parsing._workers.kill()

        learned = ParsingHere().learn([])
        _kept_busy(parsing, "phone", "13931165027")
        addresses = parsing.parse("address", ["工业路88号", "工业路90号"], learned)
        parsing.parse("name", ["李四"], learned)
        if "gone" in order:
            threading.Timer(0.3, end).start()
        assert [piece.texts["road"] for piece in addresses()] == [["工业路"]]
    assert met == order


@pytest.mark.usefixtures("never_answering")
def test_a_cancelled_job_does_not_wait_for_them() -> None:
    job = JobContext()
    with pytest.raises(Cancelled), parsing_beside(1, job) as parsing:
        threading.Timer(0.1, job.cancel).start()
        _parsed(parsing, job)
    assert parsing is not None
    (worker,) = parsing._workers._workers
    assert worker._process is not None and worker._process.returncode is not None


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """A large one."""
    monkeypatch.setattr(beside, "processors", lambda: 64)
    monkeypatch.setattr(beside, "memory_available", lambda: 64 << 30)
    yield monkeypatch


def test_how_many_pay(machine: pytest.MonkeyPatch) -> None:
    assert worth_beside(1_000) == 0
    many = worth_beside(1_000_000)
    assert many > 1
    machine.setattr(beside, "memory_available", lambda: None)
    assert worth_beside(1_000_000) == many
    machine.setattr(beside, "processors", lambda: 2)
    assert worth_beside(1_000_000) == 1
    machine.setattr(beside, "processors", lambda: 1)
    assert worth_beside(1_000_000) == 0


def test_none_without_memory_for_them(machine: pytest.MonkeyPatch) -> None:
    machine.setattr(beside, "memory_available", lambda: 100 << 20)
    assert worth_beside(1_000_000) == 0


def test_none_where_this_program_is_its_own_interpreter(machine: pytest.MonkeyPatch) -> None:
    machine.setattr(beside.sys, "frozen", True, raising=False)
    assert worth_beside(1_000_000) == 0


def test_a_process_that_parses_begins_without_what_only_this_one_needs() -> None:
    """Reading declarations and tables takes longer to import than all that parsing needs."""
    code = (
        "import sys; from census_app.matching.parsing_worker import parse_texts\n"
        "for kind in ('address', 'name', 'identifier', 'phone'): parse_texts(kind, ['王庄村3组12号'])\n"
        "print(sorted({'duckdb', 'pydantic', 'sqlalchemy', 'pandas'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(("texts", "processes"), [(0, 2), (1, 2), (7, 2), (1_000, 2), (1_000, 4)])
@pytest.mark.parametrize("names", [False, True])
def test_pieces_are_shares_of_what_is_left(texts: int, processes: int, names: bool) -> None:
    bounds = beside._bounds(texts, processes, names)
    sizes = [stop - start for start, stop in pairwise(bounds)]
    assert (bounds[0], bounds[-1]) == (0, texts)
    assert all(size > 0 for size in sizes)
    assert names or sizes[:1] == ([max(2, texts // processes)] if texts > 2 else [texts] * bool(texts))
    assert names or sizes == sorted(sizes, reverse=True)


def test_a_process_holds_what_tasks_are_given() -> None:
    """What is held is sent once: the process still has the first when it is named again."""
    asked = workers.Workers(1)
    try:
        assert asked.do(0, len, "ab").result() == 2
        assert asked.do(0, len, "abc").result() == 2
        assert asked.do(1, len, "abc").result() == 3
    finally:
        asked.kill()
        asked.close()
