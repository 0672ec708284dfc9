"""The rows of catalogue.csv: what people say of each document."""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

from knowledge import Document, DocumentRefused, Status
from knowledge.references import key_of

CATALOGUE = "catalogue.csv"
Row = dict[str, str]  # the columns, and "line"
COLUMNS = (
    "key", "number", "type", "issuer", "date", "subject", "status", "file",
    "effective_on", "expired_on", "replaced_by",
)  # fmt: skip
_REQUIRED = COLUMNS[:8]  # a catalogue of version 0.1 has no more
VALIDITY = ("effective_on", "expired_on", "replaced_by")
_BOM = "\ufeff"


def read_rows(path: Path) -> list[Row]:
    """The rows of a catalogue, `line` being the number of each row's line in the file.

    Columns that an older catalogue lacks are "". Raises DocumentRefused.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            columns = tuple(reader.fieldnames or ())
            if columns not in (COLUMNS, _REQUIRED):
                raise DocumentRefused(
                    f"{path.name}: dòng đầu phải là “{','.join(COLUMNS)}”, đang là “{','.join(columns)}”."
                )
            return [
                {each: (row.get(each) or "").strip() for each in COLUMNS} | {"line": str(reader.line_num)}
                for row in reader
            ]
    except FileNotFoundError as error:
        raise DocumentRefused(f"Không thấy {path}. Mỗi thư mục văn bản phải có tệp {CATALOGUE}.") from error
    except UnicodeDecodeError as error:
        raise DocumentRefused(
            f"{path.name}: không phải bảng mã UTF-8. Hãy lưu lại dạng CSV UTF-8."
        ) from error


def written(rows: Sequence[Row], before: bytes) -> bytes:
    """The rows as a catalogue, with the byte order mark and the line ends of the one before."""
    text = before.decode("utf-8")
    file = io.StringIO()
    writer = csv.DictWriter(
        file, COLUMNS, extrasaction="ignore", lineterminator="\r\n" if "\r\n" in text else "\n"
    )
    writer.writeheader()
    writer.writerows(rows)
    return (_BOM * text.startswith(_BOM) + file.getvalue()).encode("utf-8")


def row_of(document: Document, file: str) -> Row:
    """The row of a document that was read from the file, with the fields as its text tells them."""
    return dict.fromkeys(COLUMNS, "") | {
        "key": document.key,
        "number": document.number,
        "type": document.type,
        "issuer": document.issuer,
        "date": document.date.isoformat() if document.date else "",
        "subject": document.subject,
        "status": "loaded",
        "file": file,
        "line": "",
    }


def listed(row: Row) -> Document:
    """What the row says of its document. Raises DocumentRefused when it cannot be meant so."""
    key, status = row["key"], row["status"]
    where = f"{CATALOGUE}, dòng {row['line']}"
    if not key:
        raise DocumentRefused(f"{where}: thiếu cột key (số “{row['number']}”).")
    where = f"{where}, {key}"
    if status not in ("loaded", "cited only"):
        raise DocumentRefused(f"{where}: cột status phải là “loaded” hoặc “cited only”, đang là “{status}”.")
    if (status == "loaded") != bool(row["file"]):
        raise DocumentRefused(f"{where}: văn bản “loaded” phải có cột file, “cited only” thì để trống.")
    return Document(
        key=key,
        type=row["type"],
        number=row["number"],
        issuer=row["issuer"],
        date=_date(row, "date"),
        subject=row["subject"],
        status=cast(Status, status),
        **_validity(row),
    )


def _validity(row: Row) -> dict[str, Any]:
    """Since when a document is in force, since when not, and what took its place, as far as the row says."""
    where = f"{CATALOGUE}, dòng {row['line']}, {row['key']}"
    effective, expired = _date(row, "effective_on"), _date(row, "expired_on")
    replaced = row["replaced_by"]
    if effective and expired and expired < effective:
        raise DocumentRefused(
            f"{where}: expired_on ({expired}) sớm hơn effective_on ({effective}). Hãy kiểm tra hai ngày."
        )
    if replaced and not re.search(r"\d", replaced):
        raise DocumentRefused(
            f"{where}: replaced_by phải là số, ký hiệu (như 12/QĐ-UBND) hoặc key của văn bản "
            f"thay thế, đang là “{replaced}”."
        )
    if replaced and key_of(replaced) == row["key"]:
        raise DocumentRefused(f"{where}: replaced_by ghi chính văn bản này. Hãy ghi văn bản mới.")
    return {"effective_on": effective, "expired_on": expired, "replaced_by": replaced}


def _date(row: Row, column: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(row[column]) if row[column] else None
    except ValueError as error:
        where = "" if column == "date" else f" ở cột {column}"
        raise DocumentRefused(
            f"{CATALOGUE}, dòng {row['line']}, {row['key']}: ngày phải ghi như 2025-01-20, "
            f"đang là “{row[column]}”{where}."
        ) from error
