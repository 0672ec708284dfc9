"""The documents that are known: those with their text, those only cited, and who cites whom."""

from __future__ import annotations

import csv
import datetime
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from knowledge import Document, DocumentRefused, Reference, Status
from knowledge.cited import cited_only
from knowledge.passages import documents, name
from knowledge.reader import READABLE, read
from knowledge.references import key_of
from nlu import DocumentNumber
from nlu.text import fold, syllables

CATALOGUE = "catalogue.csv"
COLUMNS = (
    "key", "number", "type", "issuer", "date", "subject", "status", "file",
    "effective_on", "expired_on", "replaced_by",
)  # fmt: skip
_REQUIRED = COLUMNS[:8]  # a catalogue of version 0.1 has no more
_LABELS: dict[str, str] = {
    "number": "số, ký hiệu",
    "type": "tên loại",
    "issuer": "cơ quan ban hành",
    "date": "ngày ban hành",
    "subject": "trích yếu",
}
_VALIDITY = ("effective_on", "expired_on", "replaced_by")


def load(documents_dir: Path) -> tuple[Document, ...]:
    """Every document of the folder: those of catalogue.csv in its order, then what else is known.

    A loaded one is parsed from its file; what the catalogue says of it fills or corrects what the text
    tells, with a note. One attached behind another's signature follows it. A document that is cited but
    has neither row nor file gets a "cited only" record of what the citing words tell. Raises
    DocumentRefused for a bad row or file, naming it and what to do.
    """
    rows = read_rows(documents_dir / CATALOGUE)
    files = _read(rows, documents_dir)
    found = [document for row in rows for document in _from_row(row, rows, files)]
    for path in sorted(documents_dir.iterdir()):
        if path.is_file() and path.name not in (CATALOGUE, *files) and not path.name.startswith("."):
            found += _from_file(path)
    found = _supplied(found)
    _require_unique(found)
    found += cited_only(found)
    return tuple(_attached_as(found))


def cites(documents: Iterable[Document], key: str) -> tuple[Reference, ...]:
    """The documents that this one cites, in order of its text; a target may be known only from there."""
    return tuple(ref for each in documents if each.key == key for ref in each.references)


def cited_by(documents: Iterable[Document], key: str) -> tuple[Reference, ...]:
    """Where other documents cite this one."""
    return tuple(ref for each in documents if each.key != key for ref in each.references if ref.target == key)


def find(documents: Iterable[Document], named: DocumentNumber) -> tuple[Document, ...]:
    """The documents that a person may mean by "KH 324", "324-KH/TU" or "cv356".

    The running number must be the same, and so must the symbol if one was given (its beginning is
    enough). Those of the type named come alone if there are any; otherwise the type is taken as a slip,
    and the caller should show the document's real one. "Kế hoạch 88" may be the plan
    attached to Quyết định 88.
    """
    known = list(documents)
    wanted = syllables(named.symbol)
    same = [each for each in known if _agrees(syllables(each.number), named.number, wanted)]
    typed = [each for each in same if named.type and fold(each.type) == fold(named.type)]
    behind = [d for each in same for d in attachments(known, each.key) if fold(d.type) == fold(named.type)]
    return tuple(typed or behind or same)


def citation(document: Document) -> str:
    """The document as others cite it (Nghị định 30/2020/NĐ-CP, annex I, II.6.b): what is unknown is left out.

    "Công văn số 356/UBND-KGVX ngày 20/01/2025 của Ủy ban nhân dân tỉnh Quảng Ngãi về việc …"; one attached
    to another names that: "Kế hoạch về … (kèm theo Quyết định số … ngày … của …)"; one whose header is
    lost is named by its file.
    """
    about = "về việc" if document.type == "Công văn" else "về"
    subject = f" {about} {document.subject}" if document.subject else ""
    if document.attached_as and not document.number:
        return f"{document.type or 'Văn bản'}{subject} (kèm theo {document.attached_as})"
    if not (document.number or subject):
        return f"{document.type or 'Văn bản'} chưa rõ số, ký hiệu (tệp {document.source or document.key})"
    return f"{name(document.type, document.number, document.date, document.issuer)}{subject}"


def attachments(documents: Iterable[Document], key: str) -> tuple[Document, ...]:
    """The documents that are attached to this one, in order."""
    return tuple(each for each in documents if each.attached_to == key)


def short_citation(document: Document) -> str:
    """What tells the document from all others once it is known: "Công văn số 356/UBND-KGVX ngày 20/01/2025".

    One without a number is told by its subject.
    """
    parts = [
        document.type or "Văn bản",
        f"số {document.number}" if document.number else f"về {document.subject}" if document.subject else "",
        f"ngày {document.date:%d/%m/%Y}" if document.date else "",
    ]
    return " ".join(part for part in parts if part)


def _agrees(number: list[str], running: str, symbol: list[str]) -> bool:
    """Whether a document's number, cut in syllables, has this running number and a symbol that begins so."""
    if not number or number[0].lstrip("0") != fold(running).strip().lstrip("0"):
        return False
    return not symbol or number[1 : 1 + len(symbol)] == symbol


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a catalogue; columns that an older one lacks are "". Raises DocumentRefused."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            columns = tuple(reader.fieldnames or ())
            if columns not in (COLUMNS, _REQUIRED):
                raise DocumentRefused(
                    f"{path.name}: dòng đầu phải là “{','.join(COLUMNS)}”, đang là “{','.join(columns)}”."
                )
            return [{each: (row.get(each) or "").strip() for each in COLUMNS} for row in reader]
    except FileNotFoundError as error:
        raise DocumentRefused(f"Không thấy {path}. Mỗi thư mục văn bản phải có tệp {CATALOGUE}.") from error
    except UnicodeDecodeError as error:
        raise DocumentRefused(
            f"{path.name}: không phải bảng mã UTF-8. Hãy lưu lại dạng CSV UTF-8."
        ) from error


def _from_row(
    row: dict[str, str], rows: list[dict[str, str]], files: dict[str, tuple[Document, ...]]
) -> list[Document]:
    """The document of the row, and those attached to it that have no row of their own."""
    listed = _listed(row)
    if listed.status == "cited only":
        return [listed]
    parsed = files[row["file"]]
    own = next((each for each in parsed if each.key == listed.key), None)
    if own is None:
        raise DocumentRefused(
            f"{CATALOGUE}: {row['file']} ghi số {parsed[0].number}, "
            f"không phải {row['number'] or listed.key}. "
            "Hãy kiểm tra cột key và cột file."
        )
    keys = {other["key"] for other in rows}
    rest = [each for each in parsed[1:] if each.key not in keys] if own is parsed[0] else []
    return [_completed(own, listed), *rest]


def _listed(row: dict[str, str]) -> Document:
    key, status = row["key"], row["status"]
    if not key:
        raise DocumentRefused(f"{CATALOGUE}: có dòng thiếu cột key (số “{row['number']}”).")
    if status not in ("loaded", "cited only"):
        raise DocumentRefused(
            f"{CATALOGUE}, {key}: cột status phải là “loaded” hoặc “cited only”, đang là “{status}”."
        )
    if (status == "loaded") != bool(row["file"]):
        raise DocumentRefused(
            f"{CATALOGUE}, {key}: văn bản “loaded” phải có cột file, “cited only” thì để trống."
        )
    return Document(
        key=key,
        type=row["type"],
        number=row["number"],
        issuer=row["issuer"],
        date=_date(row["date"], key, "date"),
        subject=row["subject"],
        status=cast(Status, status),
        **_validity(row),
    )


def _validity(row: dict[str, str]) -> dict[str, Any]:
    """Since when a document is in force, since when not, and what took its place, as far as the row says."""
    key = row["key"]
    effective = _date(row["effective_on"], key, "effective_on")
    expired = _date(row["expired_on"], key, "expired_on")
    replaced = row["replaced_by"]
    if effective and expired and expired < effective:
        raise DocumentRefused(
            f"{CATALOGUE}, {key}: expired_on ({expired}) sớm hơn effective_on ({effective}). "
            "Hãy kiểm tra hai ngày."
        )
    if replaced and not re.search(r"\d", replaced):
        raise DocumentRefused(
            f"{CATALOGUE}, {key}: replaced_by phải là số, ký hiệu (như 12/QĐ-UBND) hoặc key của văn bản "
            f"thay thế, đang là “{replaced}”."
        )
    if replaced and key_of(replaced) == key:
        raise DocumentRefused(f"{CATALOGUE}, {key}: replaced_by ghi chính văn bản này. Hãy ghi văn bản mới.")
    return {"effective_on": effective, "expired_on": expired, "replaced_by": replaced}


def _read(rows: list[dict[str, str]], folder: Path) -> dict[str, tuple[Document, ...]]:
    """What each file of the catalogue holds; a document whose text lost its number has the key of its row."""
    files: dict[str, tuple[Document, ...]] = {}
    for row in rows:
        if (file := row["file"]) and file not in files:
            files[file] = documents(read(_inside(folder, file)), row["key"], file)
    return files


def _from_file(path: Path) -> list[Document]:
    if path.suffix.lower() not in READABLE:
        read(path)  # refuses it, with what to do
    parsed = documents(read(path), path.stem, path.name)
    return [replace(each, notes=(*each.notes, f"chưa có trong {CATALOGUE}")) for each in parsed]


def _supplied(found: list[Document]) -> list[Document]:
    """The documents, a "cited only" row whose text has meanwhile come as a file joined with it."""
    files = {each.key: each for each in found if each.status == "loaded"}
    joined: list[Document] = []
    for each in found:
        if each.status == "cited only" and each.key in files:
            own = _completed(files[each.key], each)
            note = f"{CATALOGUE} còn ghi “cited only”: nay đã có toàn văn, hãy sửa cột status và cột file"
            joined.append(replace(own, notes=(*own.notes, note)))
        else:
            joined.append(each)
    taken = {id(files[each.key]) for each in found if each.status == "cited only" and each.key in files}
    return [each for each in joined if id(each) not in taken]


def _attached_as(found: list[Document]) -> list[Document]:
    """The documents, each attached one with the name of what it belongs to as the catalogue has it."""
    by_key = {each.key: each for each in found}
    return [
        replace(each, attached_as=name(of.type, of.number, of.date, of.issuer))
        if each.attached_to and (of := by_key.get(each.attached_to)) and of.number and not each.attached_as
        else each
        for each in found
    ]


def _completed(parsed: Document, listed: Document) -> Document:
    """The parsed document with the catalogue's reviewed fields, and a note for each that differs."""
    values: dict[str, Any] = {}
    notes = list(parsed.notes)
    for field, label in _LABELS.items():
        reviewed, read_value = getattr(listed, field), getattr(parsed, field)
        if reviewed and reviewed != read_value:
            values[field] = reviewed
            said = f"văn bản ghi “{read_value}”" if read_value else "văn bản không cho biết"
            notes.append(f"{label}: lấy theo {CATALOGUE}, {said}")
    values |= {each: getattr(listed, each) for each in _VALIDITY}
    return replace(parsed, **values, notes=tuple(notes))


def _inside(folder: Path, file: str) -> Path:
    path = folder / file
    if path.parent != folder or file in ("", ".", ".."):
        raise DocumentRefused(f"{CATALOGUE}: tên tệp “{file}” phải nằm ngay trong thư mục {folder.name}.")
    return path


def _date(value: str, key: str, column: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(value) if value else None
    except ValueError as error:
        where = "" if column == "date" else f" ở cột {column}"
        raise DocumentRefused(
            f"{CATALOGUE}, {key}: ngày phải ghi như 2025-01-20, đang là “{value}”{where}."
        ) from error


def _require_unique(found: list[Document]) -> None:
    seen: dict[str, Document] = {}
    for each in found:
        if each.key in seen:
            first, second = (d.source or CATALOGUE for d in (seen[each.key], each))
            raise DocumentRefused(
                f"Văn bản {each.number or each.key} có hai lần: {first} và {second}. Hãy bỏ một."
            )
        seen[each.key] = each
