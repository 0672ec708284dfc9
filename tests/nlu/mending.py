"""The reading of a question as the answerer does it, over the documents of the checkout."""

from __future__ import annotations

import datetime
import functools
from pathlib import Path

from knowledge import addressees, catalogue, facets
from knowledge.question import Reader
from nlu import DocumentNumber, abbreviations, values

DOCUMENTS = Path(__file__).parents[2] / "knowledge" / "documents"


def _numbers(text: str) -> tuple[DocumentNumber, ...]:
    return values.read(text, datetime.date(2025, 3, 1)).documents


@functools.cache
def reader() -> Reader:
    """A reader of questions to the directive."""
    words = abbreviations.load()
    documents = catalogue.load(DOCUMENTS)
    texts = [part for d in documents for p in d.passages for part in (*p.headings, p.text)]
    return Reader(documents, texts, facets.load().vocabulary(), addressees.load(words), words, _numbers)


def mend(text: str) -> str:
    """The question as it is searched for."""
    return reader().read(text).text
