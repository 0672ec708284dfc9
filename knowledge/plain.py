"""An index of plain passages that are no official documents: to try the search on other collections."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from knowledge import Document, Passage
from knowledge.build import build
from knowledge.index import Index


@dataclass(frozen=True)
class Plain:
    """A passage of a collection: `title` is its context, as a heading is that of a document's passage.

    The first line of the title names the work that it belongs to.
    """

    id: str
    text: str
    title: str = ""


def build_plain(passages: Iterable[Plain], folder: Path) -> Index:
    """The index, built in the folder (made when absent, else empty) just as that of the documents is.

    `Hit.passage.id` is the id given. Passages without text are left out. Raises KnowledgeDamaged when
    the index does not find its own passages.
    """
    folder.mkdir(parents=True, exist_ok=True)
    build(collection(passages), {}, folder)
    return Index(folder)


def collection(passages: Iterable[Plain]) -> tuple[Document, ...]:
    """A document for each work, its passages paragraphs under their titles; one for all without a title."""
    works: dict[str, list[Plain]] = {}
    for each in passages:
        if each.text.strip():
            works.setdefault(each.title.partition("\n")[0], []).append(each)
    return tuple(_document(f"work-{number}", work) for number, work in enumerate(works.values(), 1))


def _document(key: str, work: list[Plain]) -> Document:
    found, start = [], 0
    for each in work:
        end = start + len(each.text)
        headings = (each.title,) if each.title else ()
        found.append(Passage(each.id, key, "paragraph", each.text, start, end, "", headings))
        start = end + 1
    text = "\n".join(each.text for each in work)
    return Document(key, "", "", "", None, "", "loaded", text=text, passages=tuple(found))
