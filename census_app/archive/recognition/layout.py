"""Where the header is: titles above it, one to three rows of it, rows of units or column numbers under it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from census_app.archive.readers.grid import Grid
from census_app.archive.recognition.headers import Header, header_key, header_unit, read_header
from census_app.archive.recognition.names import LEAST_ALIAS, NameIndex
from census_app.archive.recognition.words import shipped_words

Cells = list[str | None]
_MAX_DEPTH = 3
_MIN_HITS = 2
_LEAST_KNOWN = _MIN_HITS * LEAST_ALIAS  # two names the dictionary lists, aliases as good as names
_MIN_SHARE = 0.25
_DEEPER_GAIN = 1


@dataclass
class Layout:
    """Source rows above the data by kind; `headers` and `units` by column index (None where a column has no name)."""

    titles: list[int] = field(default_factory=list)
    header_rows: list[int] = field(default_factory=list)
    unit_rows: list[int] = field(default_factory=list)
    headers: list[Header | None] = field(default_factory=list)
    units: list[str | None] = field(default_factory=list)

    @property
    def last_row(self) -> int:
        """The last source row that is not data."""
        return max([*self.titles, *self.header_rows, *self.unit_rows], default=0)


def find_layout(grid: Grid, index: NameIndex) -> Layout | None:
    """The most convincing header among the first rows; None when no row names at least two known columns."""
    best: tuple[float, int, int] | None = None
    rows = grid.preview[: shipped_words().header_rows]
    alone = [_hits(joined_headers(grid, start, 1), index) for start in range(len(rows))]
    for start in range(len(rows)):
        for depth in range(1, min(_MAX_DEPTH, len(rows) - start) + 1):
            if not alone[start + depth - 1][0] or sum(hits for hits, _ in alone[start : start + depth]) < _LEAST_KNOWN:
                continue
            hits, named = alone[start] if depth == 1 else _hits(joined_headers(grid, start, depth), index)
            if hits < _LEAST_KNOWN or hits < named * _MIN_SHARE:
                continue
            score = hits - (depth - 1) * _DEEPER_GAIN - start * 0.01
            if best is None or score > best[0]:
                best = (score, start, depth)
    return layout_at(grid, best[1], best[2], index) if best else None


def layout_at(grid: Grid, start: int, depth: int, index: NameIndex) -> Layout:
    """The layout whose header is `depth` preview rows from the preview's `start`."""
    rows = grid.preview
    layout = Layout(titles=[number for number, _ in rows[:start]])
    layout.header_rows = [number for number, _ in rows[start : start + depth]]
    layout.headers = joined_headers(grid, start, depth)
    layout.units = [header.unit if header else None for header in layout.headers]
    for number, cells in rows[start + depth :]:
        if _is_unit_row(cells):
            layout.unit_rows.append(number)
            layout.units = [known or _cell_unit(cell) for known, cell in zip(layout.units, cells, strict=True)]
        elif _is_numbering(cells) or _is_second_header(cells, layout.headers, index):
            layout.header_rows.append(number)
        else:
            break
    return layout


def joined_headers(grid: Grid, start: int, depth: int) -> list[Header | None]:
    """One header per column out of `depth` rows: `group/leaf`, where a merged group stands over several leaves."""
    rows = [_spread(grid, position) for position in range(start, start + depth)]
    headers: list[Header | None] = []
    for column in range(grid.width):
        texts: list[str] = []
        for row in rows:
            text = (row[column] or "").strip()
            if text and text not in texts:
                texts.append(text)
        headers.append(_joined(texts) if texts else None)
    return headers


def _joined(texts: list[str]) -> Header:
    if len(texts) == 1:
        return read_header(texts[0])
    leaf = read_header(texts[-1])
    whole = "".join(texts)
    parent = read_header(texts[0])
    spellings = dict([(header_key(whole), 1.0), *leaf.spellings])
    return Header(
        "/".join(" ".join(text.split()) for text in texts), tuple(spellings.items()), leaf.unit or parent.unit
    )


def _spread(grid: Grid, position: int) -> Cells:
    """The row's cells with each horizontally merged text standing over all its columns."""
    number, cells = grid.preview[position]
    spread = list(cells)
    for top, left, bottom, right in grid.merged:
        if top == number - 1 and left < len(cells) and right > left and right - left + 1 < max(len(cells), 2):
            for column in range(left, min(right + 1, len(cells))):
                spread[column] = spread[column] or cells[left]
        elif top < number - 1 <= bottom and left < len(cells) and right > left:
            continue
    return spread


def _hits(headers: Sequence[Header | None], index: NameIndex) -> tuple[float, int]:
    """How many fields are known in the table that knows most of them, and how many columns have a name at all."""
    found: dict[str, dict[str, float]] = {}
    named = 0
    for header in headers:
        if header is None:
            continue
        named += 1
        for table in index.tables_knowing(header):
            match = index.matches(table, header)[0]
            fields = found.setdefault(table, {})
            fields[match.field] = max(fields.get(match.field, 0.0), match.confidence)
    return max((sum(fields.values()) for fields in found.values()), default=0.0), named


def _is_unit_row(cells: Cells) -> bool:
    """Units or filler (必填, 文本 …) in every cell that is not empty, at least one of them."""
    texts = [text for text in cells if text and text.strip()]
    filler = {header_key(word) for word in shipped_words().filler}
    return bool(texts) and all(_cell_unit(text) or header_key(text.strip("()（）")) in filler for text in texts)


def _cell_unit(cell: str | None) -> str | None:
    return header_unit(cell.strip().strip("()（）[]【】")) if cell and cell.strip() else None


def _is_numbering(cells: Cells) -> bool:
    """`1 2 3 …` under a header: columns numbered, not data."""
    texts = [(column, text.strip().strip("()（）栏列")) for column, text in enumerate(cells) if text and text.strip()]
    if len(texts) < 4 or not all(text.isdigit() for _, text in texts):
        return False
    numbers = [int(text) for _, text in texts]
    return all(right - left == 1 for left, right in pairwise(numbers)) and numbers[0] <= 1


def _is_second_header(cells: Cells, headers: Sequence[Header | None], index: NameIndex) -> bool:
    """The same header once more in other words (Chinese names over column codes)."""
    texts = [(column, text) for column, text in enumerate(cells) if text and text.strip()]
    if len(texts) < _MIN_HITS:
        return False
    known = 0
    for column, text in texts:
        header = headers[column]
        if header is None:
            continue
        second = read_header(text)
        shared = index.tables_knowing(second) & index.tables_knowing(header)
        known += any(index.matches(t, second)[0].field == index.matches(t, header)[0].field for t in shared)
    return known * 2 > len(texts)
