"""An `Answer` of the knowledge room as the pages of a reply: lead, quotes, citations, notices.

A page fits a phone and every channel. A document is cited in full where a chat first meets it, and again when
that was long ago; in between its type, number and date tell it from all others, and leave the screen to the
quote. The first quote of a page names its document, the following ones say "Cùng văn bản".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.privacy import mask
from bot.wording import Wording
from knowledge import NOTICES, Answer, Citation, Document, Quote
from knowledge.catalogue import short_citation
from knowledge.defects import Defects

# Where a long quote may be cut: at the end of a line, or of a sentence or clause; a full stop after a capital
# or a short figure ("TP. Hồ Chí Minh", "Điều 3. Trách nhiệm") ends neither.
_END = re.compile(r"\n|(?:[;!?…]|(?<![A-ZĐ])(?<!\b\d)(?<!\b\d\d)\.)[”\"’)]*(?=\s)")

_LAYOUT = 150  # characters for what stands around a quote: the frame, marks of odd words, the page's number


@dataclass(frozen=True)
class Page:
    """What fits one message. Zalo takes 2,000 characters, Telegram 4,096; the rest is for what is added."""

    characters: int = 1800
    quotes: int = 5


@dataclass(frozen=True)
class Written:
    """The pages of a reply, and the documents that are cited in full on the first of them."""

    pages: tuple[str, ...]
    cited: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Piece:
    """A quote, or a part of one that is too long for a page."""

    quote: Quote
    text: str
    begins: bool
    ends: bool


class Quoting:
    """Writes answers out with the wording, on pages of one size; no word of a quote is changed."""

    def __init__(self, wording: Wording, defects: Defects, page: Page | None = None) -> None:
        self._say = wording
        self._defects = defects
        self._page = page or Page()

    def write(self, answer: Answer, documents: Iterable[Document], known: Iterable[str] = ()) -> Written:
        """The answer on its pages. `known` are the keys of documents that need no full citation again."""
        by_key = {d.key: d for d in documents}
        lead = self._lead(answer, by_key)
        notices = [self._say(key, **{n: values[n] for n in NOTICES[key]}) for key, values in answer.notices]
        paper = _Paper(self._say, self._page, lead, notices, by_key, set(known))
        for quote in answer.quotes:
            beside = (lead, *notices, quote.label, quote.citation.document, quote.citation.place)
            room = self._page.characters - sum(len(each) for each in beside) - _LAYOUT
            for piece in _pieces(quote, max(room, self._page.characters // 3)):
                paper.put(piece, self._quoted(piece))
        if answer.nearest:
            places = "; ".join(dict.fromkeys(c.place or c.document for c in answer.nearest))
            paper.add(self._say("nearest", places=places))
        return Written(self._numbered(paper.finish()), paper.cited)

    def list_documents(self, catalogue: Iterable[Document]) -> tuple[str, ...]:
        """What the store holds, loaded ones with their subjects and cited ones apart, as pages."""
        loaded = [d for d in catalogue if d.status == "loaded"]
        cited = [d for d in catalogue if d.status == "cited only"]
        lines = [self._say("documents", loaded=len(loaded))]
        for d in loaded:
            named, subject = short_citation(d), " ".join(d.subject.split())
            about = self._say("document_about", document=named, subject=subject) if subject else ""
            lines.append(about or self._say("document_line", document=named))
        if cited:
            lines.append(self._say("documents_cited", cited=len(cited)))
            lines += [self._say("document_line", document=short_citation(d)) for d in cited]
        pages = [""]
        for line in lines:
            if len(pages[-1]) + len(line) > self._page.characters - 20:
                pages.append("")
            pages[-1] = f"{pages[-1]}\n{line}".strip()
        return self._numbered(pages)

    def _lead(self, answer: Answer, documents: dict[str, Document]) -> str:
        """The first line; an answer that was understood from the focus says first what it goes on about."""
        lead = self._say(answer.lead, **{name: mask(value) for name, value in answer.values.items()})
        document = documents.get(answer.focus.document)
        if not answer.from_focus or document is None:
            return lead
        heading = next((s.heading for s in document.sections if s.number == answer.focus.addressee), "")
        name = f"{document.type} số {document.number}" if document.number else short_citation(document)
        if answer.lead == "answer_duties" or not heading:
            about = self._say("going_on", document=name)
        else:
            about = self._say("going_on_section", document=name, section=heading.rstrip(":. "))
        return about if answer.lead == "answer" else f"{about}\n{lead}"

    def _quoted(self, piece: _Piece) -> str:
        text = re.sub(r"\n\s*\n", "\n", piece.text)  # the blank lines of a signature are only layout
        parts = [
            "" if piece.begins else self._say("quote_continued"),
            self._say("quote", text=text),
            "" if piece.ends else self._say("quote_continues"),
        ]
        if odd := self._defects.within(Quote(piece.text, piece.quote.citation)):
            marks = "; ".join(self._say("quote", text=each) for each in odd)
            parts.append(self._say("defect", words=marks))
        return " ".join(part for part in parts if part)

    def _numbered(self, pages: list[str]) -> tuple[str, ...]:
        if len(pages) == 1:
            return (pages[0],)
        return tuple(
            f"{page}\n{self._say('page', number=number, count=len(pages))}"
            for number, page in enumerate(pages, 1)
        )


class _Paper:
    """Pages being filled: a block that does not fit begins the next page."""

    def __init__(
        self,
        wording: Wording,
        page: Page,
        lead: str,
        notices: list[str],
        documents: dict[str, Document],
        known: set[str],
    ) -> None:
        self._say = wording
        self._page = page
        self._notices = notices  # they stand at the end of the first page
        self._documents = documents
        self._known = known
        self._pages: list[list[str]] = [[lead]]
        self._quotes = 0
        self._last = self._label = ""
        self.cited: tuple[str, ...] = ()

    def put(self, piece: _Piece, quoted: str) -> None:
        """Add a quote with its citation, and its label where that changes."""
        block = self._block(piece, quoted)
        if self._quotes and (self._quotes == self._page.quotes or not self._fits(block)):
            self._turn()
            block = self._block(piece, quoted)
        key = piece.quote.citation.key
        if key not in self._known and len(self._pages) == 1:
            self.cited = (*self.cited, key)
        self._known.add(key)
        self._last, self._label = key, piece.quote.label
        self._quotes += 1
        self._pages[-1].append(block)

    def add(self, block: str) -> None:
        """Add a line of the bot's own."""
        self._pages[-1].append(block)

    def finish(self) -> list[str]:
        """The texts of the pages."""
        self._pages[0] += self._notices
        return ["\n\n".join(page) for page in self._pages]

    def _turn(self) -> None:
        self._pages.append([])
        self._quotes = 0
        self._last = self._label = ""

    def _fits(self, block: str) -> bool:
        blocks = [*self._pages[-1], block, *(self._notices if len(self._pages) == 1 else ())]
        return sum(len(each) + 2 for each in blocks) + 12 <= self._page.characters

    def _block(self, piece: _Piece, quoted: str) -> str:
        label = piece.quote.label
        lines = [self._say("label_collective", body=label)] if label and label != self._label else []
        return "\n".join([*lines, quoted, self._source(piece.quote.citation)])

    def _source(self, citation: Citation) -> str:
        """The citation, and the warning that belongs to every quote of a scan."""
        of = self._documents.get(citation.key)
        recognised = f" {self._say('recognised')}" if of and of.method == "scan" else ""
        return f"{self._cited(citation)}{recognised}"

    def _cited(self, citation: Citation) -> str:
        if citation.key == self._last and citation.place:
            return self._say("citation_again", place=citation.place)
        known = citation.key in self._known and citation.key in self._documents
        document = short_citation(self._documents[citation.key]) if known else citation.document
        if not citation.place:
            return self._say("citation_whole", document=document)
        return self._say("citation", document=document, place=citation.place)


def _pieces(quote: Quote, room: int) -> list[_Piece]:
    """The quote in pieces of at most that many characters, each an exact stretch of it."""
    texts = []
    rest = quote.text.strip()
    while len(rest) > room:
        cut = _cut(rest, room)
        texts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    texts.append(rest)
    return [_Piece(quote, t, begins=i == 0, ends=i == len(texts) - 1) for i, t in enumerate(texts)]


def _cut(text: str, room: int) -> int:
    """Where to cut: at the last end of a sentence or item within the room, else at the last space."""
    ends = [match.end() for match in _END.finditer(text, 0, room)]
    return (ends and ends[-1]) or text.rfind(" ", 0, room) + 1 or room
