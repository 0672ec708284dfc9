"""The documents that are known: those with their text, those only cited, and who cites whom."""

from __future__ import annotations

import csv
import datetime
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import cast

from knowledge import Document, DocumentRefused, Reference, Status
from knowledge.passages import document
from knowledge.reader import READABLE, read
from nlu import DocumentNumber
from nlu.text import fold, syllables

CATALOGUE = "catalogue.csv"
COLUMNS = ("key", "number", "type", "issuer", "date", "subject", "status", "file")
_LABELS: dict[str, str] = {
    "number": "số, ký hiệu",
    "type": "tên loại",
    "issuer": "cơ quan ban hành",
    "date": "ngày ban hành",
    "subject": "trích yếu",
}


def load(documents_dir: Path) -> tuple[Document, ...]:
    """Every document of the folder: those of catalogue.csv in its order, then files that it does not list.

    A loaded one is parsed from its file; what the catalogue says of it fills or corrects what the text
    tells, with a note. Raises DocumentRefused for a bad row or file, naming it and what to do.
    """
    rows = _rows(documents_dir / CATALOGUE)
    listed = {row["file"] for row in rows}
    found = [_from_row(row, documents_dir) for row in rows]
    for path in sorted(documents_dir.iterdir()):
        if (
            path.is_file()
            and path.name != CATALOGUE
            and path.name not in listed
            and not path.name.startswith(".")
        ):
            found.append(_from_file(path))
    _require_unique(found)
    return tuple(found)


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
    and the caller should show the document's real one.
    """
    wanted = syllables(named.symbol)
    same = [each for each in documents if _agrees(syllables(each.number), named.number, wanted)]
    typed = [each for each in same if named.type and fold(each.type) == fold(named.type)]
    return tuple(typed or same)


def citation(document: Document) -> str:
    """The document as others cite it (Nghị định 30/2020/NĐ-CP, annex I, II.6.b): what is unknown is left out.

    "Công văn số 356/UBND-KGVX ngày 20/01/2025 của Ủy ban nhân dân tỉnh Quảng Ngãi về việc …"
    """
    about = "về việc" if document.type == "Công văn" else "về"
    parts = [
        document.type or "Văn bản",
        f"số {document.number}" if document.number else "",
        f"ngày {document.date:%d/%m/%Y}" if document.date else "",
        f"của {document.issuer}" if document.issuer else "",
        f"{about} {document.subject}" if document.subject else "",
    ]
    return " ".join(part for part in parts if part)


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


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if tuple(reader.fieldnames or ()) != COLUMNS:
                raise DocumentRefused(
                    f"{path.name}: dòng đầu phải là “{','.join(COLUMNS)}”, "
                    f"đang là “{','.join(reader.fieldnames or ())}”."
                )
            return [{name: (row[name] or "").strip() for name in COLUMNS} for row in reader]
    except FileNotFoundError as error:
        raise DocumentRefused(f"Không thấy {path}. Mỗi thư mục văn bản phải có tệp {CATALOGUE}.") from error
    except UnicodeDecodeError as error:
        raise DocumentRefused(
            f"{path.name}: không phải bảng mã UTF-8. Hãy lưu lại dạng CSV UTF-8."
        ) from error


def _from_row(row: dict[str, str], folder: Path) -> Document:
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
    listed = Document(
        key=key,
        type=row["type"],
        number=row["number"],
        issuer=row["issuer"],
        date=_date(row["date"], key),
        subject=row["subject"],
        status=cast(Status, status),
    )
    if status == "cited only":
        return listed
    parsed = document(read(_inside(folder, row["file"])), key, row["file"])
    if parsed.key != key:
        raise DocumentRefused(
            f"{CATALOGUE}: {row['file']} ghi số {parsed.number}, không phải {row['number'] or key}. "
            "Hãy kiểm tra cột key và cột file."
        )
    return _completed(parsed, listed)


def _from_file(path: Path) -> Document:
    if path.suffix.lower() not in READABLE:
        read(path)  # refuses it, with what to do
    parsed = document(read(path), path.stem, path.name)
    return replace(parsed, notes=(*parsed.notes, f"chưa có trong {CATALOGUE}"))


def _completed(parsed: Document, listed: Document) -> Document:
    """The parsed document with the catalogue's reviewed fields, and a note for each that differs."""
    notes, values = list(parsed.notes), {}
    for name, label in _LABELS.items():
        reviewed, read_value = getattr(listed, name), getattr(parsed, name)
        if reviewed and reviewed != read_value:
            values[name] = reviewed
            said = f"văn bản ghi “{read_value}”" if read_value else "văn bản không cho biết"
            notes.append(f"{label}: lấy theo {CATALOGUE}, {said}")
    return replace(parsed, **values, notes=tuple(notes))


def _inside(folder: Path, name: str) -> Path:
    path = folder / name
    if path.parent != folder or name in ("", ".", ".."):
        raise DocumentRefused(f"{CATALOGUE}: tên tệp “{name}” phải nằm ngay trong thư mục {folder.name}.")
    return path


def _date(value: str, key: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(value) if value else None
    except ValueError as error:
        raise DocumentRefused(
            f"{CATALOGUE}, {key}: ngày phải ghi như 2025-01-20, đang là “{value}”."
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
