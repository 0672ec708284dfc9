"""The mending that the answerer uses, over the documents of the checkout."""

import datetime

from bot.app import ROOT
from knowledge import addressees, catalogue, facets
from knowledge.question import Reader
from nlu import abbreviations, values

_words = abbreviations.load()
_docs = catalogue.load(ROOT / "knowledge" / "documents")
_texts = [part for d in _docs for p in d.passages for part in (*p.headings, p.text)]
_reader = Reader(
    _docs,
    _texts,
    facets.load().vocabulary(),
    addressees.load(_words),
    _words,
    lambda t: values.read(t, datetime.date.today()).documents,
)


def mend(text: str) -> str:
    return _reader.read(text).text
