"""The pages of documents and of their passages, as they are published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from bot.browsing.page import Cell, Page
from bot.browsing.words import Words
from knowledge import Document, Passage
from knowledge.archive import read_documents
from knowledge.versions import serving

_NEVER_QUOTED = ("ornament", "heading")


def published(index_dir: Path) -> tuple[tuple[Document, ...], str]:
    """The documents that answer now, and why not those published last ("" when it is they).

    Raises KnowledgeDamaged when there are none.
    """
    found = serving(index_dir)
    return read_documents(found.folder / "documents.json"), found.damage


def pages(documents: Sequence[Document], notice: str, words: Words) -> list[Page]:
    """The two pages; the notice stands on both."""
    shelf, passages = words.pages["van_ban"], words.pages["doan"]
    return [
        replace(shelf, about=_with(notice, shelf.about), rows=[_document(each, words) for each in documents]),
        replace(
            passages,
            about=_with(notice, passages.about),
            rows=[row for each in documents for row in _passages(each, words)],
        ),
    ]


def _with(notice: str, about: str) -> str:
    return f"{notice} {about}" if notice else about


def _document(document: Document, words: Words) -> dict[str, Cell]:
    return {
        "key": document.key,
        "number": document.number,
        "type": document.type,
        "issuer": document.issuer,
        "date": document.date.isoformat() if document.date else None,
        "subject": document.subject,
        "status": words.of("statuses", document.status),
        "passages": sum(each.kind not in _NEVER_QUOTED for each in document.passages),
        "signatory": document.signatory,
        "expired_on": document.expired_on.isoformat() if document.expired_on else None,
        "replaced_by": document.replaced_by,
        "notes": "; ".join(document.notes),
    }


def _passages(document: Document, words: Words) -> Iterator[dict[str, Cell]]:
    for passage in document.passages:
        if passage.kind not in _NEVER_QUOTED:
            yield {
                "id": passage.id,
                "document": document.key,
                "place": _place(passage),
                "text": passage.text,
                "kind": words.of("kinds", passage.kind),
            }


def _place(passage: Passage) -> str:
    return passage.place or " › ".join(passage.headings)
