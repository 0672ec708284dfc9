"""The tables of an export as an XLSX workbook, laid out as an office's table (Nghị định 30/2020/NĐ-CP).

Rows are written one after the other and not kept (XlsxWriter's constant_memory).
"""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlsxwriter

from bot.figures import paper
from bot.figures.charts import DPI
from bot.figures.labels import Labels
from bot.figures.tables import Cell, Table

HEADER_ROW = 9  # of a table's column heads, counted from 0; above it stands the title block

_LONGEST = 32_767  # characters in a cell (Excel's limit)
_FONT = "Times New Roman"
# Between the tops of two charts, each row of 20 pixels of a screen's 96 an inch.
_CHART_ROWS, _FIRST_CHART_ROWS = 32, 24
_CHART_IN, _FIRST_CHART_IN = 6.4, 4.8  # the most height of one, and of the one below the title block
# What XML 1.0 does not allow, and lone surrogates, which UTF-8 does not.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

_RULE_PT = 8  # the size of the strokes that a line below a head's text is made of, each half as wide
_RULE_ROW, _DATE_ROW, _TITLE_ROW = 2, 3, 5
_GAPS_PT = {_RULE_ROW: 7, 4: 9, HEADER_ROW - 1: 10}  # rows without text
_TITLE_PT = 14
_HEADS_PT = 6  # of a head's height above and below its text

_SPACE = "_0"  # as wide as a figure, beside a number; LibreOffice 7.4 forgets an indent there

_FORMATS: dict[str, dict[str, Any]] = {
    "plain": {},
    "centred": {"align": "center", "text_wrap": True},
    "bold": {"align": "center", "bold": True, "text_wrap": True},
    "rule": {"align": "center", "valign": "bottom", "font_size": _RULE_PT},
    "italic": {"align": "center", "italic": True},
    "title": {"align": "center", "bold": True, "font_size": _TITLE_PT, "text_wrap": True},
    "head": {"align": "center", "bold": True, "border": 1, "text_wrap": True, "bg_color": "#E7E6E6"},
    "order": {"border": 1, "valign": "top", "align": "center"},
    "text": {"border": 1, "valign": "top", "align": "left", "indent": 1, "text_wrap": True},
    "number": {"border": 1, "valign": "top", "align": "right", "num_format": "#,##0" + _SPACE},
    "share": {"border": 1, "valign": "top", "align": "right", "num_format": "0.0%" + _SPACE},
    "date": {"border": 1, "valign": "top", "align": "center", "num_format": "dd/mm/yyyy"},
    "moment": {"border": 1, "valign": "top", "align": "center", "num_format": "dd/mm/yyyy hh:mm"},
}
_FORMATS |= {f"total_{name}": {**_FORMATS[name], "bold": True} for name in ("text", "number")}


@dataclass(frozen=True)
class Letterhead:
    """What stands above and below each table; `period` and `taken` are its lines under the title."""

    parent: str
    office: str
    place: str
    day: datetime.date
    period: str
    taken: str


def write(
    path: Path,
    tables: Sequence[Table],
    charts: Mapping[str, bytes],
    letterhead: Letterhead,
    labels: Labels,
    chart_title: str,
) -> None:
    """Nothing; writes the workbook, with the charts (PNG by what they show) on a last sheet."""
    options = {
        "constant_memory": True,
        "tmpdir": str(path.parent),
        "default_format_properties": {"font_name": _FONT, "font_size": paper.FONT_PT},
    }
    with xlsxwriter.Workbook(path, options) as book:
        book.set_size(2400, 1300)
        writer = _Writer(book, letterhead, labels)
        for table in tables:
            writer.table(table)
        writer.charts(charts, chart_title)


def clean(text: str) -> str:
    """The text as a cell of a workbook can hold it: its line breaks "\\n", nothing that breaks XML."""
    text = _NOT_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


class _Writer:
    """Writes the sheets of one workbook."""

    def __init__(self, book: Any, letterhead: Letterhead, labels: Labels) -> None:
        self._book = book
        self._letterhead = letterhead
        self._labels = labels
        middle = {"valign": "vcenter"}
        self._formats = {name: book.add_format({**middle, **extra}) for name, extra in _FORMATS.items()}

    def table(self, table: Table) -> None:
        """Nothing; adds the table's sheet: title block, heads, rows, total, note, signatures.

        Columns that are not printed stand at the right of the printed ones.
        """
        printed = sum(column.printed for column in table.columns)
        layout = paper.lay_out([column.width for column in table.columns], printed)
        sheet = self._sheet(table.sheet, layout)
        sheet.set_default_row(paper.ROW_PT)
        self._title_block(sheet, table.title, layout, printed)
        self._heads(sheet, table, layout)
        row, rooms = HEADER_ROW, layout.rooms()
        for cells in table.rows:
            row += 1
            sheet.set_row(row, paper.height(cells, rooms))
            sheet.write_number(row, 0, cells[0], self._formats["order"])
            for place, cell in enumerate(cells[1:], 1):
                self._cell(sheet, row, place, cell)
        sheet.autofilter(HEADER_ROW, 0, max(row, HEADER_ROW + 1), len(table.columns) - 1)
        sheet.freeze_panes(HEADER_ROW + 1, 0)
        sheet.repeat_rows(HEADER_ROW)
        end = self._below(sheet, row + 1, table, layout, printed)
        sheet.print_area(0, 0, end, printed - 1)

    def charts(self, charts: Mapping[str, bytes], title: str) -> None:
        """Nothing; adds the sheet of the charts, one below the other, each on a page of its own."""
        layout = paper.lay_out([11] * 12, 12)
        sheet = self._sheet(self._labels.sheets["chart"].name, layout)
        self._title_block(sheet, title, layout, 12)
        second = HEADER_ROW + _FIRST_CHART_ROWS
        tops = [HEADER_ROW, *(second + n * _CHART_ROWS for n in range(len(charts) - 1))]
        for place, (what, png) in enumerate(charts.items()):
            most = _CHART_IN if place else _FIRST_CHART_IN
            scale = min(1.0, most * DPI / int.from_bytes(png[20:24]))  # a PNG's height stands there
            options = {
                "image_data": io.BytesIO(png),
                "x_scale": scale,
                "y_scale": scale,
                "description": what,
            }
            sheet.insert_image(tops[place], 0, "chart.png", options)
        sheet.set_h_pagebreaks(tops[1:])

    def _sheet(self, name: str, layout: paper.Layout) -> Any:
        """A new sheet, set up to be printed on A4, landscape, one page wide."""
        sheet = self._book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.set_margins(**paper.MARGINS_IN)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&C" + self._labels("page"))
        sheet.hide_gridlines(2)
        for place, width in enumerate(layout.pixels):
            sheet.set_column_pixels(place, place, width, self._formats["plain"])
        return sheet

    def _title_block(self, sheet: Any, title: str, layout: paper.Layout, printed: int) -> None:
        head, say, last = self._letterhead, self._labels, printed - 1
        office, motto = head.office.upper(), say("motto_2")
        halves = layout.halves(printed)
        for row, gap in _GAPS_PT.items():
            sheet.set_row(row, gap)
        # Nghị định 30: a line below the office's name, a third to a half as long; one as long as the motto.
        for row, left, right, styles in (
            (0, head.parent.upper(), say("motto_1"), ("centred", "bold")),
            (1, office, motto, ("bold", "bold")),
            (_RULE_ROW, _rule(office, halves[0], 0.4), _rule(motto, halves[1], 1), ("rule", "rule")),
            (_DATE_ROW, "", self._place_and_date(), ("italic", "italic")),
        ):
            if row not in _GAPS_PT:
                sheet.set_row(row, paper.height((left, right), halves))
            self._across(sheet, row, 0, layout.middle, left, styles[0])
            self._across(sheet, row, layout.middle + 1, last, right, styles[1])
        sheet.set_row(_TITLE_ROW, _title_height(title, sum(halves)))
        for row, text, style in (
            (_TITLE_ROW, title, "title"),
            (_TITLE_ROW + 1, head.period, "centred"),
            (_TITLE_ROW + 2, head.taken, "italic"),
        ):
            self._across(sheet, row, 0, last, text, style)

    def _place_and_date(self) -> str:
        # Nghị định 30: days below 10 and the months 1 and 2 with a nought before them.
        head, day = self._letterhead, self._letterhead.day
        month = f"{day.month:02d}" if day.month < 3 else str(day.month)
        return self._labels("place_date", place=head.place, day=f"{day.day:02d}", month=month, year=day.year)

    def _heads(self, sheet: Any, table: Table, layout: paper.Layout) -> None:
        """Nothing; writes the heads of the columns."""
        headings = [clean(column.heading) for column in table.columns]
        sheet.set_row(HEADER_ROW, paper.height(headings, layout.rooms(bold=True)) + _HEADS_PT)
        for place, heading in enumerate(headings):
            sheet.write_string(HEADER_ROW, place, heading, self._formats["head"])

    def _below(self, sheet: Any, row: int, table: Table, layout: paper.Layout, printed: int) -> int:
        """The last row of the total, when the table has one, the note and the places for two signatures."""
        middle, last = layout.middle, printed - 1
        if table.total:
            cells = [
                table.total_label if place == 1 else table.total.get(column.key)
                for place, column in enumerate(table.columns)
            ]
            sheet.set_row(row, paper.height(cells, layout.rooms(bold=True)))
            for place, cell in enumerate(cells):
                self._cell(sheet, row, place, cell, "total_")
            row += 1
        if row == HEADER_ROW + 1:
            self._across(sheet, row, 0, last, self._labels("nothing"), "italic")
            row += 1
        if table.note:
            sheet.write_string(row, 0, table.note, self._formats["plain"])
            row += 1
        for offset, left, right, style in (
            (1, "compiler", "head", "bold"),
            (2, "compiler_signs", "head_signs", "italic"),
        ):
            self._across(sheet, row + offset, 0, middle, self._labels(left), style)
            self._across(sheet, row + offset, middle + 1, last, self._labels(right), style)
        return row + 2

    def _across(self, sheet: Any, row: int, first: int, last: int, text: str, style: str) -> None:
        """Nothing; writes the text over the columns of one row."""
        if last > first:
            sheet.merge_range(row, first, row, last, "", self._formats[style])
        sheet.write_string(row, first, clean(text), self._formats[style])

    def _cell(self, sheet: Any, row: int, place: int, cell: Cell, style: str = "") -> None:
        """Nothing; writes the cell by what it is: text is never taken for a formula or a link."""
        formats = self._formats
        match cell:
            case None | "":
                sheet.write_blank(row, place, None, formats[f"{style}text"])
            case str():
                sheet.write_string(row, place, clean(cell), formats[f"{style}text"])
            case datetime.datetime():
                sheet.write_datetime(row, place, cell, formats["moment"])
            case datetime.date():
                sheet.write_datetime(row, place, cell, formats["date"])
            case float():
                sheet.write_number(row, place, cell, formats["share"])
            case _:
                sheet.write_number(row, place, cell, formats[f"{style}number"])


def _rule(text: str, room: float, share: float) -> str:
    """A line of so much of the text's width, at most of the room's half, drawn with strokes."""
    return "_" * int(min(paper.width(text) * share, room * share) / (_RULE_PT / 2))


def _title_height(title: str, room: float) -> float:
    larger = _TITLE_PT / paper.FONT_PT
    return paper.height([title], [room / larger]) * larger
