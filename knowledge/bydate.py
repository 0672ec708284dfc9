"""Documents called by their day: "kế hoạch ngày 28/6/2024", "tờ giấy sở gửi ngày 14 tháng 1"."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator

from knowledge import Document
from nlu import DocumentNumber, calendar_days
from nlu.numerals import IN_WORDS, value_of
from nlu.text import fold, syllables

_DAY = re.compile(r"(?<![\d/.-])(?P<d>\d{1,2})[/.-](?P<m>\d{1,2})(?:[/.-](?P<y>\d{4}|\d{2}))?(?![\d/.-]*\d)")
_DEADLINE = re.compile(r"\b(?:truoc|den|toi|het|han|cham nhat|tu|sau)(?: (?:la|vao|het))?(?: ngay)? ?$")
_MONTH = re.compile(rf"[0-9]+|{IN_WORDS}")
_NUMBER = re.compile(r"(\d+)[/-](\S+)")
_PAPER = re.compile(
    r"\b(?:van ban|cong van|ke hoach|huong dan|chi thi|quyet dinh|nghi quyet|to trinh|to giay|giay|"
    r"to (?=(?:cua|ben|ma|so|ban) )|vb|cv|kh|hd)(?:\b|(?<= ))"
)


class ByDate:
    """Finds the documents of a catalogue that a text calls by their day."""

    def __init__(self, documents: Collection[Document]) -> None:
        self._of_day: defaultdict[tuple[int, int], list[Document]] = defaultdict(list)
        for document in documents:
            if document.date and _NUMBER.match(document.number):
                self._of_day[document.date.day, document.date.month].append(document)

    def named(self, text: str) -> list[DocumentNumber]:
        """Their numbers, where a paper is spoken of at all; of several those of the type that is named."""
        folded = fold(text)
        if not _PAPER.search(folded):
            return []
        found = []
        for start, end, day in _days(text, folded):
            if _DEADLINE.search(folded[:start]):
                continue
            fitting = [d for d in self._of_day.get(day[:2], ()) if d.date and day[2] in (0, d.date.year)]
            for each in _of_type(fitting, folded[:start]):
                if number := _NUMBER.match(each.number):
                    found.append(DocumentNumber(text[start:end], start, end, number[1], symbol=number[2]))
        return found

    def papers(self, text: str) -> tuple[str, list[Document]]:
        """The text with "@" for each day with its year, and for others of documents; and these documents."""
        found: list[Document] = []
        said, at = "", 0
        for start, end, day in sorted(_days(text, fold(text))):
            fitting = [d for d in self._of_day.get(day[:2], ()) if d.date and day[2] in (0, d.date.year)]
            if (fitting or day[2]) and start >= at:
                said, at = f"{said}{text[at:start]} @ ", end
                found += [d for d in fitting if d not in found]
        return said + text[at:], found


def days(text: str) -> list[tuple[int, int, int]]:
    """The days, months and years of the days that the text names; year 0 where none is named."""
    return [day for _, _, day in _days(text, fold(text))]


def _days(text: str, folded: str) -> Iterator[tuple[int, int, tuple[int, int, int]]]:
    """Where a day is named, and its day, month and year; year 0 when none is named."""
    for match in _DAY.finditer(folded):
        year = int(match["y"]) % 100 + 2000 if match["y"] else 0
        yield *match.span(), (int(match["d"]), int(match["m"]), year)
    for match in calendar_days.WORDS.finditer(folded):
        month = " ".join(match["m"].split())
        following = text[slice(*match.span("m"))] == "sau" and text != folded  # "tháng sau"
        if _MONTH.fullmatch(month) and not following:
            year = int(match["y"]) if match["y"] and match["y"].isdigit() else 0
            yield match.start("d"), match.end(), (value_of(match["d"]), value_of(month), year)


def _of_type(documents: list[Document], before: str) -> list[Document]:
    """Those whose type is named before the day, when some are of it; else all."""
    said = " ".join(syllables(before))
    typed = [d for d in documents if d.type and " ".join(syllables(d.type)) in said]
    return typed or documents
