"""Records of documents that are known only because loaded ones cite them."""

from __future__ import annotations

from collections.abc import Iterable

from knowledge import Document
from knowledge.citing import Told, merge, told


def cited_only(documents: Iterable[Document]) -> list[Document]:
    """A "cited only" record for each document cited by number that is none of these, in order of citing.

    It holds what the citing words tell and nothing else; its notes say who cites it and what contradicts.
    """
    known = list(documents)
    keys = {each.key for each in known}
    found: dict[str, list[tuple[Told, str]]] = {}
    for document in known:
        texts = {passage.id: passage.text for passage in document.passages}
        citing = dict.fromkeys(r.passage for r in document.references if r.target not in keys)
        targets = {r.target for r in document.references} - keys
        for passage in citing:
            for mention, words in told(texts[passage]):
                if mention.key in targets:
                    found.setdefault(mention.key, []).append((words, document.number or document.key))
    return [_record(key, each) for key, each in found.items()]


def _record(key: str, found: list[tuple[Told, str]]) -> Document:
    known, notes = merge([words for words, _ in found])
    citing = ", ".join(dict.fromkeys(number for _, number in found))
    return Document(
        key=key,
        type=known.type,
        number=known.number,
        issuer=known.issuer,
        date=known.date,
        subject=known.subject,
        status="cited only",
        notes=(f"tự lập từ câu viện dẫn trong {citing}", *notes),
    )
