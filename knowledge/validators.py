"""What must hold of every document as it was read; run at every reload, over each of them."""

from __future__ import annotations

import re

from knowledge import Document, DocumentRefused, Passage
from knowledge.lines import collapse
from knowledge.reading.respelling import mended

_TELL = "Hãy báo cho người phát triển."


def check(document: Document) -> None:
    """Nothing; raises DocumentRefused unless every character that is not blank lies in exactly one passage,

    every passage is the stretch of text that it says, all ids are unique and known, and no passage that may
    be quoted begins with its own heading.
    """
    ids = {passage.id for passage in document.passages}
    if len(ids) != len(document.passages):
        raise DocumentRefused(f"{document.key}: hai đoạn có cùng một mã. {_TELL}")
    for passage in document.passages:
        if document.text[passage.start : passage.end] != passage.text or passage.document != document.key:
            raise DocumentRefused(f"{passage.id}: đoạn trích không khớp nguyên văn. {_TELL}")
        if passage.headings and collapse(passage.text).startswith(f"{passage.headings[-1]} "):
            raise DocumentRefused(f"{passage.id}: đoạn trích lặp lại tiêu đề của chính nó. {_TELL}")
    _check_coverage(document)
    unknown = {each for section in document.sections for each in section.passages} - ids
    if unknown:
        raise DocumentRefused(f"{document.key}: mục dẫn tới đoạn không có: {sorted(unknown)[0]}.")


def check_number(document: Document) -> None:
    """Nothing; raises DocumentRefused when the own number was read anywhere but in the line of the number."""
    if document.number and not any(_states(passage, document.number) for passage in document.passages):
        raise DocumentRefused(
            f"{document.key}: số {document.number} không đọc từ dòng số, ký hiệu của văn bản. {_TELL}"
        )


def _check_coverage(document: Document) -> None:
    at = 0
    for passage in sorted(document.passages, key=lambda p: (p.start, p.end)):
        if passage.start < at:
            _require_blank(document, passage.start, min(at, passage.end), 2)
        _require_blank(document, at, passage.start, 0)
        at = max(at, passage.end)
    _require_blank(document, at, len(document.text), 0)


def _require_blank(document: Document, start: int, end: int, times: int) -> None:
    """Nothing; raises DocumentRefused for a character of this stretch that is not blank."""
    if (match := re.compile(r"\S").search(document.text, start, max(start, end))) is None:
        return
    position = match.start()
    context = collapse(document.text[max(0, position - 20) : position + 20])
    raise DocumentRefused(
        f"{document.key}: ký tự thứ {position + 1} (“…{context}…”) thuộc {times} đoạn, "
        f"phải thuộc đúng một đoạn. {_TELL}"
    )


def _states(passage: Passage, number: str) -> bool:
    name = passage.id.rpartition("/")[2].partition("-")[0]
    said = re.sub(r"\s", "", passage.text)
    return passage.kind == "header" and name == "number" and (number in said or number in mended(said))
