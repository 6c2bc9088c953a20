"""Documents written down: CSV (RFC 4180), XLSX (ECMA-376), and a page to print (HTML) that loads nothing from elsewhere."""

from __future__ import annotations

import csv
from collections.abc import Callable
from html import escape
from io import BytesIO, StringIO
from typing import Any, NamedTuple

from ledger.sheets.sheet import Cell, Document, Sheet, inert, plain

# Excel takes a file for UTF-8 only if it begins so
_BOM = "\ufeff"
_WIDEST = 60
_STYLE = """
@page { size: A4 landscape; margin: 12mm }
body { font: 10pt/1.4 "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", sans-serif; color: #000; background: #fff; margin: 1rem }
h1 { font-size: 16pt; margin: 0 0 .3rem } h2 { font-size: 12pt; margin: 1.2rem 0 .3rem; break-after: avoid }
p { margin: .15rem 0; overflow-wrap: anywhere }
table { border-collapse: collapse; width: 100% } thead { display: table-header-group } tr { break-inside: avoid }
th, td { border: .5pt solid #666; padding: 2pt 4pt; text-align: left; vertical-align: top; overflow-wrap: anywhere }
th { background: #eee } td.n { text-align: right; font-variant-numeric: tabular-nums }
@media print { body { margin: 0 } th { -webkit-print-color-adjust: exact; print-color-adjust: exact } }
"""


class Format(NamedTuple):
    """One way of writing a document down."""

    media_type: str
    write: Callable[[Document], bytes]


def to_csv(document: Document) -> bytes:
    """UTF-8 with a byte order mark and CR LF; cells are inert; tables are parted by an empty line, each under its name."""
    out = StringIO()
    out.write(_BOM)
    writer = csv.writer(out, lineterminator="\r\n")
    for place, sheet in enumerate(document.sheets):
        if len(document.sheets) > 1:
            writer.writerows([[]] if place else [])
            writer.writerow([inert(sheet.name)])
        writer.writerow([inert(one) for one in sheet.columns])
        writer.writerows([_csv_cell(cell) for cell in row] for row in sheet.rows)
    return out.getvalue().encode()


def _csv_cell(cell: Cell) -> str | int:
    return inert(cell) if isinstance(cell, str) else "" if cell is None else cell


def to_xlsx(document: Document) -> bytes:
    """A workbook with one worksheet a table; texts are texts, never formulas; the head row stays in sight."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    book.remove(book.active)
    book.properties.title, book.properties.creator = plain(document.title), "Quanze"
    for sheet in document.sheets:
        page = book.create_sheet(plain(sheet.name)[:31])
        lines: list[tuple[Cell, ...]] = [(document.title,), (document.summary,), *((note,) for note in sheet.notes), ()]
        for number, row in enumerate((*lines, sheet.columns, *sheet.rows), 1):
            for place, value in enumerate(row, 1):
                _put(page.cell(number, place), value)
        head = len(lines) + 1
        for cell in page[head]:
            cell.font = Font(bold=True)
        page.freeze_panes = page.cell(head + 1, 1)
        page.print_title_rows, page.page_setup.orientation = f"{head}:{head}", "landscape"
        for place, column in enumerate(sheet.columns):
            widest = max((len(str(row[place])) for row in sheet.rows), default=0)
            page.column_dimensions[get_column_letter(place + 1)].width = min(max(len(column) * 2, widest) + 2, _WIDEST)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _put(cell: Any, value: Cell) -> None:
    if isinstance(value, str):
        cell.value = plain(value)
        cell.data_type = "s"  # a text that begins with = stays a text
    else:
        cell.value = value


def to_html(document: Document) -> bytes:
    """A page for the printer, without script or anything from elsewhere."""
    title, summary = escape(plain(document.title)), escape(plain(document.summary))
    language = "zh-Hans" if document.language == "zh" else "en"
    body = "".join(_section(sheet) for sheet in document.sheets)
    return (
        f'<!DOCTYPE html>\n<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style></head>\n<body><h1>{title}</h1><p>{summary}</p>{body}</body></html>\n"
    ).encode()


def _section(sheet: Sheet) -> str:
    notes = "".join(f"<p>{escape(plain(one))}</p>" for one in sheet.notes)
    head = "".join(f'<th scope="col">{escape(plain(one))}</th>' for one in sheet.columns)
    rows = "\n".join("<tr>" + "".join(map(_html_cell, row)) + "</tr>" for row in sheet.rows)
    return (
        f"<h2>{escape(plain(sheet.name))}</h2>{notes}"
        f"<table><thead><tr>{head}</tr></thead><tbody>\n{rows}\n</tbody></table>\n"
    )


def _html_cell(cell: Cell) -> str:
    if isinstance(cell, int):
        return f'<td class="n">{cell}</td>'
    return f"<td>{escape(plain(cell or ''))}</td>"


FORMATS = {
    "csv": Format("text/csv; charset=utf-8", to_csv),
    "xlsx": Format("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", to_xlsx),
    "html": Format("text/html; charset=utf-8", to_html),
}
"""By name; a file's suffix is a dot and the name."""
