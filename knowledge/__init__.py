"""What the official documents say: documents, their passages, and answers made of exact quotes.

Everything here is data. `Passage.text` is an exact substring of `Document.text`; an answer's quotes are
passages, never anything written by a program. "" or () in a header field means "the text does not tell".
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Status = Literal["loaded", "cited only"]
Kind = Literal[
    "header",  # issuer, motto, number, date line, subject, title …: the blocks before the body
    "addressees",  # "Kính gửi" and the list under it
    "preamble",  # the legal basis and the paragraph that leads to the body
    "heading",  # "5. Công an tỉnh": context of the passages below it, never a quote
    "item",  # one dash item, khoản or điểm of a section
    "paragraph",  # body text without a dash
    "recipients",  # "Nơi nhận" and the list under it
    "signature",
    "ornament",  # rules, page numbers, running headers, remarks of the file: never searched, never quoted
]
Notice = tuple[str, dict[str, str]]  # a key of NOTICES with its values
Hints = Mapping[str, tuple[str, ...]]  # Passage.id → other words in which people ask for it
Outcome = Literal["answer", "not_loaded", "abstain", "clarify"]


class KnowledgeDamaged(Exception):
    """The published index cannot be trusted: a file is missing or its hash is wrong. Never "not found"."""


class DocumentRefused(Exception):
    """A file cannot become a document; the message says why and what to do, in Vietnamese."""


class DocumentsRefused(DocumentRefused):
    """Files or rows of the catalogue that cannot be taken; the message has a line for each of `reasons`."""

    def __init__(self, reasons: Iterable[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("\n".join(self.reasons))


@dataclass(frozen=True)
class Passage:
    """A stretch of a document: `text == document.text[start:end]`, offsets in code points.

    `place` is where it stands, for the citation ("mục 1. Các sở, …, gạch đầu dòng thứ 3"), "" for the
    whole document; `headings` are the headings above it, outermost first; `section` is the number of
    the innermost numbered part ("5"), "" outside any.
    """

    id: str
    document: str  # Document.key
    kind: Kind
    text: str
    start: int
    end: int
    place: str = ""
    headings: tuple[str, ...] = ()
    section: str = ""


@dataclass(frozen=True)
class Section:
    """A numbered part: its heading as it stands, and the bodies that the heading addresses."""

    number: str
    heading: str  # "2. Đề nghị Ban Tuyên giáo Tỉnh ủy"
    addressees: tuple[str, ...]  # ("Ban Tuyên giáo Tỉnh ủy",)
    passages: tuple[str, ...]  # ids of its items and paragraphs, in order


@dataclass(frozen=True)
class Reference:
    """A document cited inside another's text; `sentence` is a verbatim stretch of passage `passage`.

    `relation`, as the words say: "thực hiện", "căn cứ", "theo đề nghị", "thay thế", "sửa đổi", "bãi bỏ",
    "kèm theo" (the source is attached to the target) or "nhắc đến".
    """

    source: str  # Document.key of the citing document
    target: str  # Document.key of the cited one
    relation: str
    passage: str  # Passage.id
    sentence: str


@dataclass(frozen=True)
class Document:
    """A document of the catalogue. A "cited only" one has no text and no passages.

    One attached behind another's signature is a document of its own: `attached_to` is the other's key, and
    `attached_as` names it as a citation does ("Quyết định số 88/QĐ-UBND ngày … của …").
    """

    key: str  # "356-UBND-KGVX": its number, safe in file names
    type: str  # "Công văn"
    number: str  # "356/UBND-KGVX"
    issuer: str  # "Ủy ban nhân dân tỉnh Quảng Ngãi"
    date: datetime.date | None
    subject: str  # "triển khai thực hiện Kế hoạch số 324-KH/TU …", without "V/v" or "về"
    status: Status
    place: str = ""  # "Quảng Ngãi"
    addressees: tuple[str, ...] = ()
    legal_basis: str = ""
    proposal: str = ""  # "Giám đốc Sở Thông tin và Truyền thông tại Công văn số 140/TTr-STTTT …"
    signatory: str = ""
    signatory_title: str = ""
    recipients: tuple[str, ...] = ()
    source: str = ""  # file name under knowledge/documents
    called: str = ""  # the number that the file's remarks give to one whose own is lost: to find it by
    text: str = ""
    sections: tuple[Section, ...] = ()
    passages: tuple[Passage, ...] = ()
    references: tuple[Reference, ...] = ()
    notes: tuple[str, ...] = ()  # how it was read, what was uncertain; Vietnamese, for the administrator
    method: str = ""  # "word", "pdf", "web", "scan": what its text was read from; "" for plain text
    attached_to: str = ""
    attached_as: str = ""
    # Of the catalogue alone; None and "" mean that nobody has said so.
    effective_on: datetime.date | None = None
    expired_on: datetime.date | None = None
    replaced_by: str = ""  # number or key of the document that took its place


@dataclass(frozen=True)
class Silence:
    """Something that a document was reviewed not to state; `phrases` are ways in which people ask for it.

    `cited`: the keys of documents that it cites, where what stands inside these is asked for.
    """

    document: str  # Document.key
    label: str  # completes "Văn bản … không quy định …"
    phrases: tuple[str, ...]
    cited: tuple[str, ...] = ()


@dataclass(frozen=True)
class Citation:
    """Where a quote stands, in the form of Nghị định 30/2020/NĐ-CP, annex I, section II.

    `document` is "Công văn số 356/UBND-KGVX ngày 20/01/2025 của Ủy ban nhân dân tỉnh Quảng Ngãi về việc …";
    `place` is the passage's place. `key` and `passage` find them again.
    """

    key: str
    passage: str
    document: str
    place: str


@dataclass(frozen=True)
class Quote:
    """`text` is an exact substring of the passage it cites. `label` says why it is here ("" normally)."""

    text: str
    citation: Citation
    label: str = ""


@dataclass(frozen=True)
class Focus:
    """What the chat is about, so that "còn Công an thì sao?" has a meaning. Empty strings: nothing.

    `earlier` are the subjects before it, the last one first, each without earlier ones of its own, so that
    "cái kế hoạch hồi nãy" has a meaning; a few (`knowledge.recall.MOST`), and gone when the focus is.
    """

    document: str = ""  # Document.key
    addressee: str = ""  # Section.number
    facet: str = ""
    question: str = ""  # what was asked last, so that "còn bản trích sao?" asks the same of something else
    passage: str = ""  # Passage.id of the first quote given last, so that "gạch đầu dòng kế tiếp" follows it
    # Document.key of those without text that the last answer told of, then of those that its quotes cite.
    cited: tuple[str, ...] = ()
    earlier: tuple[Focus, ...] = ()


NO_FOCUS = Focus()


# What may be said beside the quotes: wording keys, with the values of each.
NOTICES = {
    "notice_expired": ("document", "date"),
    "notice_replaced": ("document", "by"),
    "notice_not_yet": ("document", "date"),
    "notice_successor": ("body", "now", "date"),
    "notice_no_text": ("document",),
}


@dataclass(frozen=True)
class Answer:
    """What the documents say to one question, or why they say nothing.

    `lead` is a wording key of `bot/wording.yml` with its `values`; `nearest` are citations offered when
    nothing is certain; `options` are the readings of an ambiguous word; `focus` is kept for a follow-up;
    `related` are passages that come next; `notices` say what to know of a document or a body beside the
    quotes (expired, replaced, succeeded); `from_focus` is true when it took the focus to understand.
    """

    outcome: Outcome
    lead: str
    values: dict[str, str] = field(default_factory=dict)
    quotes: tuple[Quote, ...] = ()
    nearest: tuple[Citation, ...] = ()
    options: tuple[str, ...] = ()
    focus: Focus = NO_FOCUS
    confidence: float = 0.0
    related: tuple[Citation, ...] = ()
    notices: tuple[Notice, ...] = ()
    from_focus: bool = False
