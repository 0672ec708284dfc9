"""The documents that the last answers told of or cited, though only that: what "kế hoạch đó" means then."""

from __future__ import annotations

import re
from itertools import pairwise

from knowledge import Answer, Document, Focus, Reference, catalogue
from knowledge.library import Library
from nlu.text import syllables

_PAPERS = "ke hoach|huong dan|cong van|to trinh|chi thi|quyet dinh|nghi quyet|nghi dinh|thong bao"
_ASKED = re.compile(rf"\b({_PAPERS}|van ban|giay to|to|vb|cv|kh|hd) (?:so )?(?:nao|gi|chi|may|bao nhieu)\b")
_MEANT = re.compile(rf"\b({_PAPERS}) (?:do|ay|kia|no|nay|tren)\b")
_THAT = re.compile(
    rf"\b(?:ca )?(?P<two>(?:hai|2) )?(?:(?:cai|ban) )?(?P<type>{_PAPERS}|van ban|cai|to|giay)"
    r" (?:do|ay|kia|no|nay|tren|(?:noi|neu|nhac) tren|vua (?:neu|noi|nhac|roi))\b"
)
_BOTH = re.compile(rf"\bca (?:hai|2)\b(?: (?P<type>cai|to|van ban|{_PAPERS})\b)?")
# "cái kế hoạch thi đua đó": by words of its subject or its issuer.
_CALLED = re.compile(
    rf"\b(?:cai )?(?P<type>{_PAPERS}|van ban|cai|to|giay) (?P<words>(?:\w+ ){{1,4}}?)(?:do|ay|kia|no|nay)\b"
)
# "cái đầu ngày mấy", "cái còn lại": one of those that were told of one after the other.
_NTH = re.compile(
    r"\bcai (?:(?P<first>dau(?: tien)?|thu nhat|truoc|tren)|(?P<last>thu hai|sau|cuoi(?: cung)?|duoi)"
    r"|(?P<other>kia|con lai))\b"
)
# What compares documents by their days: "cách nhau bao lâu", "cái nào ra trước".
COMPARED = re.compile(
    r"\b(?:cach nhau|(?:cai|van ban|to|giay) nao (?:\w+ ){0,2}?(?:truoc|sau|som|muon|moi|cu)|"
    r"(?:truoc|sau) may)\b"
)
# Before it: it is to be done, which the directive says.
_DONE = re.compile(r"\b(?:thuc hien|trien khai|quan triet|xay dung|cu the hoa)(?: (?:tot|ca|hai|2))*\s$")
_TWO = 2
_PROPOSED = "theo đề nghị"
_PROPOSING = re.compile(r"\b(?:de nghi|de xuat|kien nghi|tham muu|trinh)\b")
# "còn hướng dẫn thì sao": those of that type that are cited beside the one talked about.
_BESIDE = re.compile(
    rf"^(?:the |vay |rua |roi )?con (?:(?:hai|2|may|cac|nhung|ca) )?(?:cai )?({_PAPERS})\b(?! nao)"
)


def asked_for(focus: Focus) -> bool:
    """Whether the last question asked which document it is."""
    return bool(_ASKED.search(" ".join(syllables(focus.question))))


def behind(library: Library, focus: Focus, tokens: list[str]) -> tuple[Document, ...]:
    """The cited documents that the last answer named to who asked for one; () when it named none.

    Of several only those of the type that is meant now ("kế hoạch đó") or was asked for ("hướng dẫn nào").
    """
    source = library.document(focus.document)
    proposing = focus.facet == "proposal" or bool(_PROPOSING.search(" ".join(syllables(focus.question))))
    if source is None or source.status != "loaded" or not (asked_for(focus) or proposing):
        return ()
    said = [r for r in source.references if r.passage == focus.passage]
    proposed = [r for r in said if r.relation == _PROPOSED]
    said = proposed if proposing else [r for r in said if r not in proposed] or said
    if not proposing:
        said = _described(said, focus.question)
    found = [library.document(key) for key in dict.fromkeys(r.target for r in said)]
    cited = [d for d in found if d and d.status == "cited only"]
    asked, meant = _ASKED.search(" ".join(syllables(focus.question))), _MEANT.search(" ".join(tokens))
    if meant and not asked and _is_called(source, meant[1]):
        return ()
    called = meant or asked
    return tuple(d for d in cited if called is None or _is_called(d, called[1]))


def cited(library: Library, answer: Answer) -> tuple[str, ...]:
    """The keys of the documents without text that the answer tells of, then of those that its quotes cite."""
    keys = list(answer.focus.cited)
    for quote in answer.quotes:
        source = library.document(quote.citation.key)
        for r in source.references if source else ():
            if r.passage == quote.citation.passage and (r.sentence in quote.text or quote.text in r.sentence):
                keys.append(r.target)
    found = (library.document(key) for key in dict.fromkeys(keys))
    return tuple(d.key for d in found if d and d.status == "cited only")


def meant(library: Library, focus: Focus, tokens: list[str]) -> tuple[Document, ...]:
    """The cited documents that "kế hoạch đó", "hai văn bản ấy", "cả hai" mean after these answers.

    Those of the type in the last answer that cites any. () for none, where a loaded document of the type is
    talked about, and where an answer since then tells of one still to be made ("xây dựng kế hoạch").
    """
    text = " ".join(tokens)
    if not focus.document:
        return ()
    found = _one_of(library, focus, text) or _called(library, focus, text) or _beside(library, focus, text)
    if found:
        return found
    both = _BOTH.search(text)
    match = both or _THAT.search(text)
    if match is None or _DONE.search(text[: match.start()]):
        return ()
    called, two = match["type"] or "", bool(both or match["two"])
    if called not in _PAPERS.split("|"):
        told = _told_of(library, focus, called, two=True) if two else ()
        return told if len(told) >= _TWO and (called or _is_of_cited(library, focus)) else ()
    for each in (focus, *focus.earlier):
        source = library.document(each.document)
        if source and source.status == "loaded" and _is_called(source, called):
            return ()
        named = () if two else behind(library, each, tokens)
        if found := named or _told_of(library, each, called, two=two):
            return found
        if _is_made(library, each, called):
            return ()
    return ()


def _one_of(library: Library, focus: Focus, text: str) -> tuple[Document, ...]:
    """The one of two documents told of together that "cái đầu" means; both for "cái nào ra sau"."""
    match = _NTH.search(text)
    if not (match or COMPARED.search(text)) or not (_is_of_cited(library, focus) or asked_for(focus)):
        return ()
    for each in (focus, *focus.earlier):
        if len(told := _told_of(library, each, "", two=True)) < _TWO:
            continue
        if match is None:
            return told
        others = tuple(d for d in told if d.key != focus.document)
        return others[:1] if match["other"] else told[:1] if match["first"] else told[-1:]
    return ()


def _beside(library: Library, focus: Focus, text: str) -> tuple[Document, ...]:
    """The documents of the type to which the question goes on, cited beside the one that was talked about."""
    match = _BESIDE.search(text)
    own = library.document(focus.document)
    if match is None or own is None or own.status != "cited only" or _is_called(own, match[1]):
        return ()
    sources = dict.fromkeys(r.source for r in catalogue.cited_by(library.documents, own.key))
    cited = (r.target for key in sources if (d := library.document(key)) for r in d.references)
    found = (library.document(key) for key in dict.fromkeys(cited))
    return tuple(d for d in found if d and d.status == "cited only" and _is_called(d, match[1]))


def _called(library: Library, focus: Focus, text: str) -> tuple[Document, ...]:
    """The documents of the chat that are called by their type and words of their subject or issuer."""
    match = _CALLED.search(text)
    if match is None or _DONE.search(text[: match.start()]):
        return ()
    said = set(match["words"].split())
    keys = dict.fromkeys(key for each in (focus, *focus.earlier) for key in (each.document, *each.cited))
    known = [d for key in keys if (d := library.document(key)) and d.status == "cited only"]
    fitting = [d for d in known if said <= {*syllables(d.subject), *syllables(d.issuer)}]
    return tuple(d for d in fitting if _is_called(d, match["type"]))


def _told_of(library: Library, focus: Focus, called: str, *, two: bool) -> tuple[Document, ...]:
    """The documents of that type that the answer told of or cited.

    Of "hai văn bản đó" the first two, where it told of documents without text one after the other.
    """
    known = [d for key in focus.cited if (d := library.document(key)) and _is_called(d, called)]
    own = library.document(focus.document)
    if own and own.status == "cited only":
        told = [d for d in known if d.key == own.key] if not two else known[:_TWO]
        known = told or known
    return tuple(known)


def _is_of_cited(library: Library, focus: Focus) -> bool:
    """Whether the last answer was about documents: of one without text, or of what cites what."""
    own = library.document(focus.document)
    return focus.facet == "relation" or (own is not None and own.status == "cited only")


def _is_made(library: Library, focus: Focus, called: str) -> bool:
    """Whether the passage told last speaks of such a document that has no number."""
    passage = library.passages.get(focus.passage)
    text = " ".join(syllables(passage.text)) if passage else ""
    return bool(re.search(rf"\b{called}\b(?! so [0-9])", text))


def _described(said: list[Reference], question: str) -> list[Reference]:
    """Those whose words have most of the question ("văn bản nào phát động thi đua"), all if none has any."""
    asked = syllables(_ASKED.sub(" ", " ".join(syllables(question))))
    shared = [len({*pairwise(asked)} & {*pairwise(syllables(r.sentence))}) for r in said]
    most = max(shared, default=0)
    return [r for r, count in zip(said, shared, strict=True) if count == most] if most else said


def is_asked(document: Document, tokens: list[str]) -> bool:
    """Whether it is of the type that is asked for ("hướng dẫn nào"), or none is."""
    asked = _ASKED.search(" ".join(tokens))
    return asked is None or _is_called(document, asked[1])


def _is_called(document: Document, said: str) -> bool:
    """Whether it may be called so; a submission comes as a letter: "Công văn số 140/TTr-STTTT"."""
    is_submission = said == "to trinh" and "TTr" in document.number
    return said not in _PAPERS.split("|") or said == " ".join(syllables(document.type)) or is_submission
