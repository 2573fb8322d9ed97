"""How a text file is cut into cells: the delimiter, the usual number of cells, where the table begins."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass

from census_app.foundation.errors import BadInput

QUOTE = '"'
DELIMITER_NAMES = {",": "逗号", "\t": "制表符", ";": "分号", "|": "竖线"}
_SAMPLE_RECORDS = 400
_COUNTED_WIDTH = 20
_MIN_SHARE = 0.3


@dataclass(frozen=True)
class Dialect:
    """`width` cells per record; the first record of that width starts after `leading_lines` physical lines."""

    delimiter: str
    width: int
    leading_lines: int
    leading: tuple[tuple[int, tuple[str, ...]], ...]

    @property
    def text(self) -> str:
        """For people: what was detected."""
        return f"{DELIMITER_NAMES[self.delimiter]}分隔，{self.width} 列"


def detect_dialect(sample: str, one_column: bool = False) -> Dialect:
    """The dialect of the file's first lines (whole lines); `BadInput` when there is no delimiter at all, unless the
    file may be a mere list: `one_column`."""
    best: tuple[float, str, int] | None = None
    for delimiter in DELIMITER_NAMES:
        counts = Counter(len(cells) for cells in _records(sample, delimiter) if any(cells))
        wide = {width: count for width, count in counts.items() if width > 1}
        if not wide:
            continue
        width = max(wide, key=lambda candidate: (wide[candidate], candidate))
        share = wide[width] / sum(counts.values())
        score = share * min(width, _COUNTED_WIDTH)
        if share >= _MIN_SHARE and (best is None or score > best[0]):
            best = (score, delimiter, width)
    if best is None and one_column:
        return _with_leading(sample, next(iter(DELIMITER_NAMES)), 1)
    if best is None:
        raise BadInput(
            "不是表格：找不到把各行分成相同列数的分隔符（逗号、制表符、分号、竖线）",
            "检查文件内容，或在 Excel 里打开后另存为 xlsx",
        )
    return _with_leading(sample, best[1], best[2])


def _records(sample: str, delimiter: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter, quotechar=QUOTE)
    records = []
    try:
        for cells in reader:
            records.append(cells)
            if len(records) == _SAMPLE_RECORDS:
                break
    except csv.Error:
        return records
    return records


def _with_leading(sample: str, delimiter: str, width: int) -> Dialect:
    """Rows of another width before the first row of the usual width are titles, not ragged rows."""
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter, quotechar=QUOTE)
    leading: list[tuple[int, tuple[str, ...]]] = []
    lines = 0
    for number, cells in enumerate(reader, start=1):
        if len(cells) == width:
            break
        if any(cell.strip() for cell in cells):
            leading.append((number, tuple(cells)))
        lines = reader.line_num
    return Dialect(delimiter, width, lines, tuple(leading))
