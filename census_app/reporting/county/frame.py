"""Title lines and print set-up shared by the summary's sheets."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from census_app.foundation.text_width import display_width
from census_app.foundation.weeks import numbered_week
from census_app.foundation.workbooks import palette
from census_app.foundation.workbooks.cells import Styles
from census_app.reporting.county.model import CountySummary

WIDEST_UNIT = 44


def unit_width(summary: CountySummary, least: int, most: int = WIDEST_UNIT) -> int:
    """How wide the column of the units is, so that names that begin alike stay apart; what is longer still shrinks."""
    longest = max((display_width(unit.name) for unit in summary.units), default=0)
    return min(most, max(least, longest + 2))


def week_words(week: str) -> str:
    """`2026-W48` → `2026年第48周`."""
    year, number = week.split("-W")
    return f"{year}年第{int(number)}周"


def write_title(
    sheet: Worksheet, styles: Styles, summary: CountySummary, title: str, last: int, extra: str = ""
) -> None:
    """Rows 1–2: what the sheet shows, and of which county, week and data."""
    sheet.set_row(0, 30)
    sheet.merge_range(0, 0, 0, last, title, styles.get(bold=True, font_size=18))
    parts = [summary.county, week_words(summary.week), f"数据日期 {summary.data_date.isoformat()}"]
    if summary.week_before:
        parts.append(f"与{numbered_week(summary.week_before, summary.week)}比")
    if summary.repeats:
        parts.append(f"本周没有新数据，账与{numbered_week(summary.repeats, summary.week)}相同，不是新发生的")
    if extra:
        parts.append(extra)
    sheet.merge_range(1, 0, 1, last, "　｜　".join(parts), styles.get(font_color=palette.MUTE))


def set_up_page(sheet: Worksheet, summary: CountySummary, height: int = 0, scale: int | None = None) -> None:
    """A4 landscape, the run and chain head in the footer; one page wide, or at `scale` per cent.

    Excel ignores manual page breaks on sheets that are fitted to a width, so such sheets give a scale.
    """
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    if scale is None:
        sheet.fit_to_pages(1, height)
    else:
        sheet.set_print_scale(scale)
    sheet.hide_gridlines(2)
    label = f"{summary.pack_label}　{summary.run_label}　链头 {summary.chain_head}"
    sheet.set_footer(f"&L&8 {label}&R&8 第 &P / &N 页")


def header_style(styles: Styles) -> object:
    """Dark header cells."""
    return styles.boxed(bold=True, bg_color=palette.HEADER, font_color="#FFFFFF", align="center", text_wrap=True)
