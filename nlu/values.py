"""What a message says in figures: dates, quantities, document numbers, with or without diacritics."""

from __future__ import annotations

import datetime

from nlu import Values, dates, document_numbers, quantities
from nlu.text import fold


def read(text: str, today: datetime.date) -> Values:
    """Every date, quantity and document number of the text (NFC), each in order of appearance.

    `today` is the day the message was sent. What is read as one is not read again as another: the 324 of
    "KH 324" is no quantity, and the date of issue of a cited document is no date of the message.
    """
    free = fold(text)
    documents, taken = document_numbers.read(text, free, today)
    free = _without(free, taken)
    found, taken = dates.read(text, free, today)
    counted = quantities.read(text, _without(free, taken))
    return Values(tuple(found), tuple(counted), tuple(documents), today)


def _without(folded: str, spans: list[tuple[int, int]]) -> str:
    """The text with these stretches blanked out, of the same length."""
    for start, end in spans:
        folded = folded[:start] + "\u00b7" * (end - start) + folded[end:]
    return folded
