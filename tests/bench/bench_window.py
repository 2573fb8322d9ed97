"""The problem list with a million rows, against a model that returns a constant, in one run.

    python -m tests.bench.bench_window [ROWS]

Prints CPU and wall milliseconds: open, first rows, counts, sort, filter, one wheel step and one jump of a
1600 × 900 window, each beside the constant model's, and the memory at the end.
"""

from __future__ import annotations

import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import quantiles
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt
from PySide6.QtWidgets import QApplication, QTableView

from census_app.desktop.pages.problems.columns import problem_columns
from census_app.desktop.pages.problems.delegate import ProblemDelegate
from census_app.desktop.pages.problems.table import ProblemTable
from census_app.desktop.qt_none import keep_none_alive
from census_app.desktop.tables.paged_model import PagedModel
from census_app.desktop.tables.problem_query import ProblemQuery
from census_app.desktop.tables.problem_view import ProblemView
from census_app.desktop.theme.look import look
from census_app.desktop.theme.tokens import LIGHT
from tests.desktop.states_file import write_states

STEPS = 120


class ConstantModel(QAbstractTableModel):
    """The floor: what Qt costs to ask Python at all."""

    def __init__(self, rows: int, columns: int) -> None:
        super().__init__()
        self._rows, self._columns = rows, columns

    def rowCount(self, _parent: Any = QModelIndex()) -> int:  # noqa: B008
        return self._rows

    def columnCount(self, _parent: Any = QModelIndex()) -> int:  # noqa: B008
        return self._columns

    def data(self, _index: Any, role: int = 0) -> Any:
        return "城关供电所" if role == int(Qt.ItemDataRole.DisplayRole) else None


def timed(work: Callable[[], Any]) -> tuple[Any, float, float]:
    """Result, wall and CPU milliseconds."""
    wall, cpu = time.perf_counter(), time.process_time()
    answer = work()
    return answer, (time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000


def paint_times(table: QTableView, rows: int, jump: bool) -> tuple[float, float]:
    """Median and 95th percentile of the CPU of one full repaint after a wheel step or a jump."""
    chooser, bar = random.Random(1), table.verticalScrollBar()
    times = []
    for step in range(STEPS):
        bar.setValue(chooser.randrange(max(1, rows - 40)) if jump else step * 3)
        times.append(timed(table.viewport().grab)[2])
    cut = quantiles(times, n=20)
    return cut[9], cut[18]


def main(rows: int) -> None:
    """Measure and print."""
    keep_none_alive()
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    look().apply(application, LIGHT)
    with tempfile.TemporaryDirectory() as folder:
        states = write_states(Path(folder) / "states.parquet", rows)
        today = ProblemQuery(today="2026-11-25")
        urgent = {"severity": frozenset({"urgent"})}
        view, wall, cpu = timed(lambda: ProblemView(states))
        print(f"open              wall {wall:7.1f}  cpu {cpu:7.1f}")
        for name, work in (
            ("first rows", lambda: view.preview(today)),
            ("counts", lambda: view.facets(today)),
            ("sort by text", lambda: view.make(replace(today, sort="message"))),
            ("sort by date", lambda: view.make(replace(today, sort="due_date", descending=True))),
            ("find words", lambda: view.make(replace(today, words="文昌路10号"))),
            ("two filters", lambda: view.make(replace(today, overdue=True, chosen=urgent))),
            ("default view", lambda: view.make(today)),
        ):
            made, wall, cpu = timed(work)
            print(f"{name:17} wall {wall:7.1f}  cpu {cpu:7.1f}")
        model = PagedModel(problem_columns(None))
        model.show(made, made.rows)
        table = ProblemTable(model)
        table.setItemDelegate(ProblemDelegate(model, "2026-11-25"))
        floor = QTableView()
        floor.setModel(ConstantModel(made.rows, len(model.columns)))
        floor.verticalHeader().setDefaultSectionSize(34)
        for widget in (table, floor):
            widget.resize(1600, 900)
            widget.show()
            application.processEvents()
        for name, jump in (("step", False), ("jump", True)):
            own, bare = paint_times(table, made.rows, jump), paint_times(floor, made.rows, jump)
            print(
                f"{name}  cpu p50 {own[0]:5.1f} p95 {own[1]:5.1f}   constant {bare[0]:5.1f} {bare[1]:5.1f}"
                f"   ratio {own[0] / bare[0]:.2f} {own[1] / bare[1]:.2f}"
            )
        print(f"rows {made.rows:,}, peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
        for widget in (table, floor):
            widget.close()
        model.show(None, 0)
        view.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
