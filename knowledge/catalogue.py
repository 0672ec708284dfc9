"""The documents that are known: those with their text, those only cited, and who cites whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from knowledge import Document, DocumentRefused, DocumentsRefused, Reference
from knowledge.cited import cited_only
from knowledge.folder import Parsed, look, parse
from knowledge.passages import name
from knowledge.references import key_of
from knowledge.rows import CATALOGUE, VALIDITY, Row, listed
from nlu import DocumentNumber
from nlu.text import fold, syllables

_LABELS: dict[str, str] = {
    "number": "số, ký hiệu",
    "type": "tên loại",
    "issuer": "cơ quan ban hành",
    "date": "ngày ban hành",
    "subject": "trích yếu",
}


def load(documents_dir: Path) -> tuple[Document, ...]:
    """Every document of the folder, as `assembled` puts them together."""
    folder = look(documents_dir)
    return assembled(folder.rows, parse(folder))


def assembled(rows: Sequence[Row], parsed: Parsed) -> tuple[Document, ...]:
    """Every document: those of the catalogue's rows in their order, then what else is known.

    A loaded one is parsed from its file; what the catalogue says of it fills or corrects what the text
    tells, with a note. One attached behind another's signature follows it. A document that is cited but
    has neither row nor file gets a "cited only" record of what the citing words tell. Raises
    DocumentsRefused for bad rows and files, naming all of them and what to do.
    """
    found, refused = [], list(parsed.refused)
    for row in rows:
        try:
            found += _from_row(row, rows, parsed.documents)
        except DocumentRefused as refusal:
            refused.append(str(refusal))
    if refused:
        raise DocumentsRefused(refused)
    with_row = {row["file"] for row in rows}
    for file, documents in parsed.documents.items():
        if file not in with_row:
            found += [replace(each, notes=(*each.notes, f"chưa có trong {CATALOGUE}")) for each in documents]
    found = _supplied(found)
    _require_unique(found)
    found = _joined(found)
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
    same = [each for each in known if _agrees(syllables(each.number or each.called), named.number, wanted)]
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


def titled(document: Document) -> str:
    """The document by type and number, or by its subject: "Công văn 356/UBND-KGVX"."""
    return f"{document.type or 'Văn bản'} {document.number or document.subject}".strip()


def brief(document: Document) -> str:
    """The document within a sentence, never empty: its number, or else its type, or else its file."""
    return document.number or document.type or document.source or document.key


def _agrees(number: list[str], running: str, symbol: list[str]) -> bool:
    """Whether a document's number, cut in syllables, has this running number and a symbol that begins so."""
    if not number or number[0].lstrip("0") != fold(running).strip().lstrip("0"):
        return False
    return not symbol or number[1 : 1 + len(symbol)] == symbol


def _from_row(row: Row, rows: Sequence[Row], files: Mapping[str, tuple[Document, ...]]) -> list[Document]:
    """The document of the row, and those attached to it that have no row of their own.

    None when its file was refused.
    """
    known = listed(row)
    if known.status == "cited only":
        return [known]
    if row["file"] not in files:
        return []
    parsed = files[row["file"]]
    own = next((each for each in parsed if each.key == known.key), None)
    if own is None:
        raise DocumentRefused(
            f"{CATALOGUE}, dòng {row['line']}: {row['file']} ghi số {parsed[0].number}, "
            f"không phải {row['number'] or known.key}. "
            "Hãy kiểm tra cột key và cột file."
        )
    keys = {other["key"] for other in rows}
    rest = [each for each in parsed[1:] if each.key not in keys] if own is parsed[0] else []
    return [_completed(own, known), *rest]


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


def _joined(found: list[Document]) -> list[Document]:
    """The documents, an appendix in a file of its own joined to the one that it says it belongs to.

    Where that one's header is lost, it is known by the number in its file's remarks.
    """
    keys = {each.key for each in found if each.status == "loaded"}
    called = {key_of(each.called): each.key for each in found if each.called}
    return [
        replace(each, attached_to=called[each.attached_to])
        if each.attached_to not in keys and each.attached_to in called
        else each
        for each in found
    ]


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
    values |= {each: getattr(listed, each) for each in VALIDITY}
    return replace(parsed, **values, notes=tuple(notes))


def _require_unique(found: list[Document]) -> None:
    seen: dict[str, Document] = {}
    for each in found:
        if each.key in seen:
            first, second = (d.source or CATALOGUE for d in (seen[each.key], each))
            raise DocumentRefused(
                f"Văn bản {each.number or each.key} có hai lần: {first} và {second}. Hãy bỏ một."
            )
        seen[each.key] = each
